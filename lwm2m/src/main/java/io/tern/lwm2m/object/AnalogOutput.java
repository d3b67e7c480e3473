// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3203, Analog Output, of version 1.1.
public final class AnalogOutput {
  /// The object id.
  public static final int ID = 3203;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5603 Min Range Value: R.
  public static final Resource.Single<Double> MIN_RANGE_VALUE =
      new Resource.Single<>(ID, 5603, ValueType.FLOAT);

  /// 5604 Max Range Value: R.
  public static final Resource.Single<Double> MAX_RANGE_VALUE =
      new Resource.Single<>(ID, 5604, ValueType.FLOAT);

  /// 5650 Analog Output Current Value: RW, mandatory, 0..1.
  public static final Resource.Single<Double> ANALOG_OUTPUT_CURRENT_VALUE =
      new Resource.Single<>(ID, 5650, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private AnalogOutput() {}
}
