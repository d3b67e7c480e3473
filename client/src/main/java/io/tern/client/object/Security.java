// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.client.Instance;
import io.tern.client.ServerAccount;
import io.tern.coap.Bytes;
import io.tern.coap.Identity;
import io.tern.lwm2m.model.ObjectModel;

/// The LwM2M Security object (LwM2M 1.2 Core §E.1): how to reach a server. No server ever sees it.
public final class Security {
  /// The object id.
  public static final int ID = 0;

  private static final int NO_SEC = 3;
  private static final int PRE_SHARED_KEY = 0;
  private static final int RAW_PUBLIC_KEY = 1;
  private static final int CERTIFICATE = 2;

  private Security() {}

  /// The instance for an account. Keys stay where the transport has them: those resources are empty.
  public static Instance of(ObjectModel model, int id, ServerAccount account) {
    return ObjectInstance.of(model, id)
        .holding(0, account.uri())
        .holding(1, false)
        .holding(2, mode(account.peer().identity()))
        .holding(3, Bytes.EMPTY)
        .holding(4, Bytes.EMPTY)
        .holding(5, Bytes.EMPTY)
        .holding(10, account.shortServerId());
  }

  private static int mode(Identity identity) {
    return switch (identity) {
      case Identity.Anonymous anonymous -> NO_SEC;
      case Identity.Psk psk -> PRE_SHARED_KEY;
      case Identity.RawKey key -> RAW_PUBLIC_KEY;
      case Identity.Certificate certificate -> CERTIFICATE;
      case Identity.Oscore oscore -> NO_SEC;
    };
  }
}
