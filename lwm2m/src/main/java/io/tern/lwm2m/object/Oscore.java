// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;

/// Object 21, LWM2M OSCORE, of version 2.0.
public final class Oscore {
  /// The object id.
  public static final int ID = 21;

  /// Its newest definition in the registry.
  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();

  /// 0 OSCORE Master Secret: bootstrap only, mandatory.
  public static final Resource.Single<Bytes> OSCORE_MASTER_SECRET =
      new Resource.Single<>(ID, 0, ValueType.OPAQUE);

  /// 1 OSCORE Sender ID: bootstrap only, mandatory.
  public static final Resource.Single<Bytes> OSCORE_SENDER_ID =
      new Resource.Single<>(ID, 1, ValueType.OPAQUE);

  /// 2 OSCORE Recipient ID: bootstrap only, mandatory.
  public static final Resource.Single<Bytes> OSCORE_RECIPIENT_ID =
      new Resource.Single<>(ID, 2, ValueType.OPAQUE);

  /// 3 OSCORE AEAD Algorithm: bootstrap only.
  public static final Resource.Single<Long> OSCORE_AEAD_ALGORITHM =
      new Resource.Single<>(ID, 3, ValueType.INTEGER);

  /// 4 OSCORE HMAC Algorithm: bootstrap only.
  public static final Resource.Single<Long> OSCORE_HMAC_ALGORITHM =
      new Resource.Single<>(ID, 4, ValueType.INTEGER);

  /// 5 OSCORE Master Salt: bootstrap only.
  public static final Resource.Single<Bytes> OSCORE_MASTER_SALT =
      new Resource.Single<>(ID, 5, ValueType.OPAQUE);

  /// 6 OSCORE ID Context: bootstrap only.
  public static final Resource.Single<Bytes> OSCORE_ID_CONTEXT =
      new Resource.Single<>(ID, 6, ValueType.OPAQUE);

  private Oscore() {}
}
