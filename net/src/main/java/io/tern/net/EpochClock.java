// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import java.time.Instant;

/// The time that programs pass to engines.
///
/// Monotonic nanoseconds, whose origin was laid on the Unix epoch once, when this class was loaded:
/// `Instant.ofEpochSecond(0, nowNanos)` is the wall time of then plus what has passed since. Later
/// changes of the wall clock do not move it, so that no step of the clock expires a registration.
public final class EpochClock {
  private static final long ORIGIN_NANOS = originNanos();

  private EpochClock() {}

  /// Nanoseconds since the epoch, never less than in an earlier call. Any thread.
  public static long nowNanos() {
    return ORIGIN_NANOS + System.nanoTime();
  }

  private static long originNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
  }
}
