// SPDX-License-Identifier: Apache-2.0

package io.tern.net.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Listening sockets that share one address, among which the system spreads the connections
/// (SO_REUSEPORT).
///
/// @param channels bound, one per loop
/// @param address where all of them are bound, with the port that was picked
public record ListenerGroup(List<ServerSocketChannel> channels, InetSocketAddress address) {
  private static final int BACKLOG = 1024;

  public ListenerGroup {
    channels = List.copyOf(channels);
  }

  /// Opens `count` sockets at `bind`.
  ///
  /// Whether another program listens there is tried with a socket that shares with nobody: a port in
  /// use is an error here, never silently shared.
  ///
  /// @throws IOException where the address is in use or not of this machine
  public static ListenerGroup open(InetSocketAddress bind, int count) throws IOException {
    if (bind.isUnresolved()) {
      throw new UnknownHostException(bind.getHostString());
    }
    List<ServerSocketChannel> channels = new ArrayList<>(count);
    try {
      InetSocketAddress address = count > 1 ? free(bind) : bind;
      for (int i = 0; i < count; i++) {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (count > 1) {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        channel.bind(address, BACKLOG);
        address = (InetSocketAddress) channel.getLocalAddress();
      }
      return new ListenerGroup(channels, address);
    } catch (IOException | RuntimeException e) {
      for (ServerSocketChannel channel : channels) {
        channel.close();
      }
      throw e;
    }
  }

  private static InetSocketAddress free(InetSocketAddress bind) throws IOException {
    try (ServerSocketChannel probe = ServerSocketChannel.open()) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      probe.bind(bind);
      return (InetSocketAddress) probe.getLocalAddress();
    }
  }
}
