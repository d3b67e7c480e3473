// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3308, Set Point, of version 1.1.
public final class SetPoint {
  /// The object id.
  public static final int ID = 3308;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5701 Sensor Units: R.
  public static final Resource.Single<String> SENSOR_UNITS =
      new Resource.Single<>(ID, 5701, ValueType.STRING);

  /// 5706 Colour: RW.
  public static final Resource.Single<String> COLOUR =
      new Resource.Single<>(ID, 5706, ValueType.STRING);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5900 Set Point Value: RW, mandatory.
  public static final Resource.Single<Double> SET_POINT_VALUE =
      new Resource.Single<>(ID, 5900, ValueType.FLOAT);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private SetPoint() {}
}
