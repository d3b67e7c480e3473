// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Malformed;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// The frame of every record: a version in front, behind it a checksum over place, version and content.
/// A record that was damaged, or that stands where another one should, does not read.
final class Seal {
  private static final int VERSION = 1;
  private static final int CHECKSUM_BYTES = 4;

  private Seal() {}

  /// A record with its frame.
  ///
  /// @param place what it is and under which key it stands
  static byte[] close(Place place, Consumer<RecordWriter> content) {
    RecordWriter writer = new RecordWriter().octet(VERSION);
    content.accept(writer);
    byte[] open = writer.toArray();
    int checksum = checksum(place, open, open.length);
    byte[] closed = Arrays.copyOf(open, open.length + CHECKSUM_BYTES);
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      closed[open.length + i] = (byte) (checksum >>> 8 * i);
    }
    return closed;
  }

  /// What is in a frame.
  static <T> Read<T> open(Place place, byte[] closed, Function<RecordReader, T> content) {
    int size = closed.length - CHECKSUM_BYTES;
    if (size < 1) {
      return bad(place, "too short");
    }
    int checksum = 0;
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      checksum |= (closed[size + i] & 0xFF) << 8 * i;
    }
    if (checksum != checksum(place, closed, size)) {
      return bad(place, "the checksum is wrong");
    }
    if (closed[0] != VERSION) {
      return bad(place, "version " + closed[0] + " is not known");
    }
    return read(place, new RecordReader(closed, 1, size), content);
  }

  /// Total, whatever the bytes are: for what got past the checksum and for tests that do.
  static <T> Read<T> read(Place place, RecordReader reader, Function<RecordReader, T> content) {
    try {
      T value = content.apply(reader);
      reader.end();
      return new Read.Ok<>(value);
    } catch (RecordReader.Broken
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ArithmeticException
        | DateTimeException e) {
      return bad(place, String.valueOf(e.getMessage()));
    }
  }

  private static <T> Read<T> bad(Place place, String why) {
    return new Read.Bad<>(new Malformed(place.kind(), why));
  }

  private static int checksum(Place place, byte[] array, int size) {
    CRC32C checksum = new CRC32C();
    for (int i = 0; i < place.kind().length(); i++) {
      checksum.update(place.kind().charAt(i));
    }
    checksum.update(place.key());
    checksum.update(array, 0, size);
    return (int) checksum.getValue();
  }
}
