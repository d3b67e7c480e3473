// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecureNumbersTest {
  @Test
  void no_number_comes_twice_however_many_are_taken() {
    var one = new SecureNumbers();
    var other = new SecureNumbers();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      seen.add(one.nextLong());
      seen.add(other.nextLong());
    }
    assertThat(seen).hasSize(4_000);
  }

  @Test
  void every_bit_is_as_often_set_as_not() {
    var numbers = new SecureNumbers();
    int[] set = new int[Long.SIZE];
    int count = 10_000;
    for (int i = 0; i < count; i++) {
      long number = numbers.nextLong();
      for (int bit = 0; bit < Long.SIZE; bit++) {
        set[bit] += (int) (number >>> bit & 1);
      }
    }
    // Ten standard deviations.
    for (int ones : set) {
      assertThat(ones).isBetween(4_500, 5_500);
    }
  }
}
