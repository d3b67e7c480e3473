// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The text forms of attribute values, and a set of attributes as name and text.
final class AttributeText {
  private static final int DECIMAL_CHARS_MAX = 64;
  private static final int EXPONENT_DIGITS_MAX = 3;

  private AttributeText() {}

  /// An attribute and the text of its value.
  record Entry(Attribute attribute, String text) {}

  /// What is set, in the order of the catalogue.
  static List<Entry> entries(Attributes attributes) {
    List<Entry> entries = new ArrayList<>();
    addCount(entries, Attribute.PMIN, attributes.pminSeconds());
    addCount(entries, Attribute.PMAX, attributes.pmaxSeconds());
    addDecimal(entries, Attribute.GT, attributes.greaterThan());
    addDecimal(entries, Attribute.LT, attributes.lessThan());
    addDecimal(entries, Attribute.ST, attributes.step());
    addCount(entries, Attribute.EPMIN, attributes.epminSeconds());
    addCount(entries, Attribute.EPMAX, attributes.epmaxSeconds());
    addFlag(entries, Attribute.EDGE, attributes.risingEdge());
    addFlag(entries, Attribute.CON, attributes.confirmable());
    addCount(entries, Attribute.HQMAX, attributes.historicalQueueMax());
    return entries;
  }

  private static void addCount(List<Entry> entries, Attribute attribute, OptionalLong count) {
    count.ifPresent(value -> entries.add(new Entry(attribute, Long.toString(value))));
  }

  private static void addDecimal(
      List<Entry> entries, Attribute attribute, Optional<BigDecimal> decimal) {
    decimal.ifPresent(value -> entries.add(new Entry(attribute, text(value))));
  }

  private static void addFlag(List<Entry> entries, Attribute attribute, Optional<Boolean> flag) {
    flag.ifPresent(value -> entries.add(new Entry(attribute, value ? "1" : "0")));
  }

  /// The number from 0 to [Attributes#COUNT_MAX] that `text` spells in digits alone.
  static OptionalLong count(String text) {
    if (text.isEmpty() || text.length() > 10) {
      return OptionalLong.empty();
    }
    long count = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      count = count * 10 + digit;
    }
    return count <= Attributes.COUNT_MAX ? OptionalLong.of(count) : OptionalLong.empty();
  }

  /// The decimal that `text` spells: digits, perhaps a minus before them, perhaps a point with digits on
  /// both sides, perhaps an exponent. Empty also where [#text] could not spell it within the same limits.
  static Optional<BigDecimal> decimal(String text) {
    return isDecimal(text)
        ? Optional.of(new BigDecimal(text).stripTrailingZeros()).filter(it -> isDecimal(text(it)))
        : Optional.empty();
  }

  private static boolean isDecimal(String text) {
    if (text.length() > DECIMAL_CHARS_MAX) {
      return false;
    }
    int at = text.startsWith("-") ? 1 : 0;
    int end = digitsEnd(text, at);
    boolean legal = end > at;
    if (legal && end < text.length() && text.charAt(end) == '.') {
      at = end + 1;
      end = digitsEnd(text, at);
      legal = end > at;
    }
    if (legal && end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      at = end + 1;
      at += at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
      end = digitsEnd(text, at);
      legal = end > at && end - at <= EXPONENT_DIGITS_MAX;
    }
    return legal && end == text.length();
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /// The plain form that every peer reads; with an exponent only where it would be longer than we
  /// ourselves accept, and then without a point where that is shorter.
  static String text(BigDecimal decimal) {
    long scale = decimal.scale();
    long digits =
        scale <= 0 ? decimal.precision() - scale : Math.max(decimal.precision(), scale + 1);
    long chars = digits + (scale > 0 ? 1 : 0) + (decimal.signum() < 0 ? 1 : 0);
    if (chars <= DECIMAL_CHARS_MAX) {
      return decimal.toPlainString();
    }
    String pointed = decimal.toString();
    return isDecimal(pointed) ? pointed : decimal.unscaledValue() + "E" + -scale;
  }
}
