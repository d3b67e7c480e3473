// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 16, Portfolio, of version 1.0.
public final class Portfolio {
  /// The object id.
  public static final int ID = 16;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 Identity: RW, mandatory.
  public static final Resource.Multiple<String> IDENTITY =
      new Resource.Multiple<>(ID, 0, ValueType.STRING);

  /// 1 GetAuthData: E.
  public static final Resource.Executable GET_AUTH_DATA = new Resource.Executable(ID, 1);

  /// 2 AuthData: R.
  public static final Resource.Multiple<Bytes> AUTH_DATA =
      new Resource.Multiple<>(ID, 2, ValueType.OPAQUE);

  /// 3 AuthStatus: R, 0..2.
  public static final Resource.Single<Long> AUTH_STATUS =
      new Resource.Single<>(ID, 3, ValueType.INTEGER);

  private Portfolio() {}
}
