// SPDX-License-Identifier: Apache-2.0

package io.tern.server.overload;

/// How many Registers a second a loop gets done while some wait, measured, and when those that have to
/// come again find it free.
final class ServiceRate {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long WINDOW_NANOS = 250_000_000L;

  /// Until it is known.
  private static final double PER_SECOND_ASSUMED = 5_000;

  /// However slow it is for a while: to send clients away for longer than needed is worse than to have
  /// them come once too often.
  private static final double PER_SECOND_MIN = 500;

  private double perSecond = PER_SECOND_ASSUMED;
  private long sinceNanos = Long.MIN_VALUE;
  private int done;

  /// When the last of those that were sent away is to come again.
  private long lastReturnNanos = Long.MIN_VALUE;

  /// Measures from now on: Registers begin to wait, or the loop had better things to do than to carry
  /// them out.
  void begin(long nowNanos) {
    sinceNanos = nowNanos;
    done = 0;
  }

  /// One was carried out while others waited.
  void count() {
    done++;
  }

  /// Takes the measure, where some have waited for long enough.
  void measure(long nowNanos) {
    long elapsed = nowNanos - sinceNanos;
    if (elapsed >= WINDOW_NANOS) {
      double measured = Math.max(PER_SECOND_MIN, done * NANOS_PER_SECOND / elapsed);
      perSecond = (perSecond + measured) / 2;
      begin(nowNanos);
    }
  }

  /// How long it takes to carry out so many.
  long nanosFor(int registers) {
    return (long) (registers / perSecond * NANOS_PER_SECOND);
  }

  /// When one more client may come again, so that those sent away come one after the other and not
  /// before what is there is done: nanoseconds from now on, at most `nanosMax`.
  ///
  /// @param busyNanos how long what is there will take
  long returnAfterNanos(long busyNanos, long nanosMax, long nowNanos) {
    long free = Math.max(lastReturnNanos, nowNanos + busyNanos) + nanosFor(1);
    lastReturnNanos = Math.min(free, nowNanos + nanosMax);
    return lastReturnNanos - nowNanos;
  }
}
