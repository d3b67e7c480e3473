// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers as ASCII, without text in between.
final class Digits {
  /// Decimals of so many digits that round to a double are the shortest that do.
  private static final long EXACT_DECIMAL_MAX = 1_000_000_000_000_000L;

  /// Less than that has up to four digits, and so many decimals are written.
  private static final int FOUR_DIGITS_END = 10_000;

  /// The digits of 0 to 99 as two characters, the first one in the lower byte.
  private static final short[] PAIRS = pairs();

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ZEROS = 0x30303030;

  private Digits() {}

  private static short[] pairs() {
    short[] pairs = new short[100];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (short) ('0' + i / 10 | '0' + i % 10 << 8);
    }
    return pairs;
  }

  /// Writes `value` into `out` from `at`, where there is room for one digit more than `value` may have and for
  /// four at least; the answer is where it ends.
  static int write(long value, byte[] out, int at) {
    return value >= 0 && value < FOUR_DIGITS_END
        ? writeShort((int) value, out, at)
        : writeLong(value, out, at);
  }

  /// Writes a number of up to four digits, as ids and most numbers are. Branches choose the length: a processor
  /// guesses them, but would have to wait for a length that is computed.
  private static int writeShort(int value, byte[] out, int at) {
    if (value < 10) {
      out[at] = (byte) ('0' + value);
      return at + 1;
    }
    if (value < 100) {
      SHORT.set(out, at, PAIRS[value]);
      return at + 2;
    }
    int digits = four(value);
    if (value < 1000) {
      INT.set(out, at, digits >>> 8);
      return at + 3;
    }
    INT.set(out, at, digits);
    return at + 4;
  }

  /// Four digits as characters, the first one in the lowest byte.
  private static int four(int value) {
    int front = value / 100;
    return PAIRS[front] | PAIRS[value - 100 * front] << 16;
  }

  private static int writeLong(long value, byte[] out, int at) {
    int end = at;
    long rest = value;
    if (value < 0) {
      out[end++] = '-';
    } else {
      rest = -value;
    }
    int digits = 1;
    for (long power = rest; power <= -10; power /= 10) {
      digits++;
    }
    for (int i = end + digits - 1; i >= end; i--) {
      long tenth = rest / 10;
      out[i] = (byte) ('0' + tenth * 10 - rest);
      rest = tenth;
    }
    return end + digits;
  }

  /// Writes `value`, a finite number, as a plain decimal where it has few decimals: the shortest that is read
  /// back as the same double, with one decimal at least, so that it stays a Float. The answer is where it ends;
  /// `at` where it has more. There is room for 22 bytes.
  static int write(double value, byte[] out, int at) {
    double scaled = Math.rint(value * FOUR_DIGITS_END);
    if (Math.abs(scaled) < EXACT_DECIMAL_MAX) {
      return scaled != 0 && scaled / FOUR_DIGITS_END == value
          ? writeParts((long) scaled, out, at)
          : at;
    }
    double tenths = Math.rint(value * 10);
    return Math.abs(tenths) < EXACT_DECIMAL_MAX && tenths / 10 == value
        ? writeParts(1000L * (long) tenths, out, at)
        : at;
  }

  /// Writes a number of ten-thousandths with as few decimals as it has, one at least.
  private static int writeParts(long parts, byte[] out, int at) {
    int end = at;
    if (parts < 0) {
      out[end++] = '-';
    }
    long magnitude = Math.abs(parts);
    long whole = magnitude / FOUR_DIGITS_END;
    end = write(whole, out, end);
    out[end++] = '.';
    int decimals = four((int) (magnitude - whole * FOUR_DIGITS_END));
    INT.set(out, end, decimals);
    if (decimals >>> 16 == ZEROS >>> 16) {
      return (decimals & 0xF00) == 0 ? end + 1 : end + 2;
    }
    return decimals >>> 24 == '0' ? end + 3 : end + 4;
  }
}
