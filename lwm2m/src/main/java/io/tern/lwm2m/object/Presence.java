// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3302, Presence, of version 1.1.
public final class Presence {
  /// The object id.
  public static final int ID = 3302;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5500 Digital Input State: R, mandatory.
  public static final Resource.Single<Boolean> DIGITAL_INPUT_STATE =
      new Resource.Single<>(ID, 5500, ValueType.BOOLEAN);

  /// 5501 Digital Input Counter: R.
  public static final Resource.Single<Long> DIGITAL_INPUT_COUNTER =
      new Resource.Single<>(ID, 5501, ValueType.INTEGER);

  /// 5505 Digital Input Counter Reset: E.
  public static final Resource.Executable DIGITAL_INPUT_COUNTER_RESET =
      new Resource.Executable(ID, 5505);

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5751 Sensor Type: R.
  public static final Resource.Single<String> SENSOR_TYPE =
      new Resource.Single<>(ID, 5751, ValueType.STRING);

  /// 5903 Busy to Clear delay: RW, in ms.
  public static final Resource.Single<Long> BUSY_TO_CLEAR_DELAY =
      new Resource.Single<>(ID, 5903, ValueType.INTEGER);

  /// 5904 Clear to Busy delay: RW, in ms.
  public static final Resource.Single<Long> CLEAR_TO_BUSY_DELAY =
      new Resource.Single<>(ID, 5904, ValueType.INTEGER);

  /// 6042 Measurement Quality Indicator: R, 0..23.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_INDICATOR =
      new Resource.Single<>(ID, 6042, ValueType.INTEGER);

  /// 6049 Measurement Quality Level: R, 0..100.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_LEVEL =
      new Resource.Single<>(ID, 6049, ValueType.INTEGER);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private Presence() {}
}
