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

  /// The path of a record; empty where its names spell none.
  Optional<Path> path(SenmlRecord record) {
    String baseName = record.baseName;
    NameIds ids = record.nameIds;
    if (record.nameIsIds && baseName.isEmpty()) {
      return Optional.of(ids.path());
    }
    if (record.nameIsIds && !ids.isAbsolute() && baseName.endsWith("/")) {
      remember(baseName);
      return basePath.isPresent() && ids.fitsBelow(basePath.get())
          ? Optional.of(ids.below(basePath.get()))
          : Optional.empty();
    }
    return path(baseName, record.name());
  }

  /// The path that the two strings spell one behind the other, with a slash in front or without (SML-33);
  /// empty where they spell none.
  Optional<Path> path(String baseName, String name) {
    return path(withoutPrefix(baseName.isEmpty() ? name : baseName + name));
  }

  private void remember(String baseName) {
    if (!baseName.equals(base)) {
      base = baseName;
      String path = withoutPrefix(baseName);
      basePath =
          path.length() == 1 ? Optional.of(Path.ROOT) : path(path.substring(0, path.length() - 1));
    }
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
    if (name.equals("/")) {
      return Optional.of(Path.ROOT);
    }
    NameIds ids = new NameIds().begin();
    for (int i = 0; i < name.length(); i++) {
      ids.next(name.charAt(i));
    }
    return ids.end() ? Optional.of(ids.path()) : Optional.empty();
  }
}
