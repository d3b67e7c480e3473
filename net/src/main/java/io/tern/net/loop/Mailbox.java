// SPDX-License-Identifier: Apache-2.0

package io.tern.net.loop;

import io.tern.coap.Timers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A bounded queue from any thread to one loop. What it accepted comes out exactly once, even when it
/// is closed meanwhile.
final class Mailbox {
  /// How an offer ended.
  enum Offer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  /// The bit of `state` that closes; the others count what is accepted and not yet taken.
  private static final int CLOSED = 1 << 31;

  private final int capacity;
  private final AtomicInteger state = new AtomicInteger();
  private final ConcurrentLinkedQueue<Timers.Task> tasks = new ConcurrentLinkedQueue<>();

  Mailbox(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a mailbox holds at least one task: " + capacity);
    }
    this.capacity = capacity;
  }

  /// Any thread.
  Offer offer(Timers.Task task) {
    while (true) {
      int now = state.get();
      if (now < 0) {
        return Offer.CLOSED;
      }
      if (now == capacity) {
        return Offer.FULL;
      }
      if (state.compareAndSet(now, now + 1)) {
        tasks.add(task);
        return Offer.ACCEPTED;
      }
    }
  }

  /// The oldest task, null where none is ready. The loop alone.
  Timers.@Nullable Task poll() {
    Timers.Task task = tasks.poll();
    if (task != null) {
      state.decrementAndGet();
    }
    return task;
  }

  /// Whether nothing was accepted that is not yet taken. Where this is false, [#poll] may still be
  /// null for the moment that the accepted task takes to arrive.
  boolean isEmpty() {
    return (state.get() & ~CLOSED) == 0;
  }

  /// Refuses all further offers. Any thread.
  void close() {
    state.updateAndGet(now -> now | CLOSED);
  }

  boolean isClosed() {
    return state.get() < 0;
  }
}
