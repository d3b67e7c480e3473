// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import java.util.Optional;

/// Resolved names of SenML records: base name and name put together (RFC 8428 §4.5.1), as a path.
final class SenmlName {
  private SenmlName() {}

  /// The path that the two strings spell one behind the other, with a slash in front or without (SML-33).
  ///
  /// @param prefix an alternate path such as `/lwm2m`, empty for none; a name may stand below it or not
  static Optional<Path> path(String base, String name, String prefix) {
    if (prefix.isEmpty()) {
      return path(base, name);
    }
    String whole = base + name;
    boolean below =
        whole.startsWith(prefix)
            && (whole.length() == prefix.length() || whole.charAt(prefix.length()) == '/');
    return path("", below ? whole.substring(prefix.length()) : whole);
  }

  private static Optional<Path> path(String base, String name) {
    int length = base.length() + name.length();
    int at = length > 0 && charAt(base, name, 0) == '/' ? 1 : 0;
    if (at == length) {
      return length == 1 ? Optional.of(Path.ROOT) : Optional.empty();
    }
    Path path = Path.ROOT;
    while (at <= length) {
      int from = at;
      int id = 0;
      for (; at < length && charAt(base, name, at) != '/'; at++) {
        int digit = charAt(base, name, at) - '0';
        id = id * 10 + digit;
        if (digit < 0 || digit > 9 || id > Path.ID_MAX) {
          return Optional.empty();
        }
      }
      boolean leadingZero = at - from > 1 && charAt(base, name, from) == '0';
      if (at == from || leadingZero || path.depth() == 4) {
        return Optional.empty();
      }
      path = path.child(id);
      at++;
    }
    return Optional.of(path);
  }

  private static char charAt(String base, String name, int at) {
    return at < base.length() ? base.charAt(at) : name.charAt(at - base.length());
  }
}
