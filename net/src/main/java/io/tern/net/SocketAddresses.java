// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import io.tern.coap.Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// Between the addresses of the JDK and those of the protocol, without ever asking a name service.
public final class SocketAddresses {
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;

  private SocketAddresses() {}

  /// The protocol's form of a resolved socket address; IPv4 becomes IPv4-mapped IPv6
  /// (RFC 4291 §2.5.5.2).
  ///
  /// @throws IllegalArgumentException where `socket` is unresolved
  public static Address.Ip toIp(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    if (address == null) {
      throw new IllegalArgumentException("unresolved: " + socket);
    }
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    if (octets.remaining() == V4_BYTES) {
      return Address.Ip.v4(octets.getInt(), socket.getPort());
    }
    int scope = address instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    return new Address.Ip(octets.getLong(), octets.getLong(), socket.getPort(), scope);
  }

  /// The JDK's form of `ip`; IPv4-mapped IPv6 becomes IPv4.
  public static InetSocketAddress toSocket(Address.Ip ip) {
    try {
      return new InetSocketAddress(toInet(ip), ip.port());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("4 or 16 octets are an address", impossible);
    }
  }

  private static InetAddress toInet(Address.Ip ip) throws UnknownHostException {
    if (ip.isV4()) {
      byte[] octets = ByteBuffer.allocate(V4_BYTES).putInt((int) ip.low()).array();
      return InetAddress.getByAddress(octets);
    }
    byte[] octets = ByteBuffer.allocate(V6_BYTES).putLong(ip.high()).putLong(ip.low()).array();
    return ip.scope() == 0
        ? InetAddress.getByAddress(octets)
        : Inet6Address.getByAddress(null, octets, ip.scope());
  }
}
