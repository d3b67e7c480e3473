// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.time.Instant;

/// Object 5, Firmware Update, of version 1.1.
public final class FirmwareUpdate {
  /// The object id.
  public static final int ID = 5;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Package: W, mandatory.
  public static final Resource.Single<Bytes> PACKAGE =
      new Resource.Single<>(ID, 0, ValueType.OPAQUE);

  /// 1 Package URI: RW, mandatory, 0..255.
  public static final Resource.Single<String> PACKAGE_URI =
      new Resource.Single<>(ID, 1, ValueType.STRING);

  /// 2 Update: E, mandatory.
  public static final Resource.Executable UPDATE = new Resource.Executable(ID, 2);

  /// 3 State: R, mandatory, 0..3.
  public static final Resource.Single<Long> STATE = new Resource.Single<>(ID, 3, ValueType.INTEGER);

  /// 5 Update Result: R, mandatory, 0..11.
  public static final Resource.Single<Long> UPDATE_RESULT =
      new Resource.Single<>(ID, 5, ValueType.INTEGER);

  /// 6 PkgName: R, 0..255.
  public static final Resource.Single<String> PKG_NAME =
      new Resource.Single<>(ID, 6, ValueType.STRING);

  /// 7 PkgVersion: R, 0..255.
  public static final Resource.Single<String> PKG_VERSION =
      new Resource.Single<>(ID, 7, ValueType.STRING);

  /// 8 Firmware Update Protocol Support: R, 0..5.
  public static final Resource.Multiple<Long> FIRMWARE_UPDATE_PROTOCOL_SUPPORT =
      new Resource.Multiple<>(ID, 8, ValueType.INTEGER);

  /// 9 Firmware Update Delivery Method: R, mandatory, 0..2.
  public static final Resource.Single<Long> FIRMWARE_UPDATE_DELIVERY_METHOD =
      new Resource.Single<>(ID, 9, ValueType.INTEGER);

  /// 10 Cancel: E.
  public static final Resource.Executable CANCEL = new Resource.Executable(ID, 10);

  /// 11 Severity: RW, 0..2.
  public static final Resource.Single<Long> SEVERITY =
      new Resource.Single<>(ID, 11, ValueType.INTEGER);

  /// 12 Last State Change Time: R.
  public static final Resource.Single<Instant> LAST_STATE_CHANGE_TIME =
      new Resource.Single<>(ID, 12, ValueType.TIME);

  /// 13 Maximum Defer Period: RW, in s.
  public static final Resource.Single<Long> MAXIMUM_DEFER_PERIOD =
      new Resource.Single<>(ID, 13, ValueType.UNSIGNED_INTEGER);

  private FirmwareUpdate() {}
}
