// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import java.util.Optional;

/// Resolves the names of records: base name and name put together (RFC 8428 §4.5.1), as a path. Remembers
/// the path of the base name, which usually ends in a slash and stays for many records.
final class SenmlNames {
  private final String prefix;
  private String base = "/";
  private Optional<Path> basePath = Optional.of(Path.ROOT);

  /// @param prefix an alternate path such as `/lwm2m`, empty for none; names may stand below it or not
  SenmlNames(String prefix) {
    this.prefix = prefix;
  }

  /// The path that the two strings spell one behind the other, with a slash in front or without (SML-33);
  /// empty where they spell none.
  Optional<Path> path(String baseName, String name) {
    if (!prefix.isEmpty() || !baseName.endsWith("/") || name.isEmpty()) {
      return path(withoutPrefix(baseName.isEmpty() ? name : baseName + name));
    }
    if (!baseName.equals(base)) {
      base = baseName;
      basePath =
          baseName.length() == 1
              ? Optional.of(Path.ROOT)
              : path(baseName.substring(0, baseName.length() - 1));
    }
    return basePath.isEmpty() ? basePath : below(basePath.get(), name, 0);
  }

  private String withoutPrefix(String name) {
    boolean below =
        !prefix.isEmpty()
            && name.startsWith(prefix)
            && (name.length() == prefix.length() || name.charAt(prefix.length()) == '/');
    return below && name.length() == prefix.length()
        ? "/"
        : name.substring(below ? prefix.length() : 0);
  }

  private static Optional<Path> path(String name) {
    return name.equals("/")
        ? Optional.of(Path.ROOT)
        : below(Path.ROOT, name, name.startsWith("/") ? 1 : 0);
  }

  /// The path whose ids below `start` are spelt by `text` from `at` on, at least one.
  private static Optional<Path> below(Path start, String text, int at) {
    Path path = start;
    int from = at;
    while (from <= text.length()) {
      int to = from;
      int id = 0;
      for (; to < text.length() && text.charAt(to) != '/'; to++) {
        int digit = text.charAt(to) - '0';
        id = id * 10 + digit;
        if (digit < 0 || digit > 9 || id > Path.ID_MAX) {
          return Optional.empty();
        }
      }
      boolean leadingZero = to - from > 1 && text.charAt(from) == '0';
      if (to == from || leadingZero || path.depth() == 4) {
        return Optional.empty();
      }
      path = path.child(id);
      from = to + 1;
    }
    return Optional.of(path);
  }
}
