// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 3349, Bitmap, of version 1.1.
public final class Bitmap {
  /// The object id.
  public static final int ID = 3349;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 5518 Timestamp: R.
  public static final Resource.Single<Instant> TIMESTAMP =
      new Resource.Single<>(ID, 5518, ValueType.TIME);

  /// 5750 Application Type: RW.
  public static final Resource.Single<String> APPLICATION_TYPE =
      new Resource.Single<>(ID, 5750, ValueType.STRING);

  /// 5910 Bitmap Input: R, mandatory.
  public static final Resource.Single<Long> BITMAP_INPUT =
      new Resource.Single<>(ID, 5910, ValueType.INTEGER);

  /// 5911 Bitmap Input Reset: E.
  public static final Resource.Executable BITMAP_INPUT_RESET = new Resource.Executable(ID, 5911);

  /// 5912 Element Description: RW.
  public static final Resource.Multiple<String> ELEMENT_DESCRIPTION =
      new Resource.Multiple<>(ID, 5912, ValueType.STRING);

  /// 6050 Fractional Timestamp: R, 0..1, in s.
  public static final Resource.Single<Double> FRACTIONAL_TIMESTAMP =
      new Resource.Single<>(ID, 6050, ValueType.FLOAT);

  private Bitmap() {}
}
