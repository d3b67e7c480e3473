// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

import java.util.Locale;
import java.util.Optional;

/// How much a line matters.
public enum Level {
  DEBUG,
  INFO,
  WARN,
  ERROR;

  /// The level of that lower-case name.
  public static Optional<Level> named(String name) {
    for (Level level : values()) {
      if (level.label().equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /// Lower-case name.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
