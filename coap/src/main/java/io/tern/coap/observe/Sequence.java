// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

/// The order of notifications (RFC 7641 §3.4): 24-bit numbers that wrap, and a clock for those that
/// come long after each other.
final class Sequence {
  private static final int HALF = 1 << 23;
  private static final long STALE_NANOS = 128_000_000_000L;

  private boolean begun;
  private int last;
  private long lastNanos;
  private int missed;

  /// How many numbers the newest has left out since the one before it.
  int missed() {
    return missed;
  }

  /// Goes on behind a notification of an earlier run.
  void resume(int number, long nowNanos) {
    begun = true;
    last = number;
    lastNanos = nowNanos;
  }

  /// Takes back the newest: it will come again.
  void retract(int number) {
    begun &= last != number;
  }

  /// Whether a notification with that number is newer than all before it; if so, it is the newest now.
  boolean advance(int number, long nowNanos) {
    boolean newer =
        !begun
            || last < number && number - last < HALF
            || last > number && last - number > HALF
            || nowNanos > lastNanos + STALE_NANOS;
    if (newer) {
      int step = number - last & 2 * HALF - 1;
      missed = begun && step < HALF ? Math.max(0, step - 1) : 0;
      begun = true;
      last = number;
      lastNanos = nowNanos;
    }
    return newer;
  }
}
