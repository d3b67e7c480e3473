// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Where an engine puts what is to be sent. The loop sends it as a batch at the end of its turn.
@FunctionalInterface
public interface Outbound {
  /// Takes one whole datagram for `peer`.
  void send(Peer peer, Bytes datagram);
}
