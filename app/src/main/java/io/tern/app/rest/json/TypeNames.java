// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.json;

import io.tern.lwm2m.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The names of data types in JSON: those of the object registry in lower case.
public final class TypeNames {
  private TypeNames() {}

  /// The name, such as `float`, `objlnk` or `unsigned-integer`; `unknown` where nobody knows the type.
  public static String of(DataType type) {
    return type == DataType.NONE
        ? "unknown"
        : type.registryName().toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /// The type of that name.
  static Optional<DataType> named(String name) {
    return Arrays.stream(DataType.values()).filter(type -> of(type).equals(name)).findFirst();
  }

  /// All names.
  public static List<String> all() {
    return Arrays.stream(DataType.values()).map(TypeNames::of).toList();
  }
}
