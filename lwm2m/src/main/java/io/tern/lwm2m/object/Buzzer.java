// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3338, Buzzer, of version 1.1.
public final class Buzzer {
  /// The object id.
  public static final int ID = 3338;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5521 Delay Duration: RW, in s.
  public static final Resource.Single<Double> DELAY_DURATION =
      new Resource.Single<>(ID, 5521, ValueType.FLOAT);

  /// 5525 Minimum Off-time: RW, mandatory, in s.
  public static final Resource.Single<Double> MINIMUM_OFF_TIME =
      new Resource.Single<>(ID, 5525, ValueType.FLOAT);

  /// 5548 Level: RW, 0..100, in /100.
  public static final Resource.Single<Double> LEVEL =
      new Resource.Single<>(ID, 5548, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5850 On/Off: RW, mandatory.
  public static final Resource.Single<Boolean> ON_OFF =
      new Resource.Single<>(ID, 5850, ValueType.BOOLEAN);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private Buzzer() {}
}
