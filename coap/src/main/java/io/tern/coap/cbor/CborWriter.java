// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import io.tern.coap.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes one CBOR data item (RFC 8949) in a short form: integers and lengths in the fewest bytes that keep
/// the value, floats in single or double precision, lengths always declared (§4.2.1, but for half precision
/// and the order of map keys, which is the caller's).
///
/// Counts what an array or map still owes; an item too many or too few is our bug.
public final class CborWriter {
  /// What is left of a buffer so small is not worth another one.
  private static final int SPARE_BYTES_MAX = 24;

  private byte[] out;
  private int size;

  /// Items still to be written before the data item is whole. A tag pays nothing.
  private long owed = 1;

  /// A writer with room for a small payload.
  public CborWriter() {
    this(64);
  }

  /// A writer with room for `bytesExpected`; it grows when that is too little.
  public CborWriter(int bytesExpected) {
    out = new byte[Math.max(16, bytesExpected)];
  }

  /// Writes an integer.
  public CborWriter writeLong(long value) {
    return value < 0 ? item(1, ~value) : item(0, value);
  }

  /// Writes the unsigned number that the 64 bits of `bits` are.
  public CborWriter writeUnsigned(long bits) {
    return item(0, bits);
  }

  /// Writes a float in the shorter of single and double that holds exactly `value`; every NaN becomes one
  /// NaN. Half precision, which would do for many a value, is left out: decoders in the field (zcbor before
  /// 0.7, with Zephyr up to 3.3) cannot read it.
  public CborWriter writeFloat(double value) {
    float single = (float) value;
    return single == value || Double.isNaN(value)
        ? fixed(0xFA, Float.floatToIntBits(single), 4)
        : fixed(0xFB, Double.doubleToRawLongBits(value), 8);
  }

  /// Writes a decimal fraction, `mantissa` times ten to the power of `exponent` (tag 4, §3.4.4).
  public CborWriter writeDecimalFraction(long mantissa, int exponent) {
    return writeTag(4).writeArray(2).writeLong(exponent).writeLong(mantissa);
  }

  /// Writes `false` or `true`.
  public CborWriter writeBoolean(boolean value) {
    return item(7, value ? 21 : 20);
  }

  /// Writes `null`.
  public CborWriter writeNull() {
    return item(7, 22);
  }

  /// Writes a byte string.
  public CborWriter writeBytes(Bytes value) {
    item(2, value.size());
    reserve(value.size());
    value.copyTo(out, size);
    size += value.size();
    return this;
  }

  /// Writes a text string; an unpaired surrogate becomes a question mark.
  public CborWriter writeText(String value) {
    int length = value.length();
    int ascii = 0;
    while (ascii < length && value.charAt(ascii) < 0x80) {
      ascii++;
    }
    if (ascii < length) {
      byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
      item(3, encoded.length);
      reserve(encoded.length);
      System.arraycopy(encoded, 0, out, size, encoded.length);
      size += encoded.length;
      return this;
    }
    item(3, length);
    reserve(length);
    for (int i = 0; i < length; i++) {
      out[size++] = (byte) value.charAt(i);
    }
    return this;
  }

  /// Begins a text string of `bytes` bytes, each of which [#addText] adds.
  public CborWriter beginText(int bytes) {
    item(3, bytes);
    reserve(bytes);
    return this;
  }

  /// Adds a byte of the text string begun last.
  public void addText(int utf8) {
    out[size++] = (byte) utf8;
  }

  /// Adds the digits of `number`, not negative, to the text string begun last.
  public void addDecimal(int number) {
    int end = size + digits(number);
    int rest = number;
    for (int i = end - 1; i >= size; i--) {
      int tenth = rest / 10;
      out[i] = (byte) ('0' + rest - tenth * 10);
      rest = tenth;
    }
    size = end;
  }

  /// How many digits `number`, not negative, has.
  public static int digits(int number) {
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /// Begins an array; its `count` elements follow.
  public CborWriter writeArray(int count) {
    item(4, count);
    owed += count;
    return this;
  }

  /// Begins a map; its `count` pairs follow, key and value in turn.
  public CborWriter writeMap(int count) {
    item(5, count);
    owed += 2L * count;
    return this;
  }

  /// Writes a tag; the tagged item follows.
  public CborWriter writeTag(long tag) {
    requireOwed();
    head(6, tag);
    return this;
  }

  /// The data item.
  ///
  /// @throws IllegalStateException if it is not whole
  public Bytes toBytes() {
    if (owed != 0) {
      throw new IllegalStateException(owed + " items owed");
    }
    boolean fits = out.length - size <= Math.max(SPARE_BYTES_MAX, size / 4);
    return Bytes.wrap(fits ? out : Arrays.copyOf(out, size), 0, size);
  }

  private CborWriter item(int major, long argument) {
    count();
    head(major, argument);
    return this;
  }

  private CborWriter fixed(int initial, long bits, int width) {
    count();
    reserve(9);
    out[size++] = (byte) initial;
    putBits(bits, width);
    return this;
  }

  private void count() {
    requireOwed();
    owed--;
  }

  private void requireOwed() {
    if (owed == 0) {
      throw new IllegalStateException("nothing is owed any more");
    }
  }

  private void head(int major, long argument) {
    reserve(9);
    int high = major << 5;
    if (argument >>> 32 != 0) {
      out[size++] = (byte) (high | 27);
      putBits(argument, 8);
    } else if (argument >= 0x1_0000) {
      out[size++] = (byte) (high | 26);
      putBits(argument, 4);
    } else if (argument >= 0x100) {
      out[size++] = (byte) (high | 25);
      putBits(argument, 2);
    } else if (argument >= 24) {
      out[size++] = (byte) (high | 24);
      putBits(argument, 1);
    } else {
      out[size++] = (byte) (high | argument);
    }
  }

  private void putBits(long bits, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      out[size++] = (byte) (bits >>> shift);
    }
  }

  private void reserve(int bytes) {
    if (bytes > out.length - size) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + bytes));
    }
  }
}
