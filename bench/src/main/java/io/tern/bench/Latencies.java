// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

/// How long units took, in whole microseconds up to a second. One thread.
final class Latencies {
  private static final int MICROS_MAX = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final long[] begunNanos;
  private final int[] counts = new int[MICROS_MAX + 1];
  private long total;

  Latencies(int units) {
    begunNanos = new long[units];
  }

  void begin(int unit, long nowNanos) {
    begunNanos[unit] = nowNanos;
  }

  void end(int unit, long nowNanos) {
    long micros = (nowNanos - begunNanos[unit]) / NANOS_PER_MICRO;
    counts[(int) Math.min(MICROS_MAX, micros)]++;
    total++;
  }

  /// The time that so many of a thousand stayed within, in microseconds; 0 where there were none.
  long micros(int perMille) {
    long rank = (total * perMille + 999) / 1_000;
    long seen = 0;
    for (int micros = 0; micros <= MICROS_MAX && total > 0; micros++) {
      seen += counts[micros];
      if (seen >= rank) {
        return micros;
      }
    }
    return 0;
  }
}
