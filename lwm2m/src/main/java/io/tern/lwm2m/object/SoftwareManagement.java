// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 9, LWM2M Software Management, of version 1.0.
public final class SoftwareManagement {
  /// The object id.
  public static final int ID = 9;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 PkgName: R, mandatory, 0..255 bytes.
  public static final Resource.Single<String> PKG_NAME =
      new Resource.Single<>(ID, 0, ValueType.STRING);

  /// 1 PkgVersion: R, mandatory, 0..255 bytes.
  public static final Resource.Single<String> PKG_VERSION =
      new Resource.Single<>(ID, 1, ValueType.STRING);

  /// 2 Package: W.
  public static final Resource.Single<Bytes> PACKAGE =
      new Resource.Single<>(ID, 2, ValueType.OPAQUE);

  /// 3 Package URI: W, 0..255 bytes.
  public static final Resource.Single<String> PACKAGE_URI =
      new Resource.Single<>(ID, 3, ValueType.STRING);

  /// 4 Install: E, mandatory.
  public static final Resource.Executable INSTALL = new Resource.Executable(ID, 4);

  /// 5 Checkpoint: R.
  public static final Resource.Single<Value.ObjectLink> CHECKPOINT =
      new Resource.Single<>(ID, 5, ValueType.OBJECT_LINK);

  /// 6 Uninstall: E, mandatory.
  public static final Resource.Executable UNINSTALL = new Resource.Executable(ID, 6);

  /// 7 Update State: R, mandatory, 0..4.
  public static final Resource.Single<Long> UPDATE_STATE =
      new Resource.Single<>(ID, 7, ValueType.INTEGER);

  /// 8 Update Supported Objects: RW.
  public static final Resource.Single<Boolean> UPDATE_SUPPORTED_OBJECTS =
      new Resource.Single<>(ID, 8, ValueType.BOOLEAN);

  /// 9 Update Result: R, mandatory, 0..200.
  public static final Resource.Single<Long> UPDATE_RESULT =
      new Resource.Single<>(ID, 9, ValueType.INTEGER);

  /// 10 Activate: E, mandatory.
  public static final Resource.Executable ACTIVATE = new Resource.Executable(ID, 10);

  /// 11 Deactivate: E, mandatory.
  public static final Resource.Executable DEACTIVATE = new Resource.Executable(ID, 11);

  /// 12 Activation State: R, mandatory.
  public static final Resource.Single<Boolean> ACTIVATION_STATE =
      new Resource.Single<>(ID, 12, ValueType.BOOLEAN);

  /// 13 Package Settings: RW.
  public static final Resource.Single<Value.ObjectLink> PACKAGE_SETTINGS =
      new Resource.Single<>(ID, 13, ValueType.OBJECT_LINK);

  /// 14 User Name: W, 0..255 bytes.
  public static final Resource.Single<String> USER_NAME =
      new Resource.Single<>(ID, 14, ValueType.STRING);

  /// 15 Password: W, 0..255 bytes.
  public static final Resource.Single<String> PASSWORD =
      new Resource.Single<>(ID, 15, ValueType.STRING);

  /// 16 Status Reason: R.
  public static final Resource.Single<String> STATUS_REASON =
      new Resource.Single<>(ID, 16, ValueType.STRING);

  /// 17 Software Component Link: R.
  public static final Resource.Multiple<Value.ObjectLink> SOFTWARE_COMPONENT_LINK =
      new Resource.Multiple<>(ID, 17, ValueType.OBJECT_LINK);

  /// 18 Software Component tree length: R, 0..255.
  public static final Resource.Single<Long> SOFTWARE_COMPONENT_TREE_LENGTH =
      new Resource.Single<>(ID, 18, ValueType.INTEGER);

  private SoftwareManagement() {}
}
