// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 3341, Addressable Text Display, of version 1.0.
public final class AddressableTextDisplay {
  /// The object id.
  public static final int ID = 3341;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5527 Text: RW, mandatory.
  public static final Resource.Single<String> TEXT =
      new Resource.Single<>(ID, 5527, ValueType.STRING);

  /// 5528 X Coordinate: RW.
  public static final Resource.Single<Long> X_COORDINATE =
      new Resource.Single<>(ID, 5528, ValueType.INTEGER);

  /// 5529 Y Coordinate: RW.
  public static final Resource.Single<Long> Y_COORDINATE =
      new Resource.Single<>(ID, 5529, ValueType.INTEGER);

  /// 5530 Clear Display: E.
  public static final Resource.Executable CLEAR_DISPLAY = new Resource.Executable(ID, 5530);

  /// 5531 Contrast: RW, 0..100, in /100.
  public static final Resource.Single<Double> CONTRAST =
      new Resource.Single<>(ID, 5531, ValueType.FLOAT);

  /// 5545 Max X Coordinate: R.
  public static final Resource.Single<Long> MAX_X_COORDINATE =
      new Resource.Single<>(ID, 5545, ValueType.INTEGER);

  /// 5546 Max Y Coordinate: R.
  public static final Resource.Single<Long> MAX_Y_COORDINATE =
      new Resource.Single<>(ID, 5546, ValueType.INTEGER);

  /// 5548 Level: RW, 0..100, in /100.
  public static final Resource.Single<Double> LEVEL =
      new Resource.Single<>(ID, 5548, ValueType.FLOAT);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  private AddressableTextDisplay() {}
}
