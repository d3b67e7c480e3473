// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tern.net.SocketAddresses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the system knows a bound channel by, which the JDK does not tell.
///
/// @param descriptor the channel's, valid while the channel is open
/// @param family AF_INET or AF_INET6
record BoundSocket(int descriptor, int family) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /// Looks for the one socket of this process that is bound where `channel` is and whose options
  /// change with the channel's.
  ///
  /// @throws IOException where there is none, or this process may not look at its descriptors
  static BoundSocket find(DatagramChannel channel) throws IOException {
    if (!(channel.getLocalAddress() instanceof InetSocketAddress address)) {
      throw new IOException("a channel that is not bound");
    }
    var bound = SocketAddresses.toIp(address);
    try (Arena arena = Arena.ofConfined();
        DirectoryStream<Path> files = Files.newDirectoryStream(DESCRIPTORS)) {
      MemorySegment state = LinuxCalls.newState(arena);
      MemorySegment name = arena.allocate(SocketName.BYTES, Long.BYTES);
      MemorySegment length = arena.allocate(JAVA_INT);
      for (Path file : files) {
        int descriptor = Integer.parseInt(file.getFileName().toString());
        length.set(JAVA_INT, 0, SocketName.BYTES);
        if (LinuxCalls.getsockname(state, descriptor, name, length) != 0) {
          continue;
        }
        int family = SocketName.family(name, 0);
        boolean speaksIp = family == LinuxCalls.AF_INET || family == LinuxCalls.AF_INET6;
        if (speaksIp
            && SocketName.read(name, 0).equals(bound)
            && follows(state, descriptor, channel)) {
          return new BoundSocket(descriptor, family);
        }
      }
    }
    throw new IOException("no descriptor is bound to " + bound);
  }

  /// Whether the socket of `descriptor` allows broadcast exactly when `channel` does, both ways.
  private static boolean follows(MemorySegment state, int descriptor, DatagramChannel channel)
      throws IOException {
    boolean before = channel.getOption(StandardSocketOptions.SO_BROADCAST);
    try {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      boolean on = LinuxCalls.isBroadcast(state, descriptor);
      channel.setOption(StandardSocketOptions.SO_BROADCAST, false);
      return on && !LinuxCalls.isBroadcast(state, descriptor);
    } finally {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, before);
    }
  }
}
