// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Timers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The wheel against a list that is searched for its earliest element.
class TimerWheelPropertyTest {
  private static final long TICK = 1 << 20;

  /// Distances from now: within a tick, around the edges of each wheel, and up to centuries.
  private static long distance(Random random) {
    int bits = random.nextInt(58);
    long span = (1L << bits) + random.nextLong(1L << bits);
    return switch (random.nextInt(8)) {
      case 0 -> -span;
      case 1 -> 0;
      case 2 -> span / TICK * TICK;
      case 3 -> span / TICK * TICK - 1;
      default -> span;
    };
  }

  /// The obvious implementation.
  private static final class SortedTimers implements Timers {
    private final class Entry implements Timer {
      final long deadlineNanos;
      final int sequence = nextSequence++;
      final Task task;

      Entry(long deadlineNanos, Task task) {
        this.deadlineNanos = deadlineNanos;
        this.task = task;
      }

      @Override
      public void cancel() {
        entries.remove(this);
      }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int nextSequence;

    @Override
    public Timer at(long deadlineNanos, Task task) {
      Entry entry = new Entry(deadlineNanos, task);
      entries.add(entry);
      return entry;
    }

    @Override
    public void advance(long nowNanos) {
      while (nextWakeUpNanos() <= nowNanos && !entries.isEmpty()) {
        Entry first =
            entries.stream()
                .min(
                    Comparator.<Entry>comparingLong(entry -> entry.deadlineNanos)
                        .thenComparingInt(entry -> entry.sequence))
                .orElseThrow();
        entries.remove(first);
        first.task.run(nowNanos);
      }
    }

    @Override
    public long nextWakeUpNanos() {
      return entries.stream().mapToLong(entry -> entry.deadlineNanos).min().orElse(NEVER);
    }

    @Override
    public int pending() {
      return entries.size();
    }
  }

  /// One life of some timers, in which every choice follows from the seed and from what has run.
  private static final class Life {
    final Timers timers;
    final long seed;
    final List<String> log = new ArrayList<>();
    final List<Timers.Timer> handles = new ArrayList<>();
    long now;

    Life(Timers timers, long seed, long start) {
      this.timers = timers;
      this.seed = seed;
      this.now = start;
    }

    void set(long deadlineNanos) {
      int id = handles.size();
      handles.add(timers.at(deadlineNanos, nowNanos -> run(id, deadlineNanos, nowNanos)));
    }

    void run(int id, long deadlineNanos, long nowNanos) {
      log.add(id + "@" + nowNanos);
      assertThat(deadlineNanos).as("early, seed %d", seed).isLessThanOrEqualTo(nowNanos);
      Random choice = new Random(seed * 31 + id);
      // Three in ten tasks' worth of new timers on average, so that a chain of them ends.
      for (int i = choice.nextInt(10) - 7; i > 0; i--) {
        set(nowNanos + distance(choice));
      }
      if (choice.nextInt(4) == 0) {
        handles.get(choice.nextInt(handles.size())).cancel();
      }
    }

    void step(Random random) {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4, 5 -> set(now + distance(random));
        case 6, 7 -> {
          if (!handles.isEmpty()) {
            handles.get(random.nextInt(handles.size())).cancel();
          }
        }
        default -> {
          now = Math.min(now + Math.max(0, distance(random) >> random.nextInt(30)), 1L << 62);
          timers.advance(now);
        }
      }
    }
  }

  @Test
  void the_wheel_behaves_like_a_sorted_list() {
    for (int seed = 0; seed < 1_500; seed++) {
      long start = new Random(seed).nextLong(1L << 61);
      Life wheel = new Life(new TimerWheel(start), seed, start);
      Life model = new Life(new SortedTimers(), seed, start);
      Random wheelRandom = new Random(seed);
      Random modelRandom = new Random(seed);
      for (int step = 0; step < 100; step++) {
        wheel.step(wheelRandom);
        model.step(modelRandom);
        assertThat(wheel.log).as("seed %d, step %d", seed, step).isEqualTo(model.log);
        assertThat(wheel.timers.pending())
            .as("seed %d, step %d", seed, step)
            .isEqualTo(model.timers.pending());
        long first = model.timers.nextWakeUpNanos();
        assertThat(wheel.timers.nextWakeUpNanos())
            .as("seed %d, step %d", seed, step)
            .isLessThanOrEqualTo(first);
        assertThat(wheel.timers.nextWakeUpNanos() == Timers.NEVER)
            .as("seed %d, step %d", seed, step)
            .isEqualTo(first == Timers.NEVER);
        if (first > wheel.now + 70 * TICK) {
          assertThat(wheel.timers.nextWakeUpNanos())
              .as("seed %d, step %d: no vain turn now", seed, step)
              .isGreaterThan(wheel.now);
        }
      }
    }
  }

  @Test
  void waking_up_when_told_runs_every_timer_exactly_at_its_deadline() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      long start = random.nextLong(1L << 60);
      TimerWheel timers = new TimerWheel(start);
      int[] runs = {0};
      for (int i = 0; i < 50; i++) {
        long deadline = start + Math.abs(distance(random));
        String context = "seed " + seed;
        timers.at(
            deadline,
            nowNanos -> {
              runs[0]++;
              assertThat(nowNanos).as(context).isEqualTo(deadline);
            });
      }
      for (int turns = 0; timers.pending() > 0; turns++) {
        assertThat(turns).as("seed %d", seed).isLessThan(50 * 9);
        timers.advance(timers.nextWakeUpNanos());
      }
      assertThat(runs[0]).isEqualTo(50);
    }
  }
}
