// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void an_ipv4_address_is_one_value_in_its_mapped_form() {
    Address.Ip plain = Address.Ip.v4(0xC0A80105, 5683);
    Address.Ip mapped = new Address.Ip(0, 0xFFFF_C0A8_0105L, 5683, 0);
    assertThat(plain).isEqualTo(mapped).hasSameHashCodeAs(mapped).hasToString("192.168.1.5:5683");
    assertThat(plain.isV4()).isTrue();
    assertThat(Address.Ip.v4(0xFFFFFFFF, 1)).hasToString("255.255.255.255:1");
  }

  @Test
  void an_ipv6_address_shows_its_scope() {
    assertThat(new Address.Ip(0x2001_0DB8_0000_0000L, 1, 5684, 0))
        .hasToString("[2001:db8:0:0:0:0:0:1]:5684");
    Address.Ip local = new Address.Ip(0xFE80_0000_0000_0000L, 0xFFL, 1, 3);
    assertThat(local).hasToString("[fe80:0:0:0:0:0:0:ff%3]:1");
    assertThat(local.isV4()).isFalse();
  }

  @Test
  void neighbouring_addresses_and_ports_spread_over_hash_codes() {
    Set<Integer> hashes = new HashSet<>();
    for (int host = 0; host < 100; host++) {
      for (int port = 0; port < 100; port++) {
        hashes.add(Address.Ip.v4(0x0A000000 + host, 40_000 + port).hashCode() & 0xFFFF);
      }
    }
    // Ten thousand values fall on 9,300 of 65,536 places when they are spread evenly.
    assertThat(hashes.size()).isGreaterThan(8_500);
  }

  @Test
  void a_port_has_sixteen_bits() {
    assertThatThrownBy(() -> Address.Ip.v4(0, 65_536))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void peers_differ_by_transport_address_and_identity() {
    Address address = Address.Ip.v4(0x7F000001, 5683);
    Peer peer = Peer.udp(address);
    assertThat(peer).isEqualTo(Peer.udp(address)).hasToString("coap://127.0.0.1:5683");
    assertThat(peer).isNotEqualTo(new Peer(Transport.DTLS, address, Identity.ANONYMOUS));
    assertThat(peer)
        .isNotEqualTo(new Peer(Transport.UDP, address, new Identity.Psk("shed-1")))
        .isNotEqualTo(Peer.udp(new Address.Name("127.0.0.1:5683")));
  }
}
