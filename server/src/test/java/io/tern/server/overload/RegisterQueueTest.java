// SPDX-License-Identifier: Apache-2.0

package io.tern.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.timer.TimerWheel;
import io.tern.server.OverloadLimits;
import io.tern.server.RegisterLimits;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegisterQueueTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final RegisterLimits LIMITS =
      new RegisterLimits(16, 1, 25_000, Duration.ofSeconds(10));

  private final List<Integer> served = new ArrayList<>();
  private final List<Integer> refusedLater = new ArrayList<>();
  private long now = SECOND;
  private TimerWheel timers = new TimerWheel(now);
  private int room = Integer.MAX_VALUE;
  private boolean behind;

  private RegisterQueue queue(RegisterLimits limits) {
    return new RegisterQueue(
        OverloadLimits.DEFAULT.withRegisters(limits),
        timers,
        new Random(1),
        () -> room > 0,
        at -> behind);
  }

  private Overload.Arrival arrival(int number) {
    return new Overload.Arrival() {
      @Override
      public void onTurn(long nowNanos) {
        room--;
        served.add(number);
      }

      @Override
      public void onRefused(int seconds, long nowNanos) {
        refusedLater.add(seconds);
      }
    };
  }

  private int offer(RegisterQueue queue, int count) {
    int taken = 0;
    for (int i = 0; i < count; i++) {
      taken += queue.offer(arrival(i), now) ? 1 : 0;
    }
    return taken;
  }

  private void advance(long nanos) {
    now += nanos;
    timers.advance(now);
  }

  @Test
  void a_turn_carries_out_so_many_and_the_next_goes_on_in_order() {
    RegisterQueue queue = queue(LIMITS);
    assertThat(offer(queue, 50)).isEqualTo(50);
    assertThat(served).hasSize(16);
    for (int turn = 2; turn <= 4; turn++) {
      advance(1);
      assertThat(served).hasSize(Math.min(50, 16 * turn));
    }
    assertThat(served).isSorted();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void while_there_is_more_to_read_a_turn_carries_out_few() {
    RegisterQueue queue = queue(LIMITS);
    behind = true;
    offer(queue, 50);
    assertThat(served).hasSize(2);
    advance(1);
    assertThat(served).hasSize(4);
    behind = false;
    advance(1);
    assertThat(served).hasSize(20);
  }

  @Test
  void a_journal_without_room_is_waited_for_without_a_turn_for_nothing() {
    RegisterQueue queue = queue(LIMITS);
    room = 5;
    offer(queue, 50);
    assertThat(served).hasSize(5);
    assertThat(timers.nextWakeUpNanos()).isGreaterThanOrEqualTo(now + SECOND / 20);
    room = 5;
    queue.onRoom(now);
    advance(1);
    assertThat(served).hasSize(10);
  }

  @Test
  void no_more_wait_than_there_is_room_for() {
    room = 0;
    assertThat(offer(queue(new RegisterLimits(16, 1, 7, Duration.ofSeconds(10))), 50)).isEqualTo(7);
  }

  @Test
  void who_would_wait_too_long_at_the_measured_speed_is_refused_at_once() {
    RegisterQueue queue = queue(LIMITS);
    room = 0;
    assertThat(offer(queue, 5_000)).isEqualTo(5_000);
    // 500 a second from now on
    for (int i = 0; i < 1_000; i++) {
      room = 1;
      queue.onRoom(now);
      advance(2 * MILLI);
    }
    assertThat(served).hasSize(1_000);
    assertThat(queue.size()).isEqualTo(4_000);
    assertThat(offer(queue, 2_000)).as("of 6,000 the last would wait 12 s").isBetween(900, 1_200);
  }

  @Test
  void close_answers_nobody_any_more() {
    RegisterQueue queue = queue(LIMITS);
    offer(queue, 50);
    queue.close();
    advance(SECOND);
    assertThat(served).hasSize(16);
    assertThat(refusedLater).isEmpty();
    assertThat(timers.pending()).isZero();
  }

  /// 1,000 a second are served, 8,000 wait; 20,000 more are refused one after the other in one second.
  @Test
  @Spec({"COAP-19", "REG-09"})
  void clients_that_are_refused_come_back_as_fast_as_they_can_be_served_and_not_before() {
    RegisterQueue queue = queue(LIMITS);
    room = 0;
    offer(queue, 10_000);
    for (int i = 0; i < 2_000; i++) {
      room = 1;
      queue.onRoom(now);
      advance(MILLI);
    }
    assertThat(queue.size()).isEqualTo(8_000);
    int[] coming = new int[200];
    for (int i = 0; i < 20_000; i++) {
      int seconds = queue.returnSeconds(0, now);
      coming[(int) ((now + seconds * SECOND) / SECOND)]++;
      now += SECOND / 20_000;
    }
    int first = (int) (now / SECOND) + 6;
    for (int second = 0; second < coming.length; second++) {
      assertThat(coming[second])
          .as("come again in second %d", second)
          .isLessThanOrEqualTo(second < first ? 0 : 1_600);
    }
    int last = coming.length - 1;
    while (coming[last] == 0) {
      last--;
    }
    assertThat(last - now / SECOND)
        .as(
            "8 s for those that wait and 20 for those that come again, and a little longer by chance")
        .isBetween(26L, 38L);
  }

  @Test
  void nobody_is_sent_away_for_longer_than_the_greatest_time() {
    RegisterQueue queue = queue(LIMITS);
    List<Integer> seconds = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      seconds.add(queue.returnSeconds(0, now));
    }
    assertThat(seconds).allMatch(wait -> wait >= 1 && wait <= 90).contains(1, 90);
    assertThat(seconds.subList(900_000, 1_000_000)).as("not all at once").contains(68, 79, 90);
  }
}
