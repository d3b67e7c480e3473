// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Which deviations one payload needed.
final class Tolerances {
  private final Set<Tolerance> tolerated;

  /// One bit a tolerance.
  private long used;

  Tolerances(Reading reading) {
    tolerated = reading.tolerated();
  }

  /// Notes a deviation; the answer is why the payload is refused for it, if so.
  Optional<String> use(Tolerance tolerance) {
    if (!tolerated.contains(tolerance)) {
      return Optional.of(tolerance + ", which is not tolerated");
    }
    used |= 1L << tolerance.ordinal();
    return Optional.empty();
  }

  /// All that were noted.
  Set<Tolerance> used() {
    if (used == 0) {
      return Set.of();
    }
    EnumSet<Tolerance> set = EnumSet.noneOf(Tolerance.class);
    for (Tolerance tolerance : Tolerance.values()) {
      if ((used & 1L << tolerance.ordinal()) != 0) {
        set.add(tolerance);
      }
    }
    return Collections.unmodifiableSet(set);
  }
}
