// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// An immutable run of bytes.
///
/// It may be a view of a larger array: [#wrap(byte[])] and [#wrap(byte[], int, int)] take ownership,
/// so the caller must not write to the array afterwards. Everything else copies.
public final class Bytes implements Comparable<Bytes> {
  /// No bytes at all.
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  /// The golden ratio as a fraction of 2^64, odd: it spreads what is alike.
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[] array;
  private final int offset;
  private final int size;

  private Bytes(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  private static VarHandle view(Class<?> numbers) {
    return MethodHandles.byteArrayViewVarHandle(numbers, ByteOrder.BIG_ENDIAN);
  }

  /// The given octets (low eight bits of each).
  public static Bytes of(int... octets) {
    byte[] array = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      array[i] = (byte) octets[i];
    }
    return wrap(array);
  }

  /// A copy of `array`, which stays the caller's.
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /// A copy of what remains in `buffer`, whose position moves to its limit.
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] array = new byte[buffer.remaining()];
    buffer.get(array);
    return wrap(array);
  }

  /// A view of `array`, whose ownership passes to the result: nobody may write to it any more.
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /// A view of `size` bytes of `array` from `offset`, whose ownership passes to the result.
  public static Bytes wrap(byte[] array, int offset, int size) {
    java.util.Objects.checkFromIndexSize(offset, size, array.length);
    return size == 0 ? EMPTY : new Bytes(array, offset, size);
  }

  /// The UTF-8 form of `text`.
  public static Bytes ofUtf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The bytes that `hex` spells, two digits a byte, without separators.
  public static Bytes ofHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  /// Number of bytes.
  public int size() {
    return size;
  }

  /// Whether there is no byte.
  public boolean isEmpty() {
    return size == 0;
  }

  /// The byte at `index` as 0 to 255.
  public int get(int index) {
    java.util.Objects.checkIndex(index, size);
    return array[offset + index] & 0xFF;
  }

  /// The big-endian number that the byte at `index` and the one behind it are, 0 to 65535.
  public int get16(int index) {
    java.util.Objects.checkIndex(index, size - 1);
    return (short) SHORT.get(array, offset + index) & 0xFFFF;
  }

  /// The big-endian number with sign that the four bytes from `index` are.
  public int get32(int index) {
    java.util.Objects.checkIndex(index, size - 3);
    return (int) INT.get(array, offset + index);
  }

  /// The big-endian number with sign that the eight bytes from `index` are.
  public long get64(int index) {
    java.util.Objects.checkIndex(index, size - 7);
    return (long) LONG.get(array, offset + index);
  }

  /// The big-endian number without sign that the bytes from `from` (inclusive) to `to` (exclusive) are, at most
  /// eight of them.
  public long unsigned(int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, size);
    int at = offset + from;
    return switch (to - from) {
      case 1 -> array[at] & 0xFF;
      case 2 -> (short) SHORT.get(array, at) & 0xFFFF;
      case 4 -> (int) INT.get(array, at) & 0xFFFF_FFFFL;
      case 8 -> (long) LONG.get(array, at);
      default -> {
        long number = 0;
        for (int i = at; i < offset + to; i++) {
          number = number << 8 | array[i] & 0xFF;
        }
        yield number;
      }
    };
  }

  /// The same with sign (two's complement), of at least one byte.
  public long signed(int from, int to) {
    int unused = 64 - 8 * (to - from);
    return unsigned(from, to) << unused >> unused;
  }

  /// A view of the bytes from `from` (inclusive) to `to` (exclusive).
  public Bytes slice(int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, size);
    return from == to ? EMPTY : new Bytes(array, offset + from, to - from);
  }

  /// These bytes followed by `other`.
  public Bytes concat(Bytes other) {
    if (other.size == 0) {
      return this;
    }
    byte[] joined = Arrays.copyOfRange(array, offset, offset + size + other.size);
    System.arraycopy(other.array, other.offset, joined, size, other.size);
    return wrap(joined);
  }

  /// A view that holds no more memory than its own bytes.
  public Bytes compact() {
    return size == array.length ? this : wrap(toArray());
  }

  /// A fresh copy, the caller's own.
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /// A read-only buffer over these bytes.
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
  }

  /// Copies all bytes into `target` from `at`.
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, size);
  }

  /// Puts all bytes into `target`, whose position advances.
  public void copyTo(ByteBuffer target) {
    target.put(array, offset, size);
  }

  /// Copies all bytes into `target` from the byte at `at`.
  public void copyTo(MemorySegment target, long at) {
    MemorySegment.copy(array, offset, target, ValueLayout.JAVA_BYTE, at, size);
  }

  /// The text these bytes spell in UTF-8; malformed input becomes U+FFFD.
  public String utf8() {
    return new String(array, offset, size, StandardCharsets.UTF_8);
  }

  /// The text these bytes spell in UTF-8 (RFC 3629); empty where they are malformed.
  public Optional<String> utf8Strict() {
    return utf8Strict(0, size);
  }

  /// The text that the bytes from `from` (inclusive) to `to` (exclusive) spell in UTF-8; empty where they are
  /// malformed.
  public Optional<String> utf8Strict(int from, int to) {
    return isAscii(from, to) ? Optional.of(ascii(from, to)) : slice(from, to).ofSeveralBytes();
  }

  /// Whether the bytes from `from` (inclusive) to `to` (exclusive) are ASCII.
  public boolean isAscii(int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, size);
    return isAscii(array, offset + from, offset + to);
  }

  /// The text that the bytes from `from` (inclusive) to `to` (exclusive) spell, each a character of ISO 8859-1,
  /// and so of ASCII. The quickest way to text there is: no decoder, one copy.
  @SuppressWarnings("deprecation")
  public String ascii(int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, size);
    return new String(array, 0, offset + from, to - from);
  }

  /// Looks at eight bytes at a time, at the last ones twice if need be.
  private static boolean isAscii(byte[] array, int from, int to) {
    long signs = 0;
    if (to - from >= Long.BYTES) {
      for (int i = from; i < to - Long.BYTES; i += Long.BYTES) {
        signs |= (long) LONG.get(array, i);
      }
      signs |= (long) LONG.get(array, to - Long.BYTES);
    } else if (to - from >= Integer.BYTES) {
      signs = (int) INT.get(array, from) | (int) INT.get(array, to - Integer.BYTES);
    } else {
      for (int i = from; i < to; i++) {
        signs |= array[i];
      }
    }
    return (signs & 0x8080_8080_8080_8080L) == 0;
  }

  /// Text not of ASCII alone.
  private Optional<String> ofSeveralBytes() {
    String text = utf8();
    // U+FFFD stands for what is malformed, or for itself: then it leads back to the same bytes.
    return text.indexOf('\uFFFD') < 0 || equals(ofUtf8(text))
        ? Optional.of(text)
        : Optional.empty();
  }

  /// Lower-case hexadecimal digits.
  public String hex() {
    return HexFormat.of().formatHex(array, offset, offset + size);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + size, other.array, other.offset, other.offset + other.size);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Bytes other
        && Arrays.equals(
            array, offset, offset + size, other.array, other.offset, other.offset + other.size);
  }

  @Override
  public int hashCode() {
    // Eight bytes at a time: an object list is looked up by its text.
    long hash = size;
    int end = offset + size;
    int i = offset;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(array, i)) * MIX;
      hash ^= hash >>> 32;
    }
    for (; i < end; i++) {
      hash = (hash ^ array[i]) * MIX;
    }
    return (int) (hash ^ hash >>> 32);
  }

  @Override
  public String toString() {
    return size <= 32 ? "0x" + hex() : "0x" + slice(0, 32).hex() + "…(" + size + " bytes)";
  }
}
