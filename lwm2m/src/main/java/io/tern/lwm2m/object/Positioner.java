// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3337, Positioner, of version 1.1.
public final class Positioner {
  /// The object id.
  public static final int ID = 3337;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5519 Min Limit: R.
  public static final Resource.Single<Double> MIN_LIMIT =
      new Resource.Single<>(ID, 5519, ValueType.FLOAT);

  /// 5520 Max Limit: R.
  public static final Resource.Single<Double> MAX_LIMIT =
      new Resource.Single<>(ID, 5520, ValueType.FLOAT);

  /// 5536 Current Position: RW, mandatory, 0..100, in /100.
  public static final Resource.Single<Double> CURRENT_POSITION =
      new Resource.Single<>(ID, 5536, ValueType.FLOAT);

  /// 5537 Transition Time: RW, in s.
  public static final Resource.Single<Double> TRANSITION_TIME =
      new Resource.Single<>(ID, 5537, ValueType.FLOAT);

  /// 5538 Remaining Time: R, in s.
  public static final Resource.Single<Double> REMAINING_TIME =
      new Resource.Single<>(ID, 5538, ValueType.FLOAT);

  /// 5601 Min Measured Value: R.
  public static final Resource.Single<Double> MIN_MEASURED_VALUE =
      new Resource.Single<>(ID, 5601, ValueType.FLOAT);

  /// 5602 Max Measured Value: R.
  public static final Resource.Single<Double> MAX_MEASURED_VALUE =
      new Resource.Single<>(ID, 5602, ValueType.FLOAT);

  /// 5605 Reset Min and Max Measured Values: E.
  public static final Resource.Executable RESET_MIN_AND_MAX_MEASURED_VALUES =
      new Resource.Executable(ID, 5605);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private Positioner() {}
}
