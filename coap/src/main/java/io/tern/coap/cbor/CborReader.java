// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import java.math.BigDecimal;
import java.util.Optional;

/// Pulls one data item after another out of CBOR (RFC 8949).
///
/// What is wrong with the input is kept in the reader instead of being thrown: from the first fault on
/// [#peek] answers [CborKind#BROKEN], [#hasNext] false and every read a harmless zero. So a caller
/// reads straight on, in loops over [#hasNext], and asks [#finish] once at the end; the hot path has
/// neither results to unwrap nor exceptions. A read whose kind is not that of the next item is a fault
/// of the input, and a caller adds its own findings with [#fail].
///
/// Arrays and maps are entered and left; a map is read as keys and values in turn. Lengths of any
/// width and indefinite lengths are taken. Nothing is allocated by a declared length: strings are views
/// of the input or sums of what is there, and an array that declares more elements than there are bytes
/// is a fault at once.
public final class CborReader {
  /// What [#enterArray] and [#enterMap] answer where the input does not declare a number.
  public static final int INDEFINITE = -1;

  private static final CborKind[] BY_MAJOR = {
    CborKind.UNSIGNED,
    CborKind.NEGATIVE,
    CborKind.BYTES,
    CborKind.TEXT,
    CborKind.ARRAY,
    CborKind.MAP,
    CborKind.TAG
  };

  private static final long TAG_DECIMAL_FRACTION = 4;

  /// Beyond this exponent, no decimal fraction of a 64-bit mantissa is a double other than zero.
  private static final int EXPONENT_MAX = 400;

  private final CborCursor cursor;
  private Bytes stretch = Bytes.EMPTY;

  /// A reader of `input` from its first byte.
  public CborReader(Bytes input, CborLimits limits) {
    this.cursor = new CborCursor(input, limits);
  }

  /// Whether a fault has been found.
  public boolean isBroken() {
    return cursor.isBroken();
  }

  /// The first fault, empty where there is none so far.
  public Optional<Malformed> malformed() {
    return isBroken()
        ? Optional.of(new Malformed("byte " + cursor.itemAt(), cursor.fault()))
        : Optional.empty();
  }

  /// Records a fault in the item read last. Only the first one counts.
  public void fail(String what) {
    cursor.fail(what);
  }

  /// Judges the end: nothing may follow the last item. Returns the first fault of all.
  ///
  /// @throws IllegalStateException if an array or map is still entered
  public Optional<Malformed> finish() {
    if (!isBroken()) {
      if (cursor.depth() > 0) {
        throw new IllegalStateException("inside an array or map");
      }
      cursor.finish();
    }
    return malformed();
  }

  /// Whether another item follows in the open array or map, or else in the input.
  public boolean hasNext() {
    return cursor.hasNext();
  }

  /// What follows.
  public CborKind peek() {
    int initial = cursor.peek();
    if (initial < 0) {
      return isBroken() ? CborKind.BROKEN : CborKind.END;
    }
    int major = initial >>> 5;
    return major < BY_MAJOR.length ? BY_MAJOR[major] : peekSimple(initial & 31);
  }

  private CborKind peekSimple(int low) {
    return switch (low) {
      case 20, 21 -> CborKind.BOOLEAN;
      case 22 -> CborKind.NULL;
      case 23 -> CborKind.UNDEFINED;
      case 25, 26, 27 -> CborKind.FLOAT;
      case 28, 29, 30, 31 -> {
        cursor.failHere(low == 31 ? "break where an item is due" : "reserved initial byte");
        yield CborKind.BROKEN;
      }
      default -> CborKind.SIMPLE;
    };
  }

  /// Reads an integer from -2^63 to 2^63-1.
  public long readLong() {
    int initial = cursor.peek();
    boolean negative = initial >>> 5 == 1;
    if (!cursor.readHead(initial, negative ? 1 : 0)) {
      return 0;
    }
    if (cursor.argument() < 0) {
      fail("integer outside 64 bits");
      return 0;
    }
    return negative ? ~cursor.argument() : cursor.argument();
  }

  /// Reads an integer from -24 to 23 where one is next; else reads nothing and answers `otherwise`.
  public int readSmall(int otherwise) {
    int initial = cursor.peek();
    boolean small = initial >= 0 && initial >>> 5 < 2 && (initial & 31) < 24;
    if (!small || !cursor.readHead(initial, initial >>> 5)) {
      return otherwise;
    }
    int argument = initial & 31;
    return initial >>> 5 == 0 ? argument : ~argument;
  }

  /// Reads an integer from 0 to 2^64-1, as the 64 bits of an unsigned number.
  public long readUnsigned() {
    return cursor.readHead(0) ? cursor.argument() : 0;
  }

  /// Reads a half, single or double float.
  public double readFloat() {
    if (!cursor.readHead(7)) {
      return 0;
    }
    return switch (cursor.info()) {
      case 25 -> Float.float16ToFloat((short) cursor.argument());
      case 26 -> Float.intBitsToFloat((int) cursor.argument());
      case 27 -> Double.longBitsToDouble(cursor.argument());
      default -> {
        fail("no float");
        yield 0;
      }
    };
  }

  /// Reads any number: integer, float or decimal fraction (tag 4, RFC 8949 §3.4.4), as the nearest
  /// double.
  public double readNumber() {
    return switch (peek()) {
      case UNSIGNED -> cursor.readHead(0) ? unsignedToDouble(cursor.argument()) : 0;
      case NEGATIVE -> cursor.readHead(1) ? -unsignedSuccessor(cursor.argument()) : 0;
      case TAG -> readDecimalFraction();
      default -> readFloat();
    };
  }

