// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.math.BigDecimal;
import java.util.Optional;

/// Numbers written in decimal: no blank, no leading `+`, no separator (FMT-22).
final class Decimal {
  /// No number needs more: the smallest double has some 770 digits that matter, after 323 zeros.
  private static final int CHARS_MAX = 1100;

  private Decimal() {}

  /// The signed 64-bit integer that `text` spells.
  static Optional<Long> signed(String text) {
    boolean negative = text.startsWith("-");
    return magnitude(text, negative ? 1 : 0)
        .filter(bits -> bits >= 0 || (negative && bits == Long.MIN_VALUE))
        .map(bits -> negative ? -bits : bits);
  }

  /// The bits of the unsigned 64-bit integer that `text` spells.
  static Optional<Long> unsigned(String text) {
    return magnitude(text, 0);
  }

  private static Optional<Long> magnitude(String text, int from) {
    if (text.length() == from || text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    long bits = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || Long.compareUnsigned(bits, Long.divideUnsigned(-1, 10)) > 0) {
        return Optional.empty();
      }
      long next = bits * 10 + digit;
      if (Long.compareUnsigned(next, digit) < 0) {
        return Optional.empty();
      }
      bits = next;
    }
    return Optional.of(bits);
  }

  /// The finite double that `text` spells: digits with or without fraction and exponent.
  static Optional<Double> real(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    int at = text.startsWith("-") ? 1 : 0;
    int whole = digitsFrom(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digitsFrom(text, end + 1);
      if (end == whole + 1) {
        return Optional.empty();
      }
    }
    if (whole == at) {
      return Optional.empty();
    }
    if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      int sign = end + 1;
      int exponent =
          sign < text.length() && (text.charAt(sign) == '-' || text.charAt(sign) == '+')
              ? sign + 1
              : sign;
      end = digitsFrom(text, exponent);
      if (end == exponent) {
        return Optional.empty();
      }
    }
    if (end != text.length()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Optional.empty() : Optional.of(value);
  }

  private static int digitsFrom(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /// A finite number without exponent, such as `0.00000000006667`; read back it is the same double.
  static String plain(double value) {
    String text = Double.toString(value);
    return text.indexOf('E') < 0 ? text : new BigDecimal(text).toPlainString();
  }
}
