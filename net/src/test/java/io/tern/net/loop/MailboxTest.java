// SPDX-License-Identifier: Apache-2.0

package io.tern.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {
  @Test
  void gives_back_in_order_what_it_took() {
    var mailbox = new Mailbox(3);
    List<Timers.Task> tasks = List.of(now -> {}, now -> {}, now -> {});
    tasks.forEach(task -> assertThat(mailbox.offer(task)).isEqualTo(Mailbox.Offer.ACCEPTED));
    tasks.forEach(task -> assertThat(mailbox.poll()).isSameAs(task));
    assertThat(mailbox.poll()).isNull();
    assertThat(mailbox.isEmpty()).isTrue();
  }

  @Test
  void refuses_what_exceeds_its_capacity_until_something_is_taken() {
    var mailbox = new Mailbox(2);
    mailbox.offer(now -> {});
    mailbox.offer(now -> {});
    assertThat(mailbox.offer(now -> {})).isEqualTo(Mailbox.Offer.FULL);
    mailbox.poll();
    assertThat(mailbox.offer(now -> {})).isEqualTo(Mailbox.Offer.ACCEPTED);
  }

  @Test
  void closed_it_refuses_all_and_still_gives_what_it_holds() {
    var mailbox = new Mailbox(2);
    mailbox.offer(now -> {});
    mailbox.close();
    assertThat(mailbox.offer(now -> {})).isEqualTo(Mailbox.Offer.CLOSED);
    assertThat(mailbox.isEmpty()).isFalse();
    assertThat(mailbox.poll()).isNotNull();
    assertThat(mailbox.isEmpty()).isTrue();
    assertThat(mailbox.isClosed()).isTrue();
  }

  @Test
  void needs_room_for_one() {
    assertThatThrownBy(() -> new Mailbox(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void every_accepted_task_comes_out_once_however_threads_race_with_the_close()
      throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      var mailbox = new Mailbox(50);
      var accepted = new AtomicInteger();
      var start = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        threads.add(Thread.ofPlatform().start(() -> offerUntilClosed(mailbox, start, accepted)));
      }
      start.countDown();
      int taken = 0;
      while (taken < 500) {
        taken += mailbox.poll() == null ? 0 : 1;
      }
      mailbox.close();
      while (!mailbox.isEmpty()) {
        taken += mailbox.poll() == null ? 0 : 1;
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(mailbox.poll()).isNull();
      assertThat(taken).isEqualTo(accepted.get());
    }
  }

  private static void offerUntilClosed(
      Mailbox mailbox, CountDownLatch start, AtomicInteger accepted) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    while (true) {
      switch (mailbox.offer(now -> {})) {
        case ACCEPTED -> accepted.incrementAndGet();
        case FULL -> Thread.onSpinWait();
        case CLOSED -> {
          return;
        }
      }
    }
  }
}
