// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3334, Gyrometer, of version 1.1.
public final class Gyrometer {
  /// The object id.
  public static final int ID = 3334;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5508 Min X Value: R.
  public static final Resource.Single<Double> MIN_X_VALUE =
      new Resource.Single<>(ID, 5508, ValueType.FLOAT);

  /// 5509 Max X Value: R.
  public static final Resource.Single<Double> MAX_X_VALUE =
      new Resource.Single<>(ID, 5509, ValueType.FLOAT);

  /// 5510 Min Y Value: R.
  public static final Resource.Single<Double> MIN_Y_VALUE =
      new Resource.Single<>(ID, 5510, ValueType.FLOAT);

  /// 5511 Max Y Value: R.
  public static final Resource.Single<Double> MAX_Y_VALUE =
      new Resource.Single<>(ID, 5511, ValueType.FLOAT);

  /// 5512 Min Z Value: R.
  public static final Resource.Single<Double> MIN_Z_VALUE =
      new Resource.Single<>(ID, 5512, ValueType.FLOAT);

  /// 5513 Max Z Value: R.
  public static final Resource.Single<Double> MAX_Z_VALUE =
      new Resource.Single<>(ID, 5513, ValueType.FLOAT);

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5603 Min Range Value: R.
  public static final Resource.Single<Double> MIN_RANGE_VALUE =
      new Resource.Single<>(ID, 5603, ValueType.FLOAT);

  /// 5604 Max Range Value: R.
  public static final Resource.Single<Double> MAX_RANGE_VALUE =
      new Resource.Single<>(ID, 5604, ValueType.FLOAT);

  /// 5605 Reset Min and Max Measured Values: E.
  public static final Resource.Executable RESET_MIN_AND_MAX_MEASURED_VALUES =
      new Resource.Executable(ID, 5605);

  /// 5701 Sensor Units: R.
  public static final Resource.Single<String> SENSOR_UNITS =
      new Resource.Single<>(ID, 5701, ValueType.STRING);

  /// 5702 X Value: R, mandatory.
  public static final Resource.Single<Double> X_VALUE =
      new Resource.Single<>(ID, 5702, ValueType.FLOAT);

  /// 5703 Y Value: R.
  public static final Resource.Single<Double> Y_VALUE =
      new Resource.Single<>(ID, 5703, ValueType.FLOAT);

  /// 5704 Z Value: R.
  public static final Resource.Single<Double> Z_VALUE =
      new Resource.Single<>(ID, 5704, ValueType.FLOAT);

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

  private Gyrometer() {}
}
