// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import java.io.IOException;

/// One socket, read and written many datagrams at a time: the seam between [UdpPort] and the way the
/// system is asked. Never blocks.
interface DatagramBatch {
  /// Reads up to `max` datagrams into `sink`, fewer where no more have come.
  ///
  /// @return how many were read, those too large included
  int receive(int max, Sink sink) throws IOException;

  /// Sends from the head of `queue` and removes what was sent or refused, until the queue is empty
  /// or the socket takes no more.
  void send(SendQueue queue, Sink sink) throws IOException;

  /// What became of each datagram.
  interface Sink {
    /// A whole datagram came.
    void onReceived(Address.Ip from, Bytes datagram);

    /// A datagram over the limit came, cut off.
    void onOversize(Address.Ip from);

    /// The system took a datagram of `bytes` bytes.
    void onSent(int bytes);

    /// The system refused a datagram; it is lost.
    void onRefused(Address.Ip to);
  }
}
