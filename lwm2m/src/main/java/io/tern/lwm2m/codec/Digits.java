// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

/// Numbers as ASCII, without text in between.
final class Digits {
  /// Decimals of so many digits that round to a double are the shortest that do.
  private static final long EXACT_DECIMAL_MAX = 1_000_000_000_000_000L;

  private static final double[] TENS = {1, 10, 100, 1000, 10_000};

  private Digits() {}

  /// Writes `value` into `out` from `at`; the answer is where it ends.
  static int write(long value, byte[] out, int at) {
    return value == (int) value ? write((int) value, out, at) : writeLong(value, out, at);
  }

  /// The same of a number that most numbers fit: division is twice as fast.
  private static int write(int value, byte[] out, int at) {
    int end = at;
    int rest = value;
    if (value < 0) {
      out[end++] = '-';
    } else {
      rest = -value;
    }
    int digits = rest > -10 ? 1 : rest > -100 ? 2 : rest > -1000 ? 3 : 4;
    for (int power = rest / 1000; power <= -10; power /= 10) {
      digits++;
    }
    for (int i = end + digits - 1; i >= end; i--) {
      int tenth = rest / 10;
      out[i] = (byte) ('0' + tenth * 10 - rest);
      rest = tenth;
    }
    return end + digits;
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
      out[i] = (byte) ('0' - rest % 10);
      rest /= 10;
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

  private static int write(long digits, int decimals, byte[] out, int at) {
    long scale = (long) TENS[decimals];
    int end = at;
    long whole = digits / scale;
    if (digits < 0 && whole == 0) {
      out[end++] = '-';
    }
    end = write(whole, out, end);
    out[end++] = '.';
    long fraction = Math.abs(digits % scale);
    for (long power = scale / 10; power > 0; power /= 10) {
      out[end++] = (byte) ('0' + fraction / power % 10);
    }
    return end;
  }
}
