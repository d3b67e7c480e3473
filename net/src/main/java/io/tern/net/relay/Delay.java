// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a datagram is under way, as a distribution.
@FunctionalInterface
public interface Delay {
  /// No time at all.
  Delay NONE = random -> 0;

  /// One delay in nanoseconds, 0 or more, that depends on `random` alone.
  long nanos(RandomGenerator random);

  /// Always the same.
  static Delay fixed(Duration delay) {
    long nanos = delay.toNanos();
    return random -> nanos;
  }

  /// Each delay from `min` to `max` equally likely.
  static Delay uniform(Duration min, Duration max) {
    long minNanos = min.toNanos();
    long boundNanos = max.toNanos() + 1;
    if (minNanos < 0 || boundNanos <= minNanos) {
      throw new IllegalArgumentException("no range: " + min + " to " + max);
    }
    return random -> random.nextLong(minNanos, boundNanos);
  }

  /// Log-normal, the usual shape of cellular delays: half of them are below `median`, about one in
  /// six above `median` times e to the power of `sigma`, none above `max`.
  static Delay logNormal(Duration median, double sigma, Duration max) {
    long medianNanos = median.toNanos();
    double maxNanos = max.toNanos();
    return random ->
        (long) Math.min(medianNanos * Math.exp(sigma * random.nextGaussian()), maxNanos);
  }
}
