// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/// Writes one record: numbers in as few bytes as they need, texts and bytes behind their length.
final class RecordWriter {
  private byte[] array = new byte[128];
  private int size;

  private void room(int bytes) {
    if (array.length - size < bytes) {
      array = Arrays.copyOf(array, Math.max(2 * array.length, size + bytes));
    }
  }

  RecordWriter octet(int value) {
    room(1);
    array[size++] = (byte) value;
    return this;
  }

  RecordWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  /// Eight bytes.
  RecordWriter fixed(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      array[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// 1 to 10 bytes: few for numbers near zero.
  RecordWriter number(long value) {
    long left = value << 1 ^ value >> 63;
    room(10);
    while ((left & ~0x7FL) != 0) {
      array[size++] = (byte) (left & 0x7F | 0x80);
      left >>>= 7;
    }
    array[size++] = (byte) left;
    return this;
  }

  RecordWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  RecordWriter bytes(Bytes value) {
    return bytes(value.toArray());
  }

  private RecordWriter bytes(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, array, size, value.length);
    size += value.length;
    return this;
  }

  <T> RecordWriter optional(Optional<T> value, BiConsumer<RecordWriter, T> writer) {
    flag(value.isPresent());
    value.ifPresent(there -> writer.accept(this, there));
    return this;
  }

  RecordWriter optional(OptionalLong value) {
    flag(value.isPresent());
    value.ifPresent(this::number);
    return this;
  }

  <T> RecordWriter list(Iterable<T> values, int count, BiConsumer<RecordWriter, T> writer) {
    number(count);
    values.forEach(value -> writer.accept(this, value));
    return this;
  }

  /// How many bytes there are.
  int size() {
    return size;
  }

  /// Goes on with `checksum` over what is written.
  int checksum(CRC32C checksum) {
    checksum.update(array, 0, size);
    return (int) checksum.getValue();
  }

  byte[] toArray() {
    return Arrays.copyOf(array, size);
  }
}
