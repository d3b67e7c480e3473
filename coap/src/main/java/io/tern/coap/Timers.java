// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Timers in virtual time: nothing runs until [#advance] is told the time. Not thread-safe: owned by
/// one loop.
///
/// Cost: constant time to set and cancel; resolution about one millisecond, never early.
public interface Timers {
  /// No timer is set.
  long NEVER = Long.MAX_VALUE;

  /// Runs `task` once when the time is `deadlineNanos` or later.
  Timer at(long deadlineNanos, Task task);

  /// Runs what is due at `nowNanos`, in order of deadline.
  void advance(long nowNanos);

  /// The time at which to call [#advance] next; [#NEVER] where nothing is set.
  long nextWakeUpNanos();

  /// How many timers are set.
  int pending();

  /// What a timer runs.
  @FunctionalInterface
  interface Task {
    /// Runs on the loop that owns the timers.
    void run(long nowNanos);
  }

  /// A timer that is set.
  interface Timer {
    /// Takes it back; does nothing where it has run.
    void cancel();
  }
}
