// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.ClientEvent;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.coap.ClientProfile;

/// What happens around the operations of a server. Runs on the client's loop.
interface ManagedDevice {
  /// What messages to and from the server depend on now.
  ClientProfile profile();

  /// An instance was created or deleted.
  void onTreeChanged(Path instance, long nowNanos);

  /// The server did not acknowledge a notification.
  void onSilence(long nowNanos);

  /// Something worth telling happened.
  void onEvent(ClientEvent event, long nowNanos);
}
