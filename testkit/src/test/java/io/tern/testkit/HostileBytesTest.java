// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostileBytesTest {
  @Test
  void one_seed_is_one_sequence() {
    var one = new HostileBytes(9, HostileCorpus.coap());
    var same = new HostileBytes(9, HostileCorpus.coap());
    var other = new HostileBytes(10, HostileCorpus.coap());
    int equal = 0;
    for (int i = 0; i < 1000; i++) {
      Bytes datagram = one.next();
      assertThat(same.next()).isEqualTo(datagram);
      equal += other.next().equals(datagram) ? 1 : 0;
    }
    assertThat(equal).isLessThan(100);
  }

  @Test
  void reaches_good_messages_and_every_kind_of_bad_ones() {
    var hostile = new HostileBytes(1, HostileCorpus.coap());
    int good = 0;
    Set<String> reasons = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      Bytes datagram = hostile.next();
      assertThat(datagram.size()).isLessThanOrEqualTo(65_507);
      switch (UdpCodec.decode(datagram)) {
        case Decoded.Ok ok -> good++;
        case Decoded.Bad bad -> reasons.add(bad.reason().toString().replaceAll("\\d+", "n"));
      }
    }
    assertThat(good).isBetween(10_000, 90_000);
    assertThat(reasons).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void the_corpus_is_valid() {
    assertThat(HostileCorpus.coap())
        .hasSizeGreaterThan(15)
        .allSatisfy(
            datagram -> assertThat(UdpCodec.decode(datagram)).isInstanceOf(Decoded.Ok.class));
  }

  @Test
  void needs_something_to_damage() {
    assertThatThrownBy(() -> new HostileBytes(1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
