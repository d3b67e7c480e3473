// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import io.tern.coap.Peer;

/// Takes what arrives at a node, such as `endpoint::receive`.
@FunctionalInterface
public interface SimReceiver {
  /// Takes one whole datagram.
  void onDatagram(Peer from, Bytes datagram, long nowNanos);
}
