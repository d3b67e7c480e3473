// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Which deviations one payload needed.
final class Tolerances {
  private final Set<Tolerance> tolerated;
  private Set<Tolerance> used = Set.of();

  Tolerances(Reading reading) {
    tolerated = reading.limits().tolerated();
  }

  /// Notes a deviation; the answer is why the payload is refused for it, if so.
  Optional<String> use(Tolerance tolerance) {
    if (!tolerated.contains(tolerance)) {
      return Optional.of(tolerance + ", which is not tolerated");
    }
    if (used.isEmpty()) {
      used = EnumSet.of(tolerance);
    } else {
      used.add(tolerance);
    }
    return Optional.empty();
  }

  /// Notes a time that is ahead, if it is; the answer is why the payload is refused for it, if so.
  Optional<String> useOfTime(Optional<Instant> time, Instant now) {
    return time.isPresent() && TimedNode.isAhead(time.get(), now)
        ? use(Tolerance.TIME_AHEAD)
        : Optional.empty();
  }

  /// All that were noted.
  Set<Tolerance> used() {
    return used;
  }
}
