// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.json;

import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A range of numbers as object definitions write it: `0..100`. Other texts there (enumerations,
/// lengths, prose) are no rule that a program can hold anybody to.
record NumberRange(BigDecimal least, BigDecimal greatest) {
  private static final int TEXT_CHARS_MAX = 64;
  private static final String NUMBER = "(-?\\d{1,20}(?:\\.\\d{1,20})?)";
  private static final Pattern RANGE = Pattern.compile(NUMBER + "\\s?\\.\\.\\s?" + NUMBER);

  /// The range that `text` spells.
  static Optional<NumberRange> parse(String text) {
    String bare = text.strip();
    if (bare.length() > TEXT_CHARS_MAX) {
      return Optional.empty();
    }
    Matcher matcher = RANGE.matcher(bare);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    NumberRange range =
        new NumberRange(new BigDecimal(matcher.group(1)), new BigDecimal(matcher.group(2)));
    return range.least.compareTo(range.greatest) <= 0 ? Optional.of(range) : Optional.empty();
  }

  /// Whether a number is inside; what is no number is.
  boolean contains(Value value) {
    return switch (value) {
      case Value.Int(long number) -> contains(BigDecimal.valueOf(number));
      case Value.Unsigned(long number) ->
          contains(new BigDecimal(new BigInteger(Long.toUnsignedString(number))));
      case Value.Real(double number) ->
          !Double.isFinite(number) || contains(new BigDecimal(number));
      default -> true;
    };
  }

  private boolean contains(BigDecimal number) {
    return number.compareTo(least) >= 0 && number.compareTo(greatest) <= 0;
  }

  @Override
  public String toString() {
    return least.toPlainString() + " to " + greatest.toPlainString();
  }
}
