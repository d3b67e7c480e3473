// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Peer;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

@Spec("N7")
class PathSizesTest {
  private static final Peer PEER = peer(1);
  private static final int LARGE = PathSizes.DATAGRAM_BYTES_SURE + 1;
  private static final long START = 100 * PathSizes.MEMORY_NANOS;

  private final PathSizes paths = new PathSizes();

  private static Peer peer(int host) {
    return Peer.udp(Address.Ip.v4(host, 5683));
  }

  private int bytesMax() {
    return paths.payloadBytesMax(PEER, START);
  }

  private void lose(int times) {
    for (int i = 0; i < times; i++) {
      paths.lost(PEER, LARGE, START);
    }
  }

  @Test
  void two_large_losses_in_a_row_halve_the_payload_down_to_what_always_passes() {
    assertThat(bytesMax()).isEqualTo(1024);
    lose(1);
    assertThat(bytesMax()).isEqualTo(1024);
    lose(1);
    assertThat(bytesMax()).isEqualTo(512);
    lose(2);
    assertThat(bytesMax()).isEqualTo(256);
    lose(10);
    assertThat(bytesMax()).isEqualTo(256);
    assertThat(paths.payloadBytesMax(peer(2), START)).isEqualTo(1024);
  }

  @Test
  void small_losses_say_nothing_about_sizes() {
    for (int i = 0; i < 10; i++) {
      paths.lost(PEER, PathSizes.DATAGRAM_BYTES_SURE, START);
      paths.repeated(PEER, PathSizes.DATAGRAM_BYTES_SURE, START);
    }
    assertThat(bytesMax()).isEqualTo(1024);
    assertThat(paths.size()).isZero();
  }

  @Test
  void a_large_datagram_that_arrives_ends_the_row_and_nothing_is_held() {
    lose(1);
    paths.carried(PEER, PathSizes.DATAGRAM_BYTES_SURE);
    assertThat(paths.size()).as("a small one says nothing").isEqualTo(1);
    paths.carried(PEER, LARGE);
    assertThat(paths.size()).isZero();
    lose(1);
    assertThat(bytesMax()).isEqualTo(1024);
  }

  @Test
  void what_passes_in_smaller_blocks_stays_in_smaller_blocks() {
    lose(3);
    paths.carried(PEER, LARGE);
    assertThat(bytesMax()).isEqualTo(512);
    lose(1);
    assertThat(bytesMax()).as("the row began anew").isEqualTo(512);
    lose(1);
    assertThat(bytesMax()).isEqualTo(256);
  }

  @Test
  void a_loss_is_forgotten_after_an_hour() {
    lose(2);
    assertThat(paths.payloadBytesMax(PEER, START + PathSizes.MEMORY_NANOS)).isEqualTo(512);
    assertThat(paths.payloadBytesMax(PEER, START + PathSizes.MEMORY_NANOS + 1)).isEqualTo(1024);
    assertThat(paths.size()).isZero();
  }

  @Test
  void an_answer_that_is_asked_for_again_and_again_is_lost() {
    for (int request = 0; request < 2; request++) {
      paths.answered(PEER, LARGE);
      for (int i = 0; i < 4; i++) {
        assertThat(bytesMax()).isEqualTo(i == 3 && request == 1 ? 512 : 1024);
        paths.repeated(PEER, LARGE, START);
      }
    }
    assertThat(bytesMax()).isEqualTo(512);
  }

  @Test
  void answers_that_are_repeated_now_and_then_arrive() {
    for (int request = 0; request < 100; request++) {
      paths.answered(PEER, LARGE);
      paths.repeated(PEER, LARGE, START);
      paths.repeated(PEER, LARGE, START);
    }
    assertThat(bytesMax()).isEqualTo(1024);
    paths.answered(PEER, LARGE);
    assertThat(paths.size()).isZero();
  }

  @Test
  void the_first_answer_says_nothing_about_own_messages_before_it() {
    lose(1);
    paths.answered(PEER, LARGE);
    lose(1);
    assertThat(bytesMax()).isEqualTo(512);
  }

  @Test
  void small_answers_neither_end_a_row_nor_are_remembered() {
    lose(1);
    paths.answered(PEER, 100);
    paths.answered(PEER, 100);
    lose(1);
    assertThat(bytesMax()).isEqualTo(512);
    paths.answered(peer(3), LARGE);
    assertThat(paths.size()).isEqualTo(1);
  }

  @Test
  void of_many_peers_the_last_are_remembered() {
    for (int i = 0; i <= PathSizes.PEERS_MAX; i++) {
      paths.lost(peer(i), LARGE, START);
      paths.lost(peer(i), LARGE, START);
    }
    assertThat(paths.size()).isEqualTo(PathSizes.PEERS_MAX);
    assertThat(paths.payloadBytesMax(peer(0), START)).isEqualTo(1024);
    assertThat(paths.payloadBytesMax(peer(1), START)).isEqualTo(512);
  }
}
