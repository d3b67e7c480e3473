// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import java.util.Optional;

/// Resolves the names of records: base name and name put together (RFC 8428 §4.5.1), as a path.
final class SenmlNames {
  private final String prefix;

  /// @param prefix an alternate path such as `/lwm2m`, empty for none; names may stand below it or not
  SenmlNames(String prefix) {
    this.prefix = prefix;
  }

  /// Resolves the path of a record into it; false where its names spell none.
  boolean resolve(SenmlRecord record) {
    NameIds name = record.nameIds;
    if (record.nameIsIds && !record.baseIsIds && record.baseText.isEmpty()) {
      record.pathBits = name.bits();
      record.pathDepth = name.depth();
      return true;
    }
    NameIds base = record.baseIds;
    if (record.baseIsIds && prefix.isEmpty()) {
      if (base.isOpen() && record.nameIsIds && !name.isAbsolute()) {
        record.pathBits = base.bits() | name.bits() >>> 16 * base.depth();
        record.pathDepth = base.depth() + name.depth();
        return name.fitsBelow(base.depth());
      }
      if (!base.isOpen() && !record.nameIsIds && record.nameText.isEmpty()) {
        record.pathBits = base.bits();
        record.pathDepth = base.depth();
        return true;
      }
    }
    Optional<Path> path = path(record.baseName(), record.name());
    if (path.isPresent()) {
      record.pathBits = path.get().bits();
      record.pathDepth = path.get().depth();
    }
    return path.isPresent();
  }

  /// The path that the two strings spell one behind the other, with a slash in front or without (SML-33);
  /// empty where they spell none.
  Optional<Path> path(String baseName, String name) {
    String whole = withoutPrefix(baseName.isEmpty() ? name : baseName + name);
    if (whole.equals("/")) {
      return Optional.of(Path.ROOT);
    }
    NameIds ids = new NameIds();
    Bytes text = Bytes.ofUtf8(whole);
    return ids.read(text, 0, text.size()) && !ids.isOpen()
        ? Optional.of(Path.ofBits(ids.bits(), ids.depth()))
        : Optional.empty();
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
}
