// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Walks over TLVs, one header after another.
///
/// What is wrong is kept here instead of being thrown: from the first fault on [#next] answers false,
/// so a caller reads on in loops over it and asks for the fault once at the end. No length is believed
/// before it is known to lie within what surrounds it.
final class TlvCursor {
  private static final int WARNINGS_MAX = 16;
  private static final int ID_RESERVED = 65535;

  private final Bytes input;
  private final List<Malformed> warnings = new ArrayList<>();
  private Optional<Malformed> fault = Optional.empty();
  private int at;

  /// The TLV that [#next] found: its kind, its id, and where its value is.
  TlvKind kind = TlvKind.RESOURCE;

  int id;
  int from;
  int to;

  TlvCursor(Bytes input) {
    this.input = input;
  }

  /// Reads the header of the TLV that follows within the value that ends at `end`, and stands behind the
  /// header; false at the end and after a fault.
  boolean next(int end) {
    if (at >= end || fault.isPresent()) {
      return false;
    }
    int start = at;
    int type = input.get(at);
    int idBytes = (type & 0x20) == 0 ? 1 : 2;
    int lengthBytes = type >>> 3 & 3;
    if (end - at < 1 + idBytes + lengthBytes) {
      fail("byte " + start, "a header that is cut off");
      return false;
    }
    kind = TlvKind.of(type);
    id = number(at + 1, idBytes);
    int length = lengthBytes == 0 ? type & 7 : number(at + 1 + idBytes, lengthBytes);
    at += 1 + idBytes + lengthBytes;
    if (length > end - at) {
      fail("byte " + start, "a length of " + length + " where " + (end - at) + " bytes are left");
      return false;
    }
    if (id == ID_RESERVED) {
      fail("byte " + start, "the reserved id 65535");
      return false;
    }
    from = at;
    to = at + length;
    return true;
  }

  /// The kind of the TLV that follows, without moving; empty at the end of the input.
  Optional<TlvKind> peek() {
    return at < input.size() ? Optional.of(TlvKind.of(input.get(at))) : Optional.empty();
  }

  /// Stands behind the value found last, whose content is read.
  void skip() {
    at = to;
  }

  /// Whether anything is left of the input.
  boolean isAtEnd() {
    return at == input.size();
  }

  /// The value found last.
  Bytes value() {
    return input.slice(from, to);
  }

  /// The unsigned number of `bytes` bytes at `at`, at most four.
  private int number(int at, int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | input.get(at + i);
    }
    return number;
  }

  /// The value found last as a big-endian number with sign, of at most eight bytes.
  long signed() {
    long number = (byte) input.get(from);
    for (int i = from + 1; i < to; i++) {
      number = number << 8 | input.get(i);
    }
    return number;
  }

  /// The value found last as a big-endian number without sign, of at most eight bytes.
  long unsigned() {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number << 8 | input.get(i);
    }
    return number;
  }

  /// Records what is wrong. Only the first fault counts.
  void fail(String where, String what) {
    if (fault.isEmpty()) {
      fault = Optional.of(new Malformed(where, what));
    }
  }

  /// Records what is tolerated.
  void warn(String where, String what) {
    if (warnings.size() < WARNINGS_MAX) {
      warnings.add(new Malformed(where, what));
    }
  }

  Optional<Malformed> fault() {
    return fault;
  }

  List<Malformed> warnings() {
    return warnings;
  }
}
