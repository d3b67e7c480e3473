// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Address;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SocketAddressesTest {
  @Test
  void ipv4_becomes_ipv4_mapped_ipv6() throws UnknownHostException {
    var socket = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.33"), 5683);
    Address.Ip ip = SocketAddresses.toIp(socket);
    assertThat(ip).isEqualTo(new Address.Ip(0, 0xFFFF_C000_0221L, 5683, 0));
    assertThat(ip).hasToString("192.0.2.33:5683");
  }

  @Test
  void ipv4_mapped_ipv6_becomes_ipv4() {
    InetSocketAddress socket = SocketAddresses.toSocket(Address.Ip.v4(0xC0000221, 1));
    assertThat(socket.getAddress()).isInstanceOf(Inet4Address.class);
    assertThat(socket.getAddress().getHostAddress()).isEqualTo("192.0.2.33");
    assertThat(socket.getPort()).isEqualTo(1);
  }

  @Test
  void ipv6_keeps_its_octets_and_scope() throws UnknownHostException {
    byte[] octets = InetAddress.ofLiteral("fe80::1:2:3:4").getAddress();
    var socket = new InetSocketAddress(Inet6Address.getByAddress(null, octets, 7), 65_535);
    Address.Ip ip = SocketAddresses.toIp(socket);
    assertThat(ip).isEqualTo(new Address.Ip(0xFE80_0000_0000_0000L, 0x1000200030004L, 65_535, 7));
    assertThat(SocketAddresses.toSocket(ip)).isEqualTo(socket);
    assertThat(((Inet6Address) SocketAddresses.toSocket(ip).getAddress()).getScopeId())
        .isEqualTo(7);
  }

  @Test
  void every_address_survives_the_way_there_and_back() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      var ip =
          random.nextBoolean()
              ? Address.Ip.v4(random.nextInt(), random.nextInt(65_536))
              : new Address.Ip(random.nextLong(), random.nextLong(), random.nextInt(65_536), 0);
      assertThat(SocketAddresses.toIp(SocketAddresses.toSocket(ip))).isEqualTo(ip);
    }
  }

  @Test
  void an_unresolved_address_is_a_bug_of_the_caller() {
    var unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
    assertThatThrownBy(() -> SocketAddresses.toIp(unresolved))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
