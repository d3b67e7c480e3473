// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3345, Multiple Axis Joystick, of version 1.0.
public final class MultipleAxisJoystick {
  /// The object id.
  public static final int ID = 3345;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5500 Digital Input State: R.
  public static final Resource.Single<Boolean> DIGITAL_INPUT_STATE =
      new Resource.Single<>(ID, 5500, ValueType.BOOLEAN);

  /// 5501 Digital Input Counter: R.
  public static final Resource.Single<Long> DIGITAL_INPUT_COUNTER =
      new Resource.Single<>(ID, 5501, ValueType.INTEGER);

  /// 5702 X Value: R.
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

  private MultipleAxisJoystick() {}
}
