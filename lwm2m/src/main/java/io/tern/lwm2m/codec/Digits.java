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
    int digits = count(rest);
    writeBack(rest, out, end, end + digits - 1);
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

  /// Writes `digits` with a point in front of the last `decimals` of them.
  private static int write(long digits, int decimals, byte[] out, int at) {
    int from = at;
    long rest = digits;
    if (digits < 0) {
      out[from++] = '-';
    } else {
      rest = -digits;
    }
    int count = Math.max(count(rest), decimals + 1);
    int point = from + count - decimals;
    rest = writeBack(rest, out, point + 1, point + decimals);
    out[point] = '.';
    writeBack(rest, out, from, point - 1);
    return from + count + 1;
  }

  /// How many digits a number has that is not positive.
  private static int count(long negative) {
    int digits = 1;
    for (long power = negative; power <= -10; power /= 10) {
      digits++;
    }
    return digits;
  }

  /// Writes the last digits of a number that is not positive from `to` back to `from`; the answer is what is
  /// in front of them.
  private static long writeBack(long negative, byte[] out, int from, int to) {
    long rest = negative;
    for (int i = to; i >= from; i--) {
      long tenth = rest / 10;
      out[i] = (byte) ('0' + tenth * 10 - rest);
      rest = tenth;
    }
    return rest;
  }
}
