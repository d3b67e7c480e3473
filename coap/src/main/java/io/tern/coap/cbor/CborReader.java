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

  private static final int BREAK = 0xFF;
  private static final long TAG_DECIMAL_FRACTION = 4;

  /// Beyond this exponent, no decimal fraction of a 64-bit mantissa is a double other than zero.
  private static final int EXPONENT_MAX = 400;

  /// In `left`: an indefinite array; an indefinite map before a key; the same before a value.
  private static final long OPEN_ARRAY = -1;

  private static final long OPEN_MAP_KEY = -2;
  private static final long OPEN_MAP_VALUE = -3;

  private final Bytes input;
  private final CborLimits limits;

  /// Items left in each open array or map, or one of the three constants above.
  private final long[] left;

  private int depth;
  private int at;
  private int itemAt;
  private boolean tagged;
  private String fault = "";

  /// Set by [#readHead]: the low five bits of the initial byte, and the number that follows them.
  private int info;

  private long argument;

  /// A reader of `input` from its first byte.
  public CborReader(Bytes input, CborLimits limits) {
    this.input = input;
    this.limits = limits;
    this.left = new long[limits.depthMax()];
    if (input.size() > limits.bytesMax()) {
      fail(input.size() + " bytes, more than " + limits.bytesMax());
    }
  }

  /// Whether a fault has been found.
  public boolean isBroken() {
    return !fault.isEmpty();
  }

  /// The first fault, empty where there is none so far.
  public Optional<Malformed> malformed() {
    return isBroken() ? Optional.of(new Malformed("byte " + itemAt, fault)) : Optional.empty();
  }

  /// Records a fault in the item read last. Only the first one counts.
  public void fail(String what) {
    if (!isBroken()) {
      fault = what;
    }
  }

  /// Judges the end: nothing may follow the last item. Returns the first fault of all.
  ///
  /// @throws IllegalStateException if an array or map is still entered
  public Optional<Malformed> finish() {
    if (!isBroken()) {
      if (depth > 0) {
        throw new IllegalStateException("inside an array or map");
      }
      itemAt = at;
      if (tagged) {
        fail("tag without item");
      } else if (at < input.size()) {
        fail("bytes behind the last item");
      }
    }
    return malformed();
  }

  /// Whether another item follows in the open array or map, or else in the input.
  public boolean hasNext() {
    if (isBroken()) {
      return false;
    }
    long items = depth == 0 ? OPEN_ARRAY : left[depth - 1];
    if (items >= 0) {
      return items > 0;
    }
    if (at < input.size()) {
      return depth == 0 || input.get(at) != BREAK || items == OPEN_MAP_VALUE;
    }
    if (depth > 0) {
      failAtEnd();
    }
    return false;
  }

  /// What follows.
  public CborKind peek() {
    if (!hasNext()) {
      return isBroken() ? CborKind.BROKEN : CborKind.END;
    }
    if (at == input.size()) {
      failAtEnd();
      return CborKind.BROKEN;
    }
    int initial = input.get(at);
    return switch (initial >>> 5) {
      case 0 -> CborKind.UNSIGNED;
      case 1 -> CborKind.NEGATIVE;
      case 2 -> CborKind.BYTES;
      case 3 -> CborKind.TEXT;
      case 4 -> CborKind.ARRAY;
      case 5 -> CborKind.MAP;
      case 6 -> CborKind.TAG;
      default -> peekSimple(initial & 31);
    };
  }

  private CborKind peekSimple(int low) {
    return switch (low) {
      case 20, 21 -> CborKind.BOOLEAN;
      case 22 -> CborKind.NULL;
      case 23 -> CborKind.UNDEFINED;
      case 25, 26, 27 -> CborKind.FLOAT;
      case 28, 29, 30, 31 -> {
        itemAt = at;
        fail(low == 31 ? "break where an item is due" : "reserved initial byte");
        yield CborKind.BROKEN;
      }
      default -> CborKind.SIMPLE;
    };
  }

  /// Reads an integer from -2^63 to 2^63-1.
  public long readLong() {
    boolean negative = peek() == CborKind.NEGATIVE;
    if (!readHead(negative ? 1 : 0)) {
      return 0;
    }
    if (argument < 0) {
      fail("integer outside 64 bits");
      return 0;
    }
    return negative ? ~argument : argument;
  }

  /// Reads an integer from 0 to 2^64-1, as the 64 bits of an unsigned number.
  public long readUnsigned() {
    return readHead(0) ? argument : 0;
  }

  /// Reads a half, single or double float.
  public double readFloat() {
    if (!readHead(7)) {
      return 0;
    }
    return switch (info) {
      case 25 -> Float.float16ToFloat((short) argument);
      case 26 -> Float.intBitsToFloat((int) argument);
      case 27 -> Double.longBitsToDouble(argument);
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
      case UNSIGNED -> readHead(0) ? unsignedToDouble(argument) : 0;
      case NEGATIVE -> readHead(1) ? -unsignedSuccessor(argument) : 0;
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
    if (Math.abs(exponent) > EXPONENT_MAX || exponent == Long.MIN_VALUE) {
      fail("decimal fraction out of range");
    }
    return isBroken() ? 0 : BigDecimal.valueOf(mantissa, (int) -exponent).doubleValue();
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
    return readHead(7) && info == 21;
  }

  /// Reads `null`.
  public void readNull() {
    if (peek() != CborKind.NULL) {
      fail("no null");
    }
    readHead(7);
  }

  /// Reads any simple value, 0 to 255; `false` is 20, `true` 21, `null` 22, `undefined` 23.
  public int readSimple() {
    if (!readHead(7)) {
      return 0;
    }
    if (info > 24) {
      fail("no simple value");
    } else if (info == 24 && argument < 32) {
      fail("simple value below 32 in two bytes");
    }
    return isBroken() ? 0 : (int) argument;
  }

  /// Reads a tag number, 0 to 2^64-1 as unsigned bits. The tagged item follows.
  public long readTag() {
    return readHead(6) ? argument : 0;
  }

  /// Reads a byte string: a view of the input unless its length is indefinite.
  public Bytes readBytes() {
    if (!readHead(2)) {
      return Bytes.EMPTY;
    }
    if (info != 31) {
      return readStretch();
    }
    int from = at;
    int size = skipChunks(2);
    byte[] joined = new byte[size];
    at = from;
    for (int filled = 0; nextChunk(2); ) {
      Bytes chunk = readStretch();
      chunk.copyTo(joined, filled);
      filled += chunk.size();
    }
    return isBroken() ? Bytes.EMPTY : Bytes.wrap(joined);
  }

  /// Reads a text string, which must be well-formed UTF-8.
  public String readText() {
    if (!readHead(3)) {
      return "";
    }
    if (info != 31) {
      return decode(readStretch());
    }
    int from = at;
    StringBuilder joined = new StringBuilder(skipChunks(3));
    at = from;
    while (nextChunk(3)) {
      joined.append(decode(readStretch()));
    }
    return isBroken() ? "" : joined.toString();
  }

  private String decode(Bytes text) {
    Optional<String> decoded = text.utf8Strict();
    if (decoded.isEmpty()) {
      fail("malformed UTF-8");
    }
    return decoded.orElse("");
  }

  /// The next `argument` bytes.
  private Bytes readStretch() {
    if (isBroken()) {
      return Bytes.EMPTY;
    }
    if (argument < 0 || argument > input.size() - at) {
      fail("string runs past the end");
      return Bytes.EMPTY;
    }
    if (argument > limits.stringBytesMax()) {
      fail("string longer than " + limits.stringBytesMax() + " bytes");
      return Bytes.EMPTY;
    }
    int from = at;
    at += (int) argument;
    return input.slice(from, at);
  }

  /// Reads the head of the next chunk of an indefinite string; false behind its break and at a fault.
  private boolean nextChunk(int major) {
    if (isBroken()) {
      return false;
    }
    if (at == input.size()) {
      failAtEnd();
      return false;
    }
    int initial = input.get(at++);
    if (initial == BREAK) {
      return false;
    }
    if (initial >>> 5 != major || (initial & 31) == 31) {
      fail("chunk of another kind");
      return false;
    }
    return readArgument(initial);
  }

  /// Moves behind the chunks of an indefinite string and its break; returns the sum of their sizes.
  private int skipChunks(int major) {
    int size = 0;
    while (nextChunk(major)) {
      size += readStretch().size();
      if (size > limits.stringBytesMax()) {
        fail("string longer than " + limits.stringBytesMax() + " bytes");
      }
    }
    return isBroken() ? 0 : size;
  }

  /// Enters an array; returns how many elements it declares, or [#INDEFINITE].
  public int enterArray() {
    return readHead(4) ? enter(1, OPEN_ARRAY) : 0;
  }

  /// Enters a map; returns how many pairs it declares, or [#INDEFINITE].
  public int enterMap() {
    return readHead(5) ? enter(2, OPEN_MAP_KEY) : 0;
  }

  private int enter(int itemsEach, long open) {
    if (depth == limits.depthMax()) {
      fail("nested deeper than " + limits.depthMax());
      return 0;
    }
    if (info == 31) {
      left[depth++] = open;
      return INDEFINITE;
    }
    if (argument < 0 || argument > (input.size() - at) / itemsEach) {
      fail("more elements than bytes");
      return 0;
    }
    if (argument > limits.itemsMax()) {
      fail("more than " + limits.itemsMax() + " elements");
      return 0;
    }
    left[depth++] = argument * itemsEach;
    return (int) argument;
  }

  /// Leaves the array or map entered last, all of whose items must have been read.
  ///
  /// @throws IllegalStateException if none is entered
  public void leave() {
    if (isBroken()) {
      return;
    }
    if (depth == 0) {
      throw new IllegalStateException("in no array or map");
    }
    itemAt = at;
    if (tagged) {
      fail("tag without item");
    } else if (hasNext()) {
      fail("more elements than expected");
    } else if (!isBroken() && left[--depth] != 0) {
      at++;
    }
  }

  /// Moves past one item with all that is in it.
  public void skip() {
    int base = depth;
    do {
      switch (peek()) {
        case UNSIGNED -> readHead(0);
        case NEGATIVE -> readHead(1);
        case BYTES -> skipString(2);
        case TEXT -> skipString(3);
        case ARRAY -> enterArray();
        case MAP -> enterMap();
        case TAG -> readTag();
        case FLOAT -> readHead(7);
        case BOOLEAN, NULL, UNDEFINED, SIMPLE -> readSimple();
        case END -> {
          if (depth == base) {
            failMissing();
          } else {
            leave();
          }
        }
        case BROKEN -> {}
      }
    } while (!isBroken() && (depth > base || tagged));
  }

  private void skipString(int major) {
    if (readHead(major)) {
      if (info == 31) {
        skipChunks(major);
      } else {
        readStretch();
      }
    }
  }

  /// Reads the head of the next item, which must be of `major`, and counts the item as read; false at
  /// a fault.
  private boolean readHead(int major) {
    if (!hasNext()) {
      failMissing();
      return false;
    }
    itemAt = at;
    if (at == input.size()) {
      failAtEnd();
      return false;
    }
    int initial = input.get(at);
    if (initial >>> 5 != major) {
      fail("item of major type " + (initial >>> 5) + ", not " + major);
      return false;
    }
    at++;
    if (!readArgument(initial)) {
      return false;
    }
    tagged = major == 6;
    if (depth > 0 && !tagged) {
      long items = left[depth - 1];
      left[depth - 1] =
          items > 0
              ? items - 1
              : items == OPEN_MAP_KEY
                  ? OPEN_MAP_VALUE
                  : items == OPEN_MAP_VALUE ? OPEN_MAP_KEY : items;
    }
    return true;
  }

  private boolean readArgument(int initial) {
    info = initial & 31;
    if (info < 24) {
      argument = info;
      return true;
    }
    if (info == 31) {
      argument = 0;
      int major = initial >>> 5;
      if (major < 2 || major > 5) {
        fail("no indefinite length here");
      }
      return !isBroken();
    }
    if (info > 27) {
      fail("reserved initial byte");
      return false;
    }
    int width = 1 << info - 24;
    if (width > input.size() - at) {
      failAtEnd();
      return false;
    }
    argument = 0;
    for (int i = 0; i < width; i++) {
      argument = argument << 8 | input.get(at++);
    }
    return true;
  }

  private void failMissing() {
    if (!isBroken()) {
      itemAt = at;
      fail("no item left");
    }
  }

  private void failAtEnd() {
    itemAt = at;
    fail("input ends inside an item");
  }
}