  private double readDecimalFraction() {
    if (readTag() != TAG_DECIMAL_FRACTION) {
      fail("tag other than decimal fraction");
    }
    enterArray();
    long exponent = readLong();
    long mantissa = readLong();
    leave();
    boolean inRange = exponent >= -EXPONENT_MAX && exponent <= EXPONENT_MAX;
    double value = inRange ? BigDecimal.valueOf(mantissa, (int) -exponent).doubleValue() : 0;
    if (!inRange || Double.isInfinite(value)) {
      fail("decimal fraction out of range");
    }
    return isBroken() ? 0 : value;
  }

  private static double unsignedToDouble(long bits) {
    // The lowest bit stands for all that is shifted out, so that the sum is rounded once.
    return bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
  }

  private static double unsignedSuccessor(long bits) {
    return bits == -1 ? 0x1p64 : unsignedToDouble(bits + 1);
  }

  /// Reads `false` or `true`.
  public boolean readBoolean() {
    if (peek() != CborKind.BOOLEAN) {
      fail("no boolean");
    }
    return cursor.readHead(7) && cursor.info() == 21;
  }

  /// Reads `null`.
  public void readNull() {
    if (peek() != CborKind.NULL) {
      fail("no null");
    }
    cursor.readHead(7);
  }

  /// Reads any simple value, 0 to 255; `false` is 20, `true` 21, `null` 22, `undefined` 23.
  public int readSimple() {
    if (!cursor.readHead(7)) {
      return 0;
    }
    if (cursor.info() > 24) {
      fail("no simple value");
    } else if (cursor.info() == 24 && cursor.argument() < 32) {
      fail("simple value below 32 in two bytes");
    }
    return isBroken() ? 0 : (int) cursor.argument();
  }

  /// Reads a tag number, 0 to 2^64-1 as unsigned bits. The tagged item follows.
  public long readTag() {
    return cursor.readHead(6) ? cursor.argument() : 0;
  }

  /// Reads a byte string: a view of the input unless its length is indefinite.
  public Bytes readBytes() {
    if (!cursor.readHead(2)) {
      return Bytes.EMPTY;
    }
    if (!cursor.isIndefinite()) {
      return cursor.readStretch();
    }
    byte[] joined = new byte[cursor.sizeOfChunks(2)];
    for (int filled = 0; cursor.nextChunk(2); ) {
      Bytes chunk = cursor.readStretch();
      chunk.copyTo(joined, filled);
      filled += chunk.size();
    }
    return isBroken() ? Bytes.EMPTY : Bytes.wrap(joined);
  }

  /// Reads a text string, which must be well-formed UTF-8.
  public String readText() {
    if (!cursor.readHead(3)) {
      return "";
    }
    if (!cursor.isIndefinite()) {
      return text(cursor.readTextStretch());
    }
    StringBuilder joined = new StringBuilder(cursor.sizeOfChunks(3));
    while (cursor.nextChunk(3)) {
      joined.append(decode(cursor.readStretch()));
    }
    return isBroken() ? "" : joined.toString();
  }

  /// Reads a text string without making a [String] of it; returns how many bytes it has. [#stretch] and
  /// [#text] tell it until the next call.
  public int readTextStretch() {
    if (!cursor.readHead(3)) {
      stretch = Bytes.EMPTY;
    } else if (cursor.isIndefinite()) {
      StringBuilder joined = new StringBuilder(cursor.sizeOfChunks(3));
      while (cursor.nextChunk(3)) {
        joined.append(decode(cursor.readStretch()));
      }
      stretch = isBroken() ? Bytes.EMPTY : Bytes.ofUtf8(joined.toString());
    } else {
      stretch = cursor.readStretch();
    }
    return stretch.size();
  }

  /// The bytes of the text that [#readTextStretch] read.
  public Bytes stretch() {
    return stretch;
  }

  /// The text that [#readTextStretch] read; it must be well-formed UTF-8.
  public String text() {
    return decode(stretch);
  }

  private String decode(Bytes text) {
    return text(text.utf8Strict());
  }

  private String text(Optional<String> decoded) {
    if (decoded.isEmpty()) {
      fail("malformed UTF-8");
    }
    return decoded.orElse("");
  }

  /// Enters an array; returns how many elements it declares, or [#INDEFINITE].
  public int enterArray() {
    return cursor.readHead(4) ? cursor.enter(1) : 0;
  }

  /// Enters a map; returns how many pairs it declares, or [#INDEFINITE].
  public int enterMap() {
    return cursor.readHead(5) ? cursor.enter(2) : 0;
  }

  /// Leaves the array or map entered last, all of whose items must have been read.
  ///
  /// @throws IllegalStateException if none is entered
  public void leave() {
    if (isBroken()) {
      return;
    }
    if (cursor.depth() == 0) {
      throw new IllegalStateException("in no array or map");
    }
    cursor.leave();
  }

  /// Moves past one item with all that is in it.
  public void skip() {
    int base = cursor.depth();
    do {
      switch (peek()) {
        case UNSIGNED -> cursor.readHead(0);
        case NEGATIVE -> cursor.readHead(1);
        case BYTES -> skipString(2);
        case TEXT -> skipString(3);
        case ARRAY -> enterArray();
        case MAP -> enterMap();
        case TAG -> readTag();
        case FLOAT -> cursor.readHead(7);
        case BOOLEAN, NULL, UNDEFINED, SIMPLE -> readSimple();
        case END -> {
          if (cursor.depth() == base) {
            cursor.failMissing();
          } else {
            leave();
          }
        }
        case BROKEN -> {}
      }
    } while (!isBroken() && (cursor.depth() > base || cursor.isTagged()));
  }

  private void skipString(int major) {
    if (cursor.readHead(major)) {
      if (cursor.isIndefinite()) {
        cursor.skipChunks(major);
      } else {
        cursor.readStretch();
      }
    }
  }
}
