// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The base time under which leaves are written: the newest time, where there are several leaves and all
/// have one; else none.
record SharedTime(Duration base) {
  static SharedTime of(List<Leaf> leaves) {
    Duration newest = Duration.ZERO;
    for (Leaf leaf : leaves) {
      if (leaf.time().isEmpty() || leaves.size() == 1) {
        return new SharedTime(Duration.ZERO);
      }
      Duration time = SenmlTime.sinceEpoch(leaf.time().get());
      newest = time.compareTo(newest) > 0 ? time : newest;
    }
    return new SharedTime(newest);
  }

  /// Why the time of `leaf` cannot be written, where it cannot.
  static Optional<String> refusal(Leaf leaf) {
    return leaf.time().filter(time -> !SenmlTime.isWritable(time)).isPresent()
        ? Optional.of("a time before July 1978 or after the year 9999")
        : Optional.empty();
  }

  /// The base time in seconds; empty for none.
  Optional<BigDecimal> seconds() {
    return base.isZero() ? Optional.empty() : Optional.of(SenmlTime.seconds(base));
  }

  /// What `leaf` adds to it in seconds; empty for nothing.
  Optional<BigDecimal> offset(Leaf leaf) {
    return leaf.time()
        .map(time -> SenmlTime.sinceEpoch(time).minus(base))
        .filter(offset -> !offset.isZero())
        .map(SenmlTime::seconds);
  }
}
