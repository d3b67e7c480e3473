// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tern.coap.Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Addresses as Linux writes them, `struct sockaddr_in` and `struct sockaddr_in6`:
///
/// ```
/// in   0 family  2 port (big-endian)  4 address (big-endian)  8 zeros                     16 bytes
/// in6  0 family  2 port (big-endian)  4 flow information      8 address  24 scope id      28 bytes
/// ```
final class SocketName {
  /// Room for either, a multiple of 8.
  static final int BYTES = 32;

  static final int IN_BYTES = 16;
  static final int IN6_BYTES = 28;

  private static final long PORT = 2;
  private static final long IN_ADDRESS = 4;
  private static final long IN6_FLOW = 4;
  private static final long IN6_ADDRESS = 8;
  private static final long IN6_SCOPE = 24;

  private static final ValueLayout.OfShort SHORT_BE = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG_BE =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketName() {}

  /// The family of the name at `at`.
  static int family(MemorySegment names, long at) {
    return names.get(JAVA_SHORT, at);
  }

  /// The address in the name at `at`, which is of one of the two families.
  static Address.Ip read(MemorySegment names, long at) {
    int port = Short.toUnsignedInt(names.get(SHORT_BE, at + PORT));
    if (family(names, at) == LinuxCalls.AF_INET) {
      return Address.Ip.v4(names.get(INT_BE, at + IN_ADDRESS), port);
    }
    return new Address.Ip(
        names.get(LONG_BE, at + IN6_ADDRESS),
        names.get(LONG_BE, at + IN6_ADDRESS + Long.BYTES),
        port,
        names.get(JAVA_INT, at + IN6_SCOPE));
  }

  /// Writes `ip` at `at` in the form that a socket of `family` takes; returns its size, 0 where such
  /// a socket cannot send there.
  static int write(Address.Ip ip, int family, MemorySegment names, long at) {
    names.set(JAVA_SHORT, at, (short) family);
    names.set(SHORT_BE, at + PORT, (short) ip.port());
    if (family == LinuxCalls.AF_INET) {
      names.set(INT_BE, at + IN_ADDRESS, (int) ip.low());
      return ip.isV4() ? IN_BYTES : 0;
    }
    names.set(JAVA_INT, at + IN6_FLOW, 0);
    names.set(LONG_BE, at + IN6_ADDRESS, ip.high());
    names.set(LONG_BE, at + IN6_ADDRESS + Long.BYTES, ip.low());
    names.set(JAVA_INT, at + IN6_SCOPE, ip.scope());
    return IN6_BYTES;
  }
}
