// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3336, Location, of version 1.1.
public final class Location3336 {
  /// The object id.
  public static final int ID = 3336;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5514 Latitude: R, mandatory.
  public static final Resource.Single<String> LATITUDE =
      new Resource.Single<>(ID, 5514, ValueType.STRING);

  /// 5515 Longitude: R, mandatory.
  public static final Resource.Single<String> LONGITUDE =
      new Resource.Single<>(ID, 5515, ValueType.STRING);

  /// 5516 Uncertainty: R.
  public static final Resource.Single<String> UNCERTAINTY =
      new Resource.Single<>(ID, 5516, ValueType.STRING);

  /// 5517 Velocity: R.
  public static final Resource.Single<Bytes> VELOCITY =
      new Resource.Single<>(ID, 5517, ValueType.OPAQUE);

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5705 Compass Direction: R, 0..360, in deg.
  public static final Resource.Single<Double> COMPASS_DIRECTION =
      new Resource.Single<>(ID, 5705, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 6042 Measurement Quality Indicator: R, 0..23.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_INDICATOR =
      new Resource.Single<>(ID, 6042, ValueType.INTEGER);

  /// 6049 Measurement Quality Level: R, 0..100.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_LEVEL =
      new Resource.Single<>(ID, 6049, ValueType.INTEGER);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private Location3336() {}
}
