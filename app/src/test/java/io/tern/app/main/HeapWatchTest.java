// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
  private int stuck;
  private long now;
  private final HeapWatch watch = new HeapWatch(1_000, () -> stuck++);

  private void collected(long usedBytes, boolean all) {
    collected(watch, usedBytes, all);
  }

  private void collected(HeapWatch of, long usedBytes, boolean all) {
    of.onCollected(new HeapWatch.Collection(usedBytes, all, now, now));
  }

  @Test
  @Spec("4.19")
  void memory_is_short_after_two_collections_that_leave_too_much_or_one_of_everything() {
    collected(1_001, false);
    assertThat(watch.getAsBoolean()).as("perhaps garbage").isFalse();
    collected(999, false);
    collected(1_001, false);
    assertThat(watch.getAsBoolean()).as("not in a row").isFalse();
    collected(1_001, false);
    assertThat(watch.getAsBoolean()).isTrue();
    HeapWatch other = new HeapWatch(1_000, () -> {});
    collected(other, 1_001, true);
    assertThat(other.getAsBoolean()).isTrue();
  }

  @Test
  @Spec("4.19")
  void memory_is_no_longer_short_once_a_tenth_less_is_in_use() {
    collected(1_001, true);
    collected(900, true);
    assertThat(watch.getAsBoolean()).isTrue();
    collected(899, false);
    assertThat(watch.getAsBoolean()).isFalse();
  }

  @Test
  void at_a_hundred_percent_it_never_is() {
    try (HeapWatch never = HeapWatch.start(100, () -> stuck++)) {
      collected(never, Long.MAX_VALUE, true);
      assertThat(never.getAsBoolean()).isFalse();
    }
  }

  @Test
  @Spec("4.19")
  void a_process_that_does_little_but_collect_for_a_while_is_stuck() {
    collectFor(30_000, 1_000, 890);
    assertThat(stuck).as("nine tenths at most").isZero();
    collectFor(40_000, 1_000, 920);
    assertThat(stuck).isPositive();
  }

  @Test
  void a_process_that_stood_still_during_a_collection_is_not_stuck() {
    collectFor(60_000, 1_000, 10);
    watch.onCollected(new HeapWatch.Collection(1, true, now, now + 600_000));
    now += 600_000;
    collectFor(60_000, 1_000, 10);
    assertThat(stuck).isZero();
  }

  private void collectFor(int millis, int everyMillis, int collectingMillis) {
    for (int i = 0; i < millis; i += everyMillis) {
      watch.onCollected(new HeapWatch.Collection(1, true, now, now + collectingMillis));
      now += everyMillis;
    }
  }
}
