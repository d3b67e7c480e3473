// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.net.SocketAddresses;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The JDK's form of the addresses seen last, so that an answer to a datagram just read makes no new
/// one. A fixed table: a new address takes the place of the old one in its slot.
final class RecentSockets {
  private static final int SLOTS = 256;

  private final Address.@Nullable Ip[] ips = new Address.Ip[SLOTS];
  private final @Nullable InetSocketAddress[] sockets = new InetSocketAddress[SLOTS];

  void remember(Address.Ip ip, InetSocketAddress socket) {
    int slot = slot(ip);
    ips[slot] = ip;
    sockets[slot] = socket;
  }

  InetSocketAddress socket(Address.Ip ip) {
    int slot = slot(ip);
    InetSocketAddress known = sockets[slot];
    if (known != null && ip.equals(ips[slot])) {
      return known;
    }
    InetSocketAddress made = SocketAddresses.toSocket(ip);
    remember(ip, made);
    return made;
  }

  private static int slot(Address.Ip ip) {
    return ip.hashCode() & (SLOTS - 1);
  }
}
