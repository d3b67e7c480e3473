// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.timer;

import io.tern.coap.Timers;
import org.jspecify.annotations.Nullable;

/// A timer of a [TimerWheel]: link of a slot's list or element of the heap, and the caller's handle.
final class Entry implements Timers.Timer {
  /// Value of [#slot]: it has run or is cancelled.
  static final int GONE = -1;

  /// Value of [#slot]: it is in the heap.
  static final int IN_HEAP = -2;

  /// What a timer that is gone would run, so that a kept handle holds on to nothing.
  static final Timers.Task NOTHING = nowNanos -> {};

  final long deadlineNanos;

  /// Order among equal deadlines.
  final long sequence;

  Timers.Task task;
  int slot = GONE;
  int heapIndex;
  @Nullable Entry next;
  @Nullable Entry previous;
  private final TimerWheel wheel;

  Entry(TimerWheel wheel, long deadlineNanos, long sequence, Timers.Task task) {
    this.wheel = wheel;
    this.deadlineNanos = deadlineNanos;
    this.sequence = sequence;
    this.task = task;
  }

  @Override
  public void cancel() {
    wheel.remove(this);
  }

  boolean isBefore(Entry other) {
    return deadlineNanos != other.deadlineNanos
        ? deadlineNanos < other.deadlineNanos
        : sequence < other.sequence;
  }
}
