// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

/// Numbers as ASCII, without text in between.
final class Digits {
  /// Decimals of so many digits that round to a double are the shortest that do.
  private static final long EXACT_DECIMAL_MAX = 1_000_000_000_000_000L;

  /// Less than that has up to four digits.
  private static final int SHORT_END = 10_000;

  private static final double[] TENS = {1, 10, 100, 1000, 10_000};

  private Digits() {}

  /// Writes `value` into `out` from `at`; the answer is where it ends.
  static int write(long value, byte[] out, int at) {
    return value >= 0 && value < SHORT_END
        ? writeShort((int) value, out, at)
        : writeLong(value, out, at);
  }

  /// Writes a number of up to four digits, as ids and most numbers are: no loop, and no division by a variable.
  private static int writeShort(int value, byte[] out, int at) {
    if (value < 10) {
      out[at] = (byte) ('0' + value);
      return at + 1;
    }
    if (value < 100) {
      return writePair(value, out, at);
    }
    int front = value / 100;
    int end = front < 10 ? writeShort(front, out, at) : writePair(front, out, at);
    return writePair(value - 100 * front, out, end);
  }

  /// Writes two digits.
  private static int writePair(int value, byte[] out, int at) {
    int tens = value * 103 >>> 10;
    out[at] = (byte) ('0' + tens);
    out[at + 1] = (byte) ('0' + value - 10 * tens);
    return at + 2;
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
  /// `at` where it has more.
  static int write(double value, byte[] out, int at) {
    for (int decimals = 1; decimals < TENS.length; decimals++) {
      double scaled = Math.rint(value * TENS[decimals]);
      if (Math.abs(scaled) >= EXACT_DECIMAL_MAX || scaled == 0) {
        return at;
      }
      if (scaled / TENS[decimals] == value) {
        return write((long) scaled, decimals, out, at);
      }
    }
    return at;
  }

  /// Writes `digits` with a point in front of the last `decimals` of them, 1 to 4.
  private static int write(long digits, int decimals, byte[] out, int at) {
    int end = at;
    if (digits < 0) {
      out[end++] = '-';
    }
    long magnitude = Math.abs(digits);
    long whole =
        switch (decimals) {
          case 1 -> magnitude / 10;
          case 2 -> magnitude / 100;
          case 3 -> magnitude / 1000;
          default -> magnitude / 10_000;
        };
    end = write(whole, out, end);
    out[end++] = '.';
    int fraction = (int) (magnitude - whole * (long) TENS[decimals]);
    if (decimals == 3) {
      out[end++] = (byte) ('0' + fraction / 100);
      fraction %= 100;
    } else if (decimals == 4) {
      end = writePair(fraction / 100, out, end);
      fraction %= 100;
    }
    if (decimals == 1) {
      out[end] = (byte) ('0' + fraction);
      return end + 1;
    }
    return writePair(fraction, out, end);
  }
}
