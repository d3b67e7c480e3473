// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Where an engine puts what is to be sent. The loop sends it as a batch at the end of its turn.
@FunctionalInterface
public interface Outbound {
  /// What carries messages to peers that are reached by connections.
  default Streams streams() {
    return Streams.NONE;
  }

  /// Takes one whole datagram for `peer`.
  void send(Peer peer, Bytes datagram);
}
