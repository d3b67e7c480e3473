// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.util.Optional;

/// Walks over TLVs, one header after another.
///
/// What is wrong is kept here instead of being thrown: from the first fault on [#next] answers false,
/// so a caller reads on in loops over it and asks for the fault once at the end. No length is believed
/// before it is known to lie within what surrounds it.
final class TlvCursor {
  private static final int ID_RESERVED = 65535;

  private final Bytes input;
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

  /// Whether a TLV of `wanted` follows, without moving.
  boolean isNext(TlvKind wanted) {
    return at < input.size() && TlvKind.of(input.get(at)) == wanted;
  }

  /// Stands behind the value found last, whose content is read.
  void skip() {
    at = to;
  }

  /// Whether anything is left of the input.
  boolean isAtEnd() {
    return at == input.size();
  }

  /// The value found last as one of `type`; [Typed#MISFIT] where it is none.
  Value value(DataType type) {
    return TlvValue.read(type, input, from, to);
  }

  private int number(int start, int bytes) {
    return (int) input.unsigned(start, start + bytes);
  }

  /// How many TLVs follow within the value that ends at `end`, up to the first one that is cut off; for what
  /// holds them.
  int count(int end) {
    int count = 0;
    int next = at;
    while (next < end) {
      int type = input.get(next);
      int idBytes = (type & 0x20) == 0 ? 1 : 2;
      int lengthBytes = type >>> 3 & 3;
      int header = 1 + idBytes + lengthBytes;
      if (end - next < header) {
        return count;
      }
      int length = lengthBytes == 0 ? type & 7 : number(next + 1 + idBytes, lengthBytes);
      next += header;
      if (length > end - next) {
        return count;
      }
      next += length;
      count++;
    }
    return count;
  }

  /// Records what is wrong. Only the first fault counts.
  void fail(String where, String what) {
    if (fault.isEmpty()) {
      fault = Optional.of(new Malformed(where, what));
    }
  }

  Optional<Malformed> fault() {
    return fault;
  }
}
