// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.net.SocketAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/// Datagrams over a non-blocking NIO channel, one system call each, through two reused buffers.
final class NioDatagrams implements DatagramBatch {
  /// The largest UDP payload over IPv6 without jumbograms.
  private static final int SEND_BYTES_MAX = 65_527;

  private final DatagramChannel channel;
  private final int datagramBytesMax;
  private final ByteBuffer received;
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(SEND_BYTES_MAX);
  private final RecentSockets sockets = new RecentSockets();

  /// @param limits larger datagrams than they say are dropped
  NioDatagrams(DatagramChannel channel, UdpLimits limits) {
    this.channel = channel;
    this.datagramBytesMax = limits.datagramBytesMax();
    // One more than the limit: a datagram that fills it was too large.
    this.received = ByteBuffer.allocateDirect(datagramBytesMax + 1);
  }

  @Override
  public int receive(int max, Sink sink) throws IOException {
    for (int count = 0; count < max; count++) {
      received.clear();
      InetSocketAddress from;
      try {
        from = (InetSocketAddress) channel.receive(received);
      } catch (PortUnreachableException e) {
        // An ICMP answer to something sent earlier. CoAP finds out by its timers.
        continue;
      }
      if (from == null) {
        return count;
      }
      feed(from, sink);
    }
    return max;
  }

  private void feed(InetSocketAddress from, Sink sink) {
    Address.Ip ip = SocketAddresses.toIp(from);
    sockets.remember(ip, from);
    received.flip();
    if (received.remaining() > datagramBytesMax) {
      sink.onOversize(ip);
    } else {
      sink.onReceived(ip, Bytes.copyOf(received));
    }
  }

  @Override
  public void send(SendQueue queue, Sink sink) throws IOException {
    while (!queue.isEmpty()) {
      Bytes datagram = queue.datagram(0);
      Sent sent = send(queue.address(0), datagram);
      if (sent == Sent.LATER) {
        return;
      }
      Address.Ip to = queue.address(0);
      queue.remove();
      if (sent == Sent.YES) {
        sink.onSent(datagram.size());
      } else {
        sink.onRefused(to);
      }
    }
  }

  private enum Sent {
    YES,
    LATER,
    REFUSED
  }

  private Sent send(Address.Ip to, Bytes datagram) throws ClosedChannelException {
    if (datagram.size() > SEND_BYTES_MAX) {
      return Sent.REFUSED;
    }
    outgoing.clear();
    datagram.copyTo(outgoing);
    outgoing.flip();
    try {
      int sentBytes = channel.send(outgoing, sockets.socket(to));
      return sentBytes == 0 && !datagram.isEmpty() ? Sent.LATER : Sent.YES;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // No route, a filter, an ICMP answer, port 0, IPv6 over an IPv4 socket: this one is lost, as
      // any datagram may be.
      return Sent.REFUSED;
    }
  }
}
