// SPDX-License-Identifier: Apache-2.0

package io.tern.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Timers;
import io.tern.coap.timer.TimerWheel;
import io.tern.net.EpochClock;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTest {
  private static final long MILLI = 1_000_000L;

  private final TimerWheel timers = new TimerWheel(EpochClock.nowNanos());
  private final NetCounters counters = new NetCounters();
  private final FakePort port = new FakePort();
  private final List<Loop> loops = new ArrayList<>();

  @AfterEach
  void close_loops() {
    loops.forEach(Loop::close);
  }

  @Test
  void runs_what_is_posted_in_order_and_on_its_thread() throws Exception {
    Loop loop = start(1000, 7, counters);
    List<Integer> ran = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      assertThat(loop.post(now -> ran.add(loop.isCurrentThread() ? number : -1))).isTrue();
    }
    settle(loop);
    assertThat(ran).hasSize(1000).isSorted().startsWith(0);
    assertThat(loop.isCurrentThread()).isFalse();
  }

  @Test
  void a_post_wakes_a_sleeping_loop() throws Exception {
    Loop loop = start(10, 10, counters);
    for (int i = 0; i < 100; i++) {
      settle(loop);
    }
    assertThat(port.turns.get()).isPositive();
  }

  @Test
  void a_loop_is_behind_while_every_turn_leaves_something_for_the_next() throws Exception {
    Loop loop = start(100, 2, counters);
    List<Long> behind = new CopyOnWriteArrayList<>();
    Timers.Task look = now -> behind.add(loop.behindNanos(now + 1));
    settle(loop);
    loop.post(
        now -> {
          for (int i = 0; i < 9; i++) {
            loop.post(look);
          }
        });
    settle(loop);
    settle(loop);
    assertThat(behind.subList(1, 9)).allMatch(nanos -> nanos > 0).isSorted();
    do {
      // One that comes before a turn has ended finds something left once more.
      loop.post(look);
      settle(loop);
    } while (behind.getLast() > 0);
    assertThat(behind.getLast()).isZero();
  }

  @Test
  void a_full_mailbox_refuses_and_reports_and_keeps_what_it_accepted() throws Exception {
    Loop loop = start(3, 10, counters);
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    loop.post(
        now -> {
          entered.countDown();
          await(leave);
        });
    entered.await();
    var ran = new AtomicInteger();
    int accepted = 0;
    for (int i = 0; i < 10; i++) {
      accepted += loop.post(now -> ran.incrementAndGet()) ? 1 : 0;
    }
    assertThat(accepted).isEqualTo(3);
    assertThat(counters.mailboxFull()).isEqualTo(7);
    leave.countDown();
    settle(loop);
    assertThat(ran).hasValue(3);
  }

  @Test
  void a_timer_runs_at_its_deadline_and_never_early() throws Exception {
    Loop loop = start(10, 10, counters);
    var ran = new CompletableFuture<Long>();
    long deadline = EpochClock.nowNanos() + 30 * MILLI;
    loop.post(now -> timers.at(deadline, ran::complete));
    assertThat(ran.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(deadline);
    assertThat(EpochClock.nowNanos()).isGreaterThanOrEqualTo(deadline);
  }

  @Test
  void nothing_that_it_calls_can_end_it() throws Exception {
    port.failures.add(new IOException("receive"));
    port.failures.add(new IllegalStateException("receive"));
    Loop loop = start(10, 10, counters);
    loop.post(
        now -> {
          throw new IllegalStateException("task");
        });
    loop.post(
        now -> {
          throw new StackOverflowError("task");
        });
    var timer = new CompletableFuture<Void>();
    loop.post(
        now ->
            timers.at(
                now,
                later -> {
                  timer.complete(null);
                  throw new IllegalStateException("timer");
                }));
    timer.get(10, TimeUnit.SECONDS);
    settle(loop);
    settle(loop);
    settle(loop);
    assertThat(counters.failures()).isEqualTo(5);
  }

  @Test
  void reports_that_throw_do_not_end_it_either() throws Exception {
    Loop loop =
        start(
            10,
            10,
            new NetEvents() {
              @Override
              public void onFailure(int index, String where, Throwable failure) {
                throw new IllegalStateException("no disk left");
              }
            });
    loop.post(
        now -> {
          throw new IllegalStateException("task");
        });
    settle(loop);
    settle(loop);
  }

  @Test
  void an_interrupt_lasts_until_the_end_of_its_turn() throws Exception {
    Loop loop = start(10, 1, counters);
    loop.post(now -> Thread.currentThread().interrupt());
    var interrupted = new CompletableFuture<Boolean>();
    loop.post(now -> interrupted.complete(Thread.currentThread().isInterrupted()));
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
    settle(loop);
  }

  @Test
  void ports_get_their_turn_between_batches_of_posts() throws Exception {
    Loop loop = start(1000, 10, counters);
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    loop.post(
        now -> {
          entered.countDown();
          await(leave);
        });
    entered.await();
    int before = port.turns.get();
    for (int i = 0; i < 500; i++) {
      loop.post(now -> {});
    }
    leave.countDown();
    settle(loop);
    assertThat(port.turns.get() - before).isGreaterThanOrEqualTo(500 / 10);
  }

  @Test
  void closing_runs_everything_accepted_then_closes_the_port() throws Exception {
    for (int round = 0; round < 20; round++) {
      var itsPort = new FakePort();
      Loop loop = newLoop(100, 10, counters);
      loop.start(List.of(itsPort));
      var ran = new AtomicInteger();
      var accepted = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      var busy = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (!itsPort.closed.isDone()) {
                        if (loop.post(now -> ran.incrementAndGet())) {
                          accepted.incrementAndGet();
                          busy.countDown();
                        }
                      }
                    }));
      }
      busy.await();
      loop.close();
      assertThat(itsPort.closed).isCompleted();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ran.get()).isEqualTo(accepted.get());
      assertThat(loop.post(now -> {})).isFalse();
    }
  }

  @Test
  void sends_what_is_left_before_it_ends() throws Exception {
    port.flushesToGo = 5;
    Loop loop = start(10, 10, counters);
    loop.close();
    assertThat(port.flushesToGo).isZero();
    assertThat(port.closed).isCompleted();
  }

  @Test
  void may_be_closed_by_what_runs_on_it_and_twice() throws Exception {
    Loop loop = start(10, 10, counters);
    loop.post(now -> loop.close());
    port.closed.get(10, TimeUnit.SECONDS);
    loop.close();
    assertThat(loop.post(now -> {})).isFalse();
  }

  @Test
  void closed_before_its_start_it_never_starts() throws Exception {
    Loop loop = newLoop(10, 10, counters);
    loop.close();
    assertThat(loop.post(now -> {})).isFalse();
    assertThatThrownBy(() -> loop.start(List.of(port))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_port_that_cannot_attach_fails_the_start_and_is_closed() throws Exception {
    Loop loop = newLoop(10, 10, counters);
    port.attachFailure = new IOException("no");
    assertThatThrownBy(() -> loop.start(List.of(port))).isInstanceOf(IOException.class);
    assertThat(port.closed).isCompleted();
    assertThat(loop.post(now -> {})).isFalse();
  }

  private Loop start(int capacity, int batch, NetEvents events) throws IOException {
    Loop loop = newLoop(capacity, batch, events);
    loop.start(List.of(port));
    return loop;
  }

  private Loop newLoop(int capacity, int batch, NetEvents events) throws IOException {
    var limits = new Loop.MailboxLimits(capacity, batch);
    Loop loop = new Loop(0, limits, timers, EpochClock::nowNanos, events);
    loops.add(loop);
    return loop;
  }

  /// Returns when everything posted so far has run.
  private static void settle(Loop loop) throws Exception {
    var done = new CompletableFuture<Void>();
    while (!loop.post(now -> done.complete(null))) {
      Thread.onSpinWait();
    }
    done.get(10, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class FakePort implements Port {
    private final AtomicInteger turns = new AtomicInteger();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final List<Exception> failures = new ArrayList<>();
    private IOException attachFailure;
    private int flushesToGo;

    @Override
    public void attach(Selector selector) throws IOException {
      if (attachFailure != null) {
        throw attachFailure;
      }
    }

    @Override
    public boolean receive(long nowNanos) throws IOException {
      turns.incrementAndGet();
      if (!failures.isEmpty()) {
        switch (failures.removeFirst()) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          case Exception e -> throw new AssertionError(e);
        }
      }
      return false;
    }

    @Override
    public boolean flush(long nowNanos) {
      if (flushesToGo > 0) {
        flushesToGo--;
      }
      return flushesToGo == 0;
    }

    @Override
    public void close() {
      closed.complete(null);
    }
  }
}
