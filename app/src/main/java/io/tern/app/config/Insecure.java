// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import java.util.Locale;
import java.util.Optional;

/// Where devices may come without security.
public enum Insecure {
  /// Nowhere.
  NONE,
  /// On a loopback address.
  LOOPBACK,
  /// On any address.
  PUBLIC;

  /// The value of that lower-case name.
  static Optional<Insecure> named(String name) {
    for (Insecure value : values()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
