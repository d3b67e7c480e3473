// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3333, Time, of version 1.1.
public final class Time {
  /// The object id.
  public static final int ID = 3333;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5506 Current Time: RW, mandatory.
  public static final Resource.Single<Instant> CURRENT_TIME =
      new Resource.Single<>(ID, 5506, ValueType.TIME);

  /// 5507 Fractional Time: RW, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIME =
      new Resource.Single<>(ID, 5507, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 6042 Measurement Quality Indicator: R, 0..23.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_INDICATOR =
      new Resource.Single<>(ID, 6042, ValueType.INTEGER);

  /// 6049 Measurement Quality Level: R, 0..100.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_LEVEL =
      new Resource.Single<>(ID, 6049, ValueType.INTEGER);

  private Time() {}
}
