// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import java.util.Locale;

/// How loops ask the system for datagrams.
public enum DatagramIo {
  /// [#BATCH] where it works, [#NIO] elsewhere.
  AUTO,

  /// One system call a datagram, on every system.
  NIO,

  /// One system call for many datagrams, each way: `recvmmsg` and `sendmmsg` of Linux on x86-64 and
  /// AArch64. Needs native access (`--enable-native-access`); where it cannot work, opening a port
  /// fails.
  BATCH;

  /// The system property that chooses for the whole process: `auto`, `nio` or `batch`.
  public static final String PROPERTY = "tern.net.datagrams";

  /// What the system property says, [#AUTO] where it is not set.
  ///
  /// @throws IllegalArgumentException where it is set to something else
  public static DatagramIo preferred() {
    String name = System.getProperty(PROPERTY, "auto");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "nio" -> NIO;
      case "batch" -> BATCH;
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " is auto, nio or batch, not \"" + name + "\"");
    };
  }
}
