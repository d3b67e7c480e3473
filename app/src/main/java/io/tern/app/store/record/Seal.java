// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Malformed;
import java.time.DateTimeException;
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
    RecordWriter writer = new RecordWriter();
    begin(writer);
    content.accept(writer);
    return end(place, writer);
  }

  /// The front of the frame; the content follows.
  static void begin(RecordWriter writer) {
    writer.octet(VERSION);
  }

  /// The record of a content that is complete.
  static byte[] end(Place place, RecordWriter writer) {
    int checksum = writer.checksum(checksum(place));
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      writer.octet(checksum >>> 8 * i);
    }
    return writer.toArray();
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
    CRC32C expected = checksum(place);
    expected.update(closed, 0, size);
    if (checksum != (int) expected.getValue()) {
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

  /// A checksum over the place, to go on with version and content.
  private static CRC32C checksum(Place place) {
    CRC32C checksum = new CRC32C();
    for (int i = 0; i < place.kind().length(); i++) {
      checksum.update(place.kind().charAt(i));
    }
    checksum.update(place.key());
    return checksum;
  }
}
