// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

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

  /// All that were noted.
  Set<Tolerance> used() {
    return used;
  }
}
