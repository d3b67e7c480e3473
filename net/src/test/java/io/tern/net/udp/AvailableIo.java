// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.net.DatagramIo;
import java.util.stream.Stream;

/// The ways to read and write datagrams that work here, for tests that run with each.
public final class AvailableIo {
  private AvailableIo() {}

  /// NIO, and batches where the system has them.
  public static Stream<DatagramIo> all() {
    return LinuxCalls.areAvailable()
        ? Stream.of(DatagramIo.NIO, DatagramIo.BATCH)
        : Stream.of(DatagramIo.NIO);
  }
}
