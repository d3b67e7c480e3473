// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void so_many_of_a_thousand_stay_within() {
    Latencies latencies = new Latencies(2);
    for (int micros = 1; micros <= 100; micros++) {
      latencies.begin(1, 5_000);
      latencies.end(1, 5_000 + micros * 1_000L + 999);
    }
    assertThat(latencies.micros(500)).isEqualTo(50);
    assertThat(latencies.micros(990)).isEqualTo(99);
    assertThat(latencies.micros(1_000)).isEqualTo(100);
  }

  @Test
  void more_than_a_second_counts_as_one_and_nothing_as_zero() {
    Latencies latencies = new Latencies(1);
    assertThat(latencies.micros(500)).isZero();
    latencies.begin(0, 0);
    latencies.end(0, 3_000_000_000L);
    assertThat(latencies.micros(500)).isEqualTo(1_000_000);
  }
}
