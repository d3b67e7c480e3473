// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@Spec({"COBS-02", "RFC7641-3.4"})
class SequenceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MODULUS = 1 << 24;

  @Test
  void of_two_numbers_less_than_half_the_circle_apart_the_one_ahead_is_newer() {
    for (long seed = 0; seed < 2000; seed++) {
      var random = new SplittableRandom(seed);
      int first = random.nextInt(MODULUS);
      int distance = random.nextInt(1, MODULUS / 2);
      Sequence forward = new Sequence();
      forward.advance(first, 0);
      assertThat(forward.advance((first + distance) % MODULUS, SECOND)).as("seed " + seed).isTrue();
      assertThat(forward.advance(first, 2 * SECOND)).as("seed " + seed).isFalse();
      assertThat(forward.advance((first + distance) % MODULUS, 3 * SECOND)).isFalse();
    }
  }

  @Test
  void the_clock_counts_from_the_newest_not_from_stale_ones() {
    Sequence sequence = new Sequence();
    assertThat(sequence.advance(100, 0)).isTrue();
    assertThat(sequence.advance(50, 100 * SECOND)).isFalse();
    assertThat(sequence.advance(50, 128 * SECOND)).isFalse();
    assertThat(sequence.advance(50, 128 * SECOND + 1)).isTrue();
    assertThat(sequence.advance(51, 129 * SECOND)).isTrue();
  }
}
