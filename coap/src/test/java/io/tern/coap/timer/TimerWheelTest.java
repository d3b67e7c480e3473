// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tern.coap.Timers;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final long START = 1_700_000_000_000_000_000L;
  private static final long MILLIS = 1_000_000;
  private static final long SECOND = 1_000 * MILLIS;
  private static final long DAY = 86_400 * SECOND;

  private final TimerWheel timers = new TimerWheel(START);
  private final List<String> ran = new ArrayList<>();

  private Timers.Timer set(String name, long afterNanos) {
    return timers.at(START + afterNanos, nowNanos -> ran.add(name));
  }

  @Test
  void a_timer_runs_at_its_deadline_and_not_a_nanosecond_before() {
    for (long after : new long[] {1, MILLIS, 2 * SECOND + 1, 247 * SECOND, 3 * DAY + 7}) {
      TimerWheel wheel = new TimerWheel(START);
      List<Long> times = new ArrayList<>();
      wheel.at(START + after, times::add);
      wheel.advance(START + after - 1);
      assertThat(times).as("after %d", after).isEmpty();
      wheel.advance(START + after);
      assertThat(times).as("after %d", after).containsExactly(START + after);
      wheel.advance(START + 10 * after);
      assertThat(times).hasSize(1);
    }
  }

  @Test
  void one_advance_runs_what_is_due_in_order_of_deadline_then_of_setting() {
    set("late", 5 * DAY);
    set("soon", 3);
    set("noon", 12 * 3600 * SECOND);
    set("same, first", 40 * SECOND);
    set("same, second", 40 * SECOND);
    set("same tick, earlier", 40 * SECOND - 5);
    set("past", -SECOND);
    set("never so far", 5 * DAY + 1);
    timers.advance(START + 5 * DAY);
    assertThat(ran)
        .containsExactly(
            "past", "soon", "same tick, earlier", "same, first", "same, second", "noon", "late");
    assertThat(timers.pending()).isEqualTo(1);
  }

  @Test
  void a_cancelled_timer_does_not_run_and_cancelling_again_does_nothing() {
    Timers.Timer near = set("near", 10);
    Timers.Timer far = set("far", 9 * SECOND);
    Timers.Timer kept = set("kept", 9 * SECOND);
    near.cancel();
    far.cancel();
    far.cancel();
    assertThat(timers.pending()).isEqualTo(1);
    timers.advance(START + DAY);
    assertThat(ran).containsExactly("kept");
    kept.cancel();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void a_task_may_set_and_cancel_timers() {
    Timers.Timer victim = set("victim", 30);
    timers.at(
        START + 10,
        nowNanos -> {
          ran.add("first");
          victim.cancel();
          set("between", 20);
          set("at once", -5);
          set("tomorrow", DAY);
        });
    set("last", 40);
    timers.advance(START + 50);
    assertThat(ran).containsExactly("first", "at once", "between", "last");
    assertThat(timers.pending()).isEqualTo(1);
    assertThat(timers.nextWakeUpNanos()).isGreaterThan(START + 50).isLessThanOrEqualTo(START + DAY);
  }

  @Test
  void a_task_that_throws_leaves_the_others_in_place() {
    timers.at(
        START + 10,
        nowNanos -> {
          throw new IllegalStateException("task");
        });
    set("next", 20);
    assertThatThrownBy(() -> timers.advance(START + 30)).hasMessage("task");
    assertThat(timers.pending()).isEqualTo(1);
    timers.advance(START + 30);
    assertThat(ran).containsExactly("next");
  }

  @Test
  void the_wake_up_time_is_exact_near_by_and_leads_to_far_deadlines_in_few_steps() {
    assertThat(timers.nextWakeUpNanos()).isEqualTo(Timers.NEVER);
    set("near", 20 * MILLIS + 3);
    assertThat(timers.nextWakeUpNanos()).isEqualTo(START + 20 * MILLIS + 3);
    timers.advance(START + DAY);

    set("far", 400 * DAY + 17);
    int steps = 0;
    long now = START + DAY;
    while (timers.pending() > 0) {
      assertThat(timers.nextWakeUpNanos()).isGreaterThan(now);
      now = timers.nextWakeUpNanos();
      timers.advance(now);
      steps++;
    }
    assertThat(now).isEqualTo(START + 400 * DAY + 17);
    assertThat(steps).isLessThanOrEqualTo(8);
    assertThat(timers.nextWakeUpNanos()).isEqualTo(Timers.NEVER);
  }

  @Test
  void cancelling_the_only_timer_leaves_nothing_to_wake_up_for() {
    for (long after : new long[] {5, 50 * MILLIS, DAY}) {
      Timers.Timer timer = set("x", after);
      Timers.Timer earlier = set("y", 1);
      earlier.cancel();
      assertThat(timers.nextWakeUpNanos()).isLessThanOrEqualTo(START + after);
      timer.cancel();
      assertThat(timers.nextWakeUpNanos()).as("after %d", after).isEqualTo(Timers.NEVER);
    }
  }

  @Test
  void a_clock_that_stands_still_or_goes_back_runs_nothing_new() {
    set("a", 100 * SECOND);
    timers.advance(START + 99 * SECOND);
    timers.advance(START + 99 * SECOND);
    timers.advance(START);
    assertThat(ran).isEmpty();
    set("b", 50 * SECOND);
    timers.advance(START + 98 * SECOND);
    assertThat(ran).containsExactly("b");
    timers.advance(START + 100 * SECOND);
    assertThat(ran).containsExactly("b", "a");
  }

  @Test
  void a_century_passes_in_one_advance() {
    int[] runs = {0};
    for (int i = 0; i < 1_000; i++) {
      timers.at(START + i * 36L * DAY, nowNanos -> runs[0]++);
    }
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> timers.advance(START + 100 * 366 * DAY));
    assertThat(runs[0]).isEqualTo(1_000);
  }

  @Test
  void a_timer_at_the_end_of_time_waits() {
    timers.at(Long.MAX_VALUE, nowNanos -> ran.add("end"));
    timers.advance(START + 36_500 * DAY);
    assertThat(ran).isEmpty();
    assertThat(timers.pending()).isEqualTo(1);
    timers.advance(Long.MAX_VALUE);
    assertThat(ran).containsExactly("end");
  }

  @Test
  void a_wheel_may_start_at_the_origin_but_not_before() {
    TimerWheel wheel = new TimerWheel(0);
    wheel.at(0, nowNanos -> ran.add("origin"));
    wheel.advance(0);
    assertThat(ran).containsExactly("origin");
    assertThatThrownBy(() -> new TimerWheel(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_a_timer_held_is_free_once_it_is_cancelled_or_has_run() {
    List<Timers.Timer> handles = new ArrayList<>();
    List<WeakReference<byte[]>> held = new ArrayList<>();
    for (long after : new long[] {1, 20 * MILLIS, DAY, 2 * SECOND}) {
      byte[] memory = new byte[1 << 16];
      held.add(new WeakReference<>(memory));
      handles.add(timers.at(START + after, nowNanos -> memory[0]++));
    }
    handles.subList(0, 3).forEach(Timers.Timer::cancel);
    timers.advance(START + 2 * SECOND);
    assertThat(timers.pending()).isZero();
    for (int attempt = 0; attempt < 50 && held.stream().anyMatch(h -> h.get() != null); attempt++) {
      System.gc();
    }
    assertThat(held).allSatisfy(reference -> assertThat(reference.get()).isNull());
    assertThat(handles).hasSize(4);
  }
}
