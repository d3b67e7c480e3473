// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  @Test
  void behaves_like_a_bounded_queue() {
    for (long seed = 0; seed < 100; seed++) {
      var random = new SplittableRandom(seed);
      var queue = new SendQueue(1 + random.nextInt(8));
      int capacity = 0;
      while (queue.offer(address(capacity), Bytes.of(capacity))) {
        capacity++;
      }
      var expected = new ArrayDeque<Integer>();
      for (int i = 0; i < capacity; i++) {
        expected.add(i);
      }
      for (int step = 0; step < 200; step++) {
        if (random.nextBoolean()) {
          boolean room = expected.size() < capacity;
          assertThat(queue.offer(address(step), Bytes.of(step)))
              .as("seed %d", seed)
              .isEqualTo(room);
          if (room) {
            expected.add(step);
          }
        } else if (!expected.isEmpty()) {
          int head = expected.remove();
          assertThat(queue.address(0)).as("seed %d", seed).isEqualTo(address(head));
          assertThat(queue.datagram(0)).isEqualTo(Bytes.of(head));
          queue.remove();
        }
        assertThat(queue.size()).isEqualTo(expected.size());
        assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
      }
    }
  }

  @Test
  void an_empty_queue_has_no_head() {
    var queue = new SendQueue(1);
    assertThatThrownBy(() -> queue.address(0)).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> queue.datagram(0)).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
  }

  private static Address.Ip address(int number) {
    return Address.Ip.v4(number, 5683);
  }
}
