// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import java.util.Optional;

/// The NOTIFICATION attributes by name, in the order in which they are written, with where each may be
/// attached and to what (LwM2M 1.2 Core §7.3.2).
enum Attribute {
  PMIN("pmin", Applies.TO_READABLE),
  PMAX("pmax", Applies.TO_READABLE),
  GT("gt", Applies.TO_NUMBERS),
  LT("lt", Applies.TO_NUMBERS),
  ST("st", Applies.TO_NUMBERS),
  EPMIN("epmin", Applies.TO_READABLE),
  EPMAX("epmax", Applies.TO_READABLE),
  EDGE("edge", Applies.TO_BOOLEANS),
  CON("con", Applies.TO_READABLE),
  HQMAX("hqmax", Applies.TO_READABLE);

  /// What an attribute is about.
  enum Applies {
    TO_READABLE,
    TO_NUMBERS,
    TO_BOOLEANS
  }

  /// The name on the wire.
  final String label;

  private final Applies applies;

  Attribute(String label, Applies applies) {
    this.label = label;
    this.applies = applies;
  }

  static Optional<Attribute> named(String label) {
    for (Attribute attribute : values()) {
      if (attribute.label.equals(label)) {
        return Optional.of(attribute);
      }
    }
    return Optional.empty();
  }

  /// Whether it may be attached at the level of `path`. The root stands for all paths of a composite
  /// observation.
  boolean fitsLevelOf(Path path) {
    return applies == Applies.TO_READABLE || path.depth() >= 3;
  }

  /// Whether it says something about values of `type`.
  boolean fitsType(DataType type) {
    return switch (applies) {
      case TO_READABLE -> true;
      case TO_BOOLEANS -> type == DataType.BOOLEAN;
      case TO_NUMBERS ->
          switch (type) {
            case INTEGER, UNSIGNED_INTEGER, FLOAT, TIME -> true;
            default -> false;
          };
    };
  }
}
