// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import java.util.List;

/// Takes what a socket received. Runs on the loop that owns the socket, must not block.
@FunctionalInterface
public interface DatagramReceiver {
  /// Takes one whole datagram, whose bytes nobody else writes to.
  void onDatagram(Address.Ip from, Bytes datagram, long nowNanos);

  /// Says who has sent the datagrams that will be passed on next, in order. The list is valid during the
  /// call.
  default void onAnnounced(List<Address.Ip> senders) {}
}
