// SPDX-License-Identifier: Apache-2.0

package io.tern.client.send;

import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.lwm2m.coap.ClientProfile;

/// What Send needs of the client around it. Runs on the client's loop.
public interface SendPort {
  /// Whether the server knows the client, as far as the client knows.
  boolean isRegistered();

  /// Whether the server does not want to hear of values by Send.
  boolean isMuted();

  /// What messages to the server depend on now.
  ClientProfile profile();

  /// Asks the server.
  void request(Request request, ReplyListener listener, long nowNanos);
}
