// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeptAnswersTest {
  private final KeptAnswers kept = new KeptAnswers();

  private static Bytes datagram(int size, int value) {
    byte[] array = new byte[size];
    java.util.Arrays.fill(array, (byte) value);
    return Bytes.wrap(array);
  }

  @Test
  void what_is_put_is_held_until_it_is_removed_or_replaced() {
    kept.put(1, datagram(10, 1), 4);
    kept.put(3, datagram(20, 3), 4);
    assertThat(kept.held()).isEqualTo(30);
    assertThat(kept.has(0)).isFalse();
    assertThat(kept.has(1)).isTrue();
    assertThat(kept.get(1)).isEqualTo(datagram(10, 1));
    assertThat(kept.get(2)).isEqualTo(Bytes.EMPTY);
    kept.put(1, datagram(5, 9), 4);
    assertThat(kept.get(1)).isEqualTo(datagram(5, 9));
    assertThat(kept.get(3)).isEqualTo(datagram(20, 3));
    assertThat(kept.held()).isEqualTo(25);
    kept.remove(1);
    kept.remove(1);
    assertThat(kept.has(1)).isFalse();
    assertThat(kept.held()).isEqualTo(20);
    kept.remove(100);
    assertThat(kept.held()).isEqualTo(20);
  }

  @Test
  void a_ring_that_grows_takes_its_answers_along() {
    for (int i = 0; i < 4; i++) {
      kept.put(i, datagram(i + 1, i), 4);
    }
    kept.rotate(2, 4);
    for (int i = 0; i < 4; i++) {
      int before = (i + 2) % 4;
      assertThat(kept.get(i)).isEqualTo(datagram(before + 1, before));
    }
    kept.put(6, datagram(7, 6), 8);
    assertThat(kept.get(6)).isEqualTo(datagram(7, 6));
    assertThat(kept.get(0)).isEqualTo(datagram(3, 2));
  }

  @Test
  void answers_that_come_and_go_take_no_more_memory_than_those_that_are_held() {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    SplittableRandom random = new SplittableRandom(4);
    Bytes small = datagram(40, 1);
    for (int i = 0; i < 16; i++) {
      kept.put(i, small, 16);
    }
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      kept.put(random.nextInt(16), small, 16);
    }
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    // A new array of some 900 bytes for every six or more answers, not for each.
    assertThat(allocated).isLessThan(10_000 / 6 * 1000L);
    assertThat(kept.held()).isEqualTo(16 * 40);
  }
}
