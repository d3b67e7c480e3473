// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.timer;

import io.tern.coap.Timers;
import org.jspecify.annotations.Nullable;

/// Timers as a hierarchical timing wheel.
///
/// Time is cut into ticks of 2^20 ns (1.05 ms). What is due in the current tick or earlier waits in
/// [DueHeap], in order of deadline and, for equal deadlines, in the order in which it was set. What is
/// due later hangs in one of 8 wheels of 64 slots: a slot of wheel 0 is one tick wide, a slot of wheel
/// n is 64^n ticks wide, and 8 wheels span all of time. The wheel of a timer is that of the highest
/// base-64 digit in which its tick differs from the current one, so its slot always lies ahead. When
/// the clock reaches a slot of a higher wheel, its timers sink to lower ones, at most 7 times in all.
/// A bit per slot tells which are taken, so that empty time costs nothing, however far the clock jumps.
///
/// Setting and cancelling take constant time (in the current tick: the logarithm of how many are due in
/// it). A timer costs one object and leaves nothing behind when it has run or is cancelled. Nothing
/// runs early; what is due when [#advance] is called has run when it returns, and that includes what
/// was set meanwhile.
public final class TimerWheel implements Timers {
  private static final int TICK_BITS = 20;
  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;
  private static final int WHEELS = (63 - TICK_BITS + DIGIT_BITS - 1) / DIGIT_BITS;

  private final @Nullable Entry[] slots = new @Nullable Entry[WHEELS * SLOTS];
  private final long[] taken = new long[WHEELS];
  private final DueHeap due = new DueHeap();
  private long currentTick;
  private long nextSequence;
  private int pending;

  /// The wake-up time worked out last, or what was set since where that is earlier: never later than
  /// the first deadline. [#wakeUpKnown] tells whether it is worth keeping.
  private long wakeUpNanos = NEVER;

  private boolean wakeUpKnown = true;

  /// A wheel whose clock stands at `startNanos` (0 or more).
  public TimerWheel(long startNanos) {
    if (startNanos < 0) {
      throw new IllegalArgumentException("time before the origin: " + startNanos);
    }
    currentTick = startNanos >>> TICK_BITS;
  }

  @Override
  public Timer at(long deadlineNanos, Task task) {
    Entry entry = new Entry(this, deadlineNanos, nextSequence++, task);
    pending++;
    place(entry);
    wakeUpNanos = Math.min(wakeUpNanos, deadlineNanos);
    return entry;
  }

  @Override
  public void advance(long nowNanos) {
    long nowTick = nowNanos >> TICK_BITS;
    do {
      runDue(nowNanos);
    } while (turn(nowTick));
    currentTick = Math.max(currentTick, nowTick);
    if (wakeUpNanos <= nowNanos) {
      wakeUpKnown = false;
    }
  }

  @Override
  public long nextWakeUpNanos() {
    if (!wakeUpKnown) {
      wakeUpNanos = due.isEmpty() ? firstSlotNanos() : due.first().deadlineNanos;
      wakeUpKnown = true;
    }
    return wakeUpNanos;
  }

  @Override
  public int pending() {
    return pending;
  }

  private void runDue(long nowNanos) {
    while (!due.isEmpty() && due.first().deadlineNanos <= nowNanos) {
      Entry entry = due.first();
      Task task = entry.task;
      remove(entry);
      task.run(nowNanos);
    }
  }

  /// Turns the wheels to the next taken slot that begins at `limitTick` or earlier and empties it into
  /// lower wheels or the heap; false where there is none.
  private boolean turn(long limitTick) {
    int wheel = firstTakenWheel();
    if (wheel == WHEELS) {
      return false;
    }
    int slot = Long.numberOfTrailingZeros(taken[wheel]);
    long tick = slotTick(wheel, slot);
    if (tick > limitTick) {
      return false;
    }
    currentTick = tick;
    int index = wheel * SLOTS + slot;
    Entry entry = slots[index];
    slots[index] = null;
    taken[wheel] &= ~(1L << slot);
    while (entry != null) {
      Entry next = entry.next;
      place(entry);
      entry = next;
    }
    return true;
  }

  private void place(Entry entry) {
    long tick = entry.deadlineNanos >> TICK_BITS;
    if (tick <= currentTick) {
      entry.slot = Entry.IN_HEAP;
      entry.next = null;
      due.add(entry);
      return;
    }
    int wheel = (63 - Long.numberOfLeadingZeros(tick ^ currentTick)) / DIGIT_BITS;
    int slot = (int) (tick >>> wheel * DIGIT_BITS) & SLOTS - 1;
    int index = wheel * SLOTS + slot;
    Entry head = slots[index];
    if (head != null) {
      head.previous = entry;
    }
    entry.slot = index;
    entry.previous = null;
    entry.next = head;
    slots[index] = entry;
    taken[wheel] |= 1L << slot;
  }

  /// Takes `entry` out, whether it is cancelled or about to run.
  void remove(Entry entry) {
    if (entry.slot == Entry.GONE) {
      return;
    }
    if (entry.slot == Entry.IN_HEAP) {
      due.remove(entry);
    } else {
      unlink(entry);
    }
    entry.slot = Entry.GONE;
    entry.task = Entry.NOTHING;
    pending--;
    if (pending == 0 || entry.deadlineNanos <= wakeUpNanos) {
      wakeUpKnown = false;
    }
  }

  private void unlink(Entry entry) {
    Entry next = entry.next;
    Entry previous = entry.previous;
    if (next != null) {
      next.previous = previous;
    }
    if (previous != null) {
      previous.next = next;
    } else {
      slots[entry.slot] = next;
      if (next == null) {
        taken[entry.slot / SLOTS] &= ~(1L << entry.slot % SLOTS);
      }
    }
    entry.next = null;
    entry.previous = null;
  }

  /// The deadline of the first timer where it is less than 64 ticks away; otherwise the time at which
  /// its slot begins, when the wheels want turning.
  private long firstSlotNanos() {
    int wheel = firstTakenWheel();
    if (wheel == WHEELS) {
      return NEVER;
    }
    int slot = Long.numberOfTrailingZeros(taken[wheel]);
    if (wheel > 0) {
      return slotTick(wheel, slot) << TICK_BITS;
    }
    long first = NEVER;
    for (Entry entry = slots[slot]; entry != null; entry = entry.next) {
      first = Math.min(first, entry.deadlineNanos);
    }
    return first;
  }

  /// The lowest wheel with a timer; it holds the earliest of all wheels.
  private int firstTakenWheel() {
    int wheel = 0;
    while (wheel < WHEELS && taken[wheel] == 0) {
      wheel++;
    }
    return wheel;
  }

  /// First tick of a slot ahead: the current tick with this digit and zeros below it.
  private long slotTick(int wheel, int slot) {
    int shift = wheel * DIGIT_BITS;
    return currentTick >>> shift + DIGIT_BITS << shift + DIGIT_BITS | (long) slot << shift;
  }
}
