// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.net.DatagramIo;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.List;

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

  /// How many datagrams the system has dropped so far because its buffer for the socket was full, modulo
  /// 2^32; 0 where nobody knows. A system call.
  default int overflowed() {
    return 0;
  }

  /// Frees what is held besides the channel. Called once, after the last of the others.
  default void close() throws IOException {}

  /// Makes a batch over a bound channel.
  @FunctionalInterface
  interface Source {
    DatagramBatch open(DatagramChannel channel, UdpLimits limits) throws IOException;

    /// What `io` names, or what works best here.
    static Source of(DatagramIo io) {
      return switch (io) {
        case NIO -> NioDatagrams::new;
        case BATCH -> Source::openBatch;
        case AUTO -> Source::openBest;
      };
    }

    private static DatagramBatch openBatch(DatagramChannel channel, UdpLimits limits)
        throws IOException {
      if (!LinuxCalls.areAvailable()) {
        throw new IOException(
            "batches of datagrams need Linux on x86-64 or AArch64 and --enable-native-access");
      }
      return new LinuxDatagrams(channel, limits);
    }

    private static DatagramBatch openBest(DatagramChannel channel, UdpLimits limits) {
      try {
        return openBatch(channel, limits);
      } catch (IOException e) {
        return new NioDatagrams(channel, limits);
      }
    }
  }

  /// What became of each datagram.
  interface Sink {
    /// Several datagrams came, of these senders, that will be told of one after the other. The list is
    /// valid during the call.
    default void onAnnounced(List<Address.Ip> senders) {}

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
