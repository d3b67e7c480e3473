// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;

/// Takes what a socket received. Runs on the loop that owns the socket, must not block.
@FunctionalInterface
public interface DatagramReceiver {
  /// Takes one whole datagram, whose bytes nobody else writes to.
  void onDatagram(Address.Ip from, Bytes datagram, long nowNanos);
}
