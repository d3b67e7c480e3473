// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Where a peer is reached.
public sealed interface Address {
  /// An IP address and port. An IPv4 address is held as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), so
  /// that one peer has one form.
  ///
  /// @param high first eight bytes of the IPv6 address
  /// @param low last eight bytes of the IPv6 address
  /// @param port 0 to 65535
  /// @param scope IPv6 scope id, 0 where there is none
  record Ip(long high, long low, int port, int scope) implements Address {
    public Ip {
      java.util.Objects.checkIndex(port, 65536);
    }

    /// The IPv4 address of the four bytes in `bits`, most significant first.
    public static Ip v4(int bits, int port) {
      return new Ip(0, 0xFFFF_0000_0000L | (bits & 0xFFFF_FFFFL), port, 0);
    }

    /// Whether this is an IPv4 address.
    public boolean isV4() {
      return high == 0 && low >>> 32 == 0xFFFF;
    }

    @Override
    public int hashCode() {
      // Two rounds, so that neighbouring hosts with neighbouring ports do not meet.
      long mixed = (high * 31 + low) * 0x9E3779B97F4A7C15L;
      mixed = (mixed ^ mixed >>> 32 ^ port) * 0x9E3779B97F4A7C15L;
      return (int) (mixed >>> 32);
    }

    /// `1.2.3.4:5683` or `[2001:db8:0:0:0:0:0:1]:5683`.
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(40);
      if (isV4()) {
        for (int shift = 24; shift >= 0; shift -= 8) {
          text.append((low >>> shift) & 0xFF).append(shift == 0 ? "" : ".");
        }
      } else {
        text.append('[');
        for (int i = 0; i < 8; i++) {
          long half = i < 4 ? high : low;
          text.append(i == 0 ? "" : ":")
              .append(Long.toHexString((half >>> (48 - 16 * (i % 4))) & 0xFFFF));
        }
        text.append(scope == 0 ? "" : "%" + scope).append(']');
      }
      return text.append(':').append(port).toString();
    }
  }

  /// An address that is not IP: a telephone number (SMS), a device id of a non-IP network, or the
  /// name of a node in a simulated one.
  record Name(String value) implements Address {
    @Override
    public String toString() {
      return value;
    }
  }
}
