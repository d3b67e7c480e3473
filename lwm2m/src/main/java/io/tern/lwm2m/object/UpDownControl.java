// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3344, Up/Down Control, of version 1.0.
public final class UpDownControl {
  /// The object id.
  public static final int ID = 3344;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5532 Increase Input State: R, mandatory.
  public static final Resource.Single<Boolean> INCREASE_INPUT_STATE =
      new Resource.Single<>(ID, 5532, ValueType.BOOLEAN);

  /// 5533 Decrease Input State: R, mandatory.
  public static final Resource.Single<Boolean> DECREASE_INPUT_STATE =
      new Resource.Single<>(ID, 5533, ValueType.BOOLEAN);

  /// 5541 Up Counter: RW.
  public static final Resource.Single<Long> UP_COUNTER =
      new Resource.Single<>(ID, 5541, ValueType.INTEGER);

  /// 5542 Down Counter: RW.
  public static final Resource.Single<Long> DOWN_COUNTER =
      new Resource.Single<>(ID, 5542, ValueType.INTEGER);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  private UpDownControl() {}
}
