// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3305, Power Measurement, of version 1.1.
public final class PowerMeasurement {
  /// The object id.
  public static final int ID = 3305;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5605 Reset Min and Max Measured Values: E.
  public static final Resource.Executable RESET_MIN_AND_MAX_MEASURED_VALUES =
      new Resource.Executable(ID, 5605);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5800 Instantaneous active power: R, mandatory, in W.
  public static final Resource.Single<Double> INSTANTANEOUS_ACTIVE_POWER =
      new Resource.Single<>(ID, 5800, ValueType.FLOAT);

  /// 5801 Min Measured active power: R, in W.
  public static final Resource.Single<Double> MIN_MEASURED_ACTIVE_POWER =
      new Resource.Single<>(ID, 5801, ValueType.FLOAT);

  /// 5802 Max Measured active power: R, in W.
  public static final Resource.Single<Double> MAX_MEASURED_ACTIVE_POWER =
      new Resource.Single<>(ID, 5802, ValueType.FLOAT);

  /// 5803 Min Range active power: R, in W.
  public static final Resource.Single<Double> MIN_RANGE_ACTIVE_POWER =
      new Resource.Single<>(ID, 5803, ValueType.FLOAT);

  /// 5804 Max Range active power: R, in W.
  public static final Resource.Single<Double> MAX_RANGE_ACTIVE_POWER =
      new Resource.Single<>(ID, 5804, ValueType.FLOAT);

  /// 5805 Cumulative active power: R, in Wh.
  public static final Resource.Single<Double> CUMULATIVE_ACTIVE_POWER =
      new Resource.Single<>(ID, 5805, ValueType.FLOAT);

  /// 5806 Active Power Calibration: W, in W.
  public static final Resource.Single<Double> ACTIVE_POWER_CALIBRATION =
      new Resource.Single<>(ID, 5806, ValueType.FLOAT);

  /// 5810 Instantaneous reactive power: R, in var.
  public static final Resource.Single<Double> INSTANTANEOUS_REACTIVE_POWER =
      new Resource.Single<>(ID, 5810, ValueType.FLOAT);

  /// 5811 Min Measured reactive power: R, in var.
  public static final Resource.Single<Double> MIN_MEASURED_REACTIVE_POWER =
      new Resource.Single<>(ID, 5811, ValueType.FLOAT);

  /// 5812 Max Measured reactive power: R, in var.
  public static final Resource.Single<Double> MAX_MEASURED_REACTIVE_POWER =
      new Resource.Single<>(ID, 5812, ValueType.FLOAT);

  /// 5813 Min Range reactive power: R, in var.
  public static final Resource.Single<Double> MIN_RANGE_REACTIVE_POWER =
      new Resource.Single<>(ID, 5813, ValueType.FLOAT);

  /// 5814 Max Range reactive power: R, in var.
  public static final Resource.Single<Double> MAX_RANGE_REACTIVE_POWER =
      new Resource.Single<>(ID, 5814, ValueType.FLOAT);

  /// 5815 Cumulative reactive power: R, in varh.
  public static final Resource.Single<Double> CUMULATIVE_REACTIVE_POWER =
      new Resource.Single<>(ID, 5815, ValueType.FLOAT);

  /// 5816 Reactive Power Calibration: W, in var.
  public static final Resource.Single<Double> REACTIVE_POWER_CALIBRATION =
      new Resource.Single<>(ID, 5816, ValueType.FLOAT);

  /// 5820 Power factor: R.
  public static final Resource.Single<Double> POWER_FACTOR =
      new Resource.Single<>(ID, 5820, ValueType.FLOAT);

  /// 5821 Current Calibration: RW.
  public static final Resource.Single<Double> CURRENT_CALIBRATION =
      new Resource.Single<>(ID, 5821, ValueType.FLOAT);

  /// 5822 Reset Cumulative energy: E.
  public static final Resource.Executable RESET_CUMULATIVE_ENERGY =
      new Resource.Executable(ID, 5822);

  /// 6042 Measurement Quality Indicator: R, 0..23.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_INDICATOR =
      new Resource.Single<>(ID, 6042, ValueType.INTEGER);

  /// 6049 Measurement Quality Level: R, 0..100.
  public static final Resource.Single<Long> MEASUREMENT_QUALITY_LEVEL =
      new Resource.Single<>(ID, 6049, ValueType.INTEGER);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private PowerMeasurement() {}
}
