// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// UDP sockets that share one address, among which the system spreads the peers (SO_REUSEPORT).
///
/// @param channels bound, one per loop
/// @param address where all of them are bound, with the port that was picked
public record SocketGroup(List<DatagramChannel> channels, InetSocketAddress address) {
  /// More than a buffer holds; whoever sends faster than this discards is not waited for.
  private static final int DISCARDED_MAX = 100_000;

  public SocketGroup {
    channels = List.copyOf(channels);
  }

  /// Whether this system spreads datagrams over sockets with the same address. Other systems know
  /// the option too, but give everything to one of the sockets.
  public static boolean isSpreading() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
  }

  /// Opens `count` sockets at `bind`, or one where the system cannot spread over several.
  ///
  /// The first takes the address for itself and shares it only afterwards: a port in use by another
  /// program is an error here, never silently shared with it.
  ///
  /// @param receiveBufferBytes what the system should hold, 0 for its default
  /// @param sendBufferBytes what the system should hold, 0 for its default
  /// @throws IOException where the address is in use or not of this machine
  public static SocketGroup open(
      InetSocketAddress bind, int count, int receiveBufferBytes, int sendBufferBytes)
      throws IOException {
    if (bind.isUnresolved()) {
      throw new java.net.UnknownHostException(bind.getHostString());
    }
    int sockets = isSpreading() ? count : 1;
    List<DatagramChannel> channels = new ArrayList<>(sockets);
    try {
      InetSocketAddress address = bind;
      for (int i = 0; i < sockets; i++) {
        DatagramChannel channel = open(bind);
        channels.add(channel);
        size(channel, StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        size(channel, StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
        if (i > 0) {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        channel.bind(address);
        if (i == 0 && sockets > 1) {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        address = (InetSocketAddress) channel.getLocalAddress();
      }
      if (sockets > 1) {
        discardWhatCame(channels);
      }
      return new SocketGroup(channels, address);
    } catch (IOException | RuntimeException e) {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
      throw e;
    }
  }

  /// Drops what has come so far, and leaves the channels non-blocking. With each socket that joins, the system
  /// spreads the peers anew: what a peer sent before lies at one socket and its repetition would come to
  /// another, where nobody knows that it is one.
  static void discardWhatCame(List<DatagramChannel> channels) throws IOException {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    for (DatagramChannel channel : channels) {
      channel.configureBlocking(false);
      for (int i = 0; i < DISCARDED_MAX && channel.receive(nothing) != null; i++) {
        nothing.clear();
      }
    }
  }

  private static DatagramChannel open(InetSocketAddress bind) throws IOException {
    // An IPv6 socket carries IPv4 too, which is what the address [::] asks for.
    return DatagramChannel.open(
        bind.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  private static void size(DatagramChannel channel, SocketOption<Integer> option, int bytes)
      throws IOException {
    if (bytes > 0) {
      channel.setOption(option, bytes);
    }
  }
}
