// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Reads what a [RecordWriter] wrote. Ends with [Broken] at what no writer writes.
final class RecordReader {
  private static final int DEPTH_MAX = 8;

  private final byte[] array;
  private int at;
  private final int end;
  private int depth;

  RecordReader(byte[] array, int from, int to) {
    this.array = array;
    this.at = from;
    this.end = to;
  }

  /// The record makes no sense. Never leaves this package.
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what, null, false, false);
    }
  }

  int octet() {
    if (at >= end) {
      throw new Broken("too short");
    }
    return array[at++] & 0xFF;
  }

  boolean flag() {
    int value = octet();
    if (value > 1) {
      throw new Broken("neither yes nor no");
    }
    return value == 1;
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int octet = octet();
      if (shift == 63 && octet > 1) {
        break;
      }
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new Broken("a number of more than 64 bits");
  }

  /// A number from 0 to `max`.
  int upTo(int max) {
    long value = number();
    if (value < 0 || value > max) {
      throw new Broken("a number out of its range");
    }
    return (int) value;
  }

  String text() {
    return bytes().utf8Strict().orElseThrow(() -> new Broken("no text"));
  }

  Bytes bytes() {
    int size = upTo(end - at);
    Bytes bytes = Bytes.wrap(array, at, size).compact();
    at += size;
    return bytes;
  }

  <T> Optional<T> optional(Function<RecordReader, T> reader) {
    return flag() ? Optional.of(reader.apply(this)) : Optional.empty();
  }

  OptionalLong optionalNumber() {
    return flag() ? OptionalLong.of(number()) : OptionalLong.empty();
  }

  /// Every element takes a byte at least, so no list is longer than its record.
  <T> List<T> list(Function<RecordReader, T> reader) {
    int count = upTo(end - at);
    List<T> values = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      values.add(reader.apply(this));
    }
    return values;
  }

  <E extends Enum<E>> E oneOf(E[] values) {
    return values[upTo(values.length - 1)];
  }

  /// What is inside of something else, not too deep.
  <T> T inside(Function<RecordReader, T> reader) {
    if (++depth > DEPTH_MAX) {
      throw new Broken("too deep");
    }
    T value = reader.apply(this);
    depth--;
    return value;
  }

  /// Whether nothing follows: a record of an earlier version may lack what later ones have at its end.
  boolean isAtEnd() {
    return at == end;
  }

  void end() {
    if (at != end) {
      throw new Broken("longer than it should be");
    }
  }
}
