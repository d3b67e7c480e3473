// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3340, Timer, of version 1.0.
public final class Timer {
  /// The object id.
  public static final int ID = 3340;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5501 Digital Input Counter: R.
  public static final Resource.Single<Long> DIGITAL_INPUT_COUNTER =
      new Resource.Single<>(ID, 5501, ValueType.INTEGER);

  /// 5521 Delay Duration: RW, mandatory, in s.
  public static final Resource.Single<Double> DELAY_DURATION =
      new Resource.Single<>(ID, 5521, ValueType.FLOAT);

  /// 5523 Trigger: E.
  public static final Resource.Executable TRIGGER = new Resource.Executable(ID, 5523);

  /// 5525 Minimum Off-time: RW, in s.
  public static final Resource.Single<Double> MINIMUM_OFF_TIME =
      new Resource.Single<>(ID, 5525, ValueType.FLOAT);

  /// 5526 Timer Mode: RW, 0..4.
  public static final Resource.Single<Long> TIMER_MODE =
      new Resource.Single<>(ID, 5526, ValueType.INTEGER);

  /// 5534 Counter: RW.
  public static final Resource.Single<Long> COUNTER =
      new Resource.Single<>(ID, 5534, ValueType.INTEGER);

  /// 5538 Remaining Time: R, in s.
  public static final Resource.Single<Double> REMAINING_TIME =
      new Resource.Single<>(ID, 5538, ValueType.FLOAT);

  /// 5543 Digital State: R.
  public static final Resource.Single<Boolean> DIGITAL_STATE =
      new Resource.Single<>(ID, 5543, ValueType.BOOLEAN);

  /// 5544 Cumulative Time: RW, in s.
  public static final Resource.Single<Double> CUMULATIVE_TIME =
      new Resource.Single<>(ID, 5544, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5850 On/Off: RW.
  public static final Resource.Single<Boolean> ON_OFF =
      new Resource.Single<>(ID, 5850, ValueType.BOOLEAN);

  private Timer() {}
}
