// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 2, LwM2M Access Control, of version 1.1.
public final class AccessControl {
  /// The object id.
  public static final int ID = 2;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Object ID: R, mandatory, 1..65534.
  public static final Resource.Single<Long> OBJECT_ID =
      new Resource.Single<>(ID, 0, ValueType.INTEGER);

  /// 1 Object Instance ID: R, mandatory, 0..65535.
  public static final Resource.Single<Long> OBJECT_INSTANCE_ID =
      new Resource.Single<>(ID, 1, ValueType.INTEGER);

  /// 2 ACL: RW, 0..31.
  public static final Resource.Multiple<Long> ACL =
      new Resource.Multiple<>(ID, 2, ValueType.INTEGER);

  /// 3 Access Control Owner: RW, mandatory, 0..65535.
  public static final Resource.Single<Long> ACCESS_CONTROL_OWNER =
      new Resource.Single<>(ID, 3, ValueType.INTEGER);

  private AccessControl() {}
}
