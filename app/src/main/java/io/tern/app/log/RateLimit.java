// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

/// A bucket of tokens for one kind of message: full at first, one token comes back every
/// `1 / perSecond`. Locked by its user.
final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long filledNanos;
  private long suppressed;

  RateLimit(int perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.burst = Math.max(perSecond, 1);
    this.tokens = burst;
    this.filledNanos = nowNanos;
  }

  /// Whether a message may go out now; one that may not is counted.
  boolean admits(long nowNanos) {
    double passed = Math.max(0, nowNanos - filledNanos) / NANOS_PER_SECOND;
    tokens = Math.min(burst, tokens + passed * perSecond);
    filledNanos = nowNanos;
    if (tokens < 1) {
      suppressed++;
      return false;
    }
    tokens--;
    return true;
  }

  /// How many were refused since this was last asked.
  long takeSuppressed() {
    long count = suppressed;
    suppressed = 0;
    return count;
  }
}
