// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class EpochClockTest {
  @Test
  void tells_the_wall_time() {
    assertThat(Instant.ofEpochSecond(0, EpochClock.nowNanos()))
        .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
  }

  @Test
  void never_goes_back() {
    long last = EpochClock.nowNanos();
    for (int i = 0; i < 10_000; i++) {
      long now = EpochClock.nowNanos();
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }
}
