// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3201, Digital Output, of version 1.1.
public final class DigitalOutput {
  /// The object id.
  public static final int ID = 3201;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5550 Digital Output State: RW, mandatory.
  public static final Resource.Single<Boolean> DIGITAL_OUTPUT_STATE =
      new Resource.Single<>(ID, 5550, ValueType.BOOLEAN);

  /// 5551 Digital Output Polarity: RW.
  public static final Resource.Single<Boolean> DIGITAL_OUTPUT_POLARITY =
      new Resource.Single<>(ID, 5551, ValueType.BOOLEAN);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private DigitalOutput() {}
}
