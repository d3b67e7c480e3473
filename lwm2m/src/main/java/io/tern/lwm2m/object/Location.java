// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 6, Location, of version 1.0.
public final class Location {
  /// The object id.
  public static final int ID = 6;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Latitude: R, mandatory, in lat.
  public static final Resource.Single<Double> LATITUDE =
      new Resource.Single<>(ID, 0, ValueType.FLOAT);

  /// 1 Longitude: R, mandatory, in lon.
  public static final Resource.Single<Double> LONGITUDE =
      new Resource.Single<>(ID, 1, ValueType.FLOAT);

  /// 2 Altitude: R, in m.
  public static final Resource.Single<Double> ALTITUDE =
      new Resource.Single<>(ID, 2, ValueType.FLOAT);

  /// 3 Radius: R, in m.
  public static final Resource.Single<Double> RADIUS =
      new Resource.Single<>(ID, 3, ValueType.FLOAT);

  /// 4 Velocity: R.
  public static final Resource.Single<Bytes> VELOCITY =
      new Resource.Single<>(ID, 4, ValueType.OPAQUE);

  /// 5 Timestamp: R, mandatory.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5, ValueType.TIME);

  /// 6 Speed: R, in m/s.
  public static final Resource.Single<Double> SPEED = new Resource.Single<>(ID, 6, ValueType.FLOAT);

  private Location() {}
}
