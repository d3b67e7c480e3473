// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import java.time.Duration;
import java.time.Instant;

/// The time of a simulated world: nanoseconds since the Unix epoch, moved by [SimNet] alone.
public final class SimClock {
  /// When every world begins.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final long START_NANOS = START.getEpochSecond() * 1_000_000_000L;

  private long nowNanos = START_NANOS;

  SimClock() {}

  /// The time, as engines want it.
  public long nowNanos() {
    return nowNanos;
  }

  /// The time on the wall.
  public Instant now() {
    return Instant.ofEpochSecond(0, nowNanos);
  }

  /// How long the world exists.
  public Duration elapsed() {
    return Duration.ofNanos(nowNanos - START_NANOS);
  }

  void moveTo(long nanos) {
    if (nanos < nowNanos) {
      throw new IllegalArgumentException("time runs one way: " + nanos + " after " + nowNanos);
    }
    nowNanos = nanos;
  }
}
