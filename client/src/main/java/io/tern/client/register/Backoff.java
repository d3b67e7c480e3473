// SPDX-License-Identifier: Apache-2.0

package io.tern.client.register;

import io.tern.client.RetryRules;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// The pauses between attempts to register: doubled within a sequence, a long one after it, and a
/// little longer by chance, so that a fleet does not come back in step.
final class Backoff {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int DOUBLINGS_MAX = 16;
  private static final int JITTER_DIVISOR = 8;

  private final RandomGenerator random;
  private int failures;
  private int busyAnswers;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// An attempt succeeded.
  void reset() {
    failures = 0;
    busyAnswers = 0;
  }

  /// The server is busy and said for how long: it is asked again then. That is no failed attempt, for it
  /// can be reached. One that says so again and again is believed less and less, up to the pause after a
  /// failed attempt.
  OptionalLong afterBusy(long maxAgeSeconds, RetryRules rules) {
    int doublings = Math.min(busyAnswers++, DOUBLINGS_MAX);
    long least = Math.min(1L << doublings, Math.max(1, rules.retryTimerSeconds()));
    return jittered(Math.max(maxAgeSeconds, least));
  }

  /// An attempt failed: the pause before the next, or none where there will be no next.
  OptionalLong afterFailure(RetryRules rules) {
    failures++;
    if (failures >= rules.retryCount()) {
      return afterRejection(rules);
    }
    int doublings = Math.min(failures - 1, DOUBLINGS_MAX);
    return jittered(Math.min(rules.retryTimerSeconds() << doublings, RetryRules.NEVER));
  }

  /// The server does not want the client: the sequence is over at once.
  OptionalLong afterRejection(RetryRules rules) {
    failures = 0;
    return rules.sequenceDelaySeconds() >= RetryRules.NEVER
        ? OptionalLong.empty()
        : jittered(rules.sequenceDelaySeconds());
  }

  private OptionalLong jittered(long seconds) {
    long nanos = seconds * NANOS_PER_SECOND;
    return OptionalLong.of(nanos + random.nextLong(nanos / JITTER_DIVISOR + 1));
  }
}
