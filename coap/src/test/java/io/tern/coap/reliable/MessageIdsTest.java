// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private static final long LIFETIME = 247_000;

  @Test
  @Spec("COAP-08")
  void no_id_comes_back_within_the_lifetime_whatever_the_pace() {
    for (long seed = 0; seed < 20; seed++) {
      var random = new SplittableRandom(seed);
      MessageIds ids = new MessageIds(random.nextInt());
      long[] usedAt = new long[65536];
      Arrays.fill(usedAt, Long.MIN_VALUE / 2);
      long now = random.nextLong(1_000_000);
      int given = 0;
      for (int i = 0; i < 300_000; i++) {
        now += random.nextInt(10) == 0 ? random.nextLong(1, 40) : 0;
        int id = ids.next(now, LIFETIME);
        if (id != MessageIds.NONE) {
          assertThat(now - usedAt[id]).as("seed " + seed).isGreaterThanOrEqualTo(LIFETIME);
          usedAt[id] = now;
          given++;
        }
      }
      assertThat(given).as("seed " + seed).isGreaterThan(65_536);
    }
  }

  @Test
  void ids_wrap_at_sixteen_bits() {
    MessageIds ids = new MessageIds(0xABCD_FFFF);
    assertThat(ids.next(0, LIFETIME)).isEqualTo(0xFFFF);
    assertThat(ids.next(0, LIFETIME)).isZero();
  }

  @Test
  void a_window_has_half_of_all_ids() {
    MessageIds ids = new MessageIds(0);
    for (int i = 0; i < MessageIds.PER_WINDOW; i++) {
      assertThat(ids.next(i, LIFETIME)).isEqualTo(i);
    }
    assertThat(ids.next(LIFETIME - 1, LIFETIME)).isEqualTo(MessageIds.NONE);
    assertThat(ids.next(LIFETIME, LIFETIME)).isEqualTo(MessageIds.PER_WINDOW);
  }
}
