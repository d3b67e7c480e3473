// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The values that a RangeEnumeration allows: intervals with both ends in it. Of Strings and Opaques it
/// is the length in bytes.
///
/// The registry's text is free. Read are intervals (`0..100`, `1-10`, `[1:4]`, `0..2^32-1`), lists of
/// numbers and intervals (`0,1,2`, `0; 3.8..20.5`, `10 or 26 Bytes`), lists with labels (`0: off 1: on`),
/// widths of integers (`8-Bits`, `2 bytes`), and a single length (`64 B`), which some authors mean as the
/// greatest and some as the only one: it is read as the greatest. Anything else is no range, for refusing
/// a good value is worse than passing a bad one on.
public final class Range {
  private static final int TEXT_CHARS_MAX = 256;
  private static final int INTERVALS_MAX = 64;
  private static final String NUMBER =
      "(-?(?:2\\^(?:6[0-4]|[1-5]?\\d)(?: ?- ?1)?|\\d{1,20}(?:\\.\\d{1,20})?))";
  private static final Pattern PART =
      Pattern.compile(NUMBER + "(?: ?(?:\\.{2,3}|-| to ) ?" + NUMBER + ")?");
  private static final Pattern HYPHENED = Pattern.compile("\\d{1,9}(?: ?- ?\\d{1,9}){2,9}");
  private static final Pattern BRACKETS = Pattern.compile("\\[(-?\\d{1,20})[:,](-?\\d{1,20})]");
  private static final Pattern SEPARATOR = Pattern.compile(" ?[,;] ?| or ");
  private static final Pattern LABELS =
      Pattern.compile("(?:\\d{1,9} ?: ?[A-Za-z][\\w-]{0,40}(?:[,;]? |$)){2,64}");
  private static final Pattern LABELLED = Pattern.compile("(\\d{1,9}) ?: ?[A-Za-z]");
  private static final Pattern LENGTH_UNIT =
      Pattern.compile(" ?(bytes?|b|characters|chars)$", Pattern.CASE_INSENSITIVE);
  private static final Pattern WIDTH =
      Pattern.compile("(\\d{1,2})[ -]?(bits?|bytes?)", Pattern.CASE_INSENSITIVE);

  private final List<Interval> intervals;

  private Range(List<Interval> intervals) {
    this.intervals = List.copyOf(intervals);
  }

  /// The range of a resource; empty where its definition has none that can be read.
  public static Optional<Range> of(ResourceModel model) {
    return parse(model.range(), model.type());
  }

  /// The range that `text` describes for values of `type`; empty where there is none.
  public static Optional<Range> parse(String text, DataType type) {
    if (text.isBlank() || text.length() > TEXT_CHARS_MAX) {
      return Optional.empty();
    }
    String tidy = text.strip().replaceAll("\\s+", " ");
    return switch (type) {
      case INTEGER -> width(tidy, true).or(() -> numbers(tidy));
      case UNSIGNED_INTEGER -> width(tidy, false).or(() -> numbers(tidy));
      case FLOAT, TIME -> numbers(tidy);
      case OPAQUE, STRING -> lengths(tidy);
      case BOOLEAN, OBJECT_LINK, CORE_LINK, NONE -> Optional.empty();
    };
  }

  /// Whether `value` is in this range, which is the one for its type. What is not measured is.
  public boolean admits(Value value) {
    return measure(value).map(this::contains).orElse(true);
  }

  /// What a range is about: a number, or a length in bytes. Empty where values have no measure.
  static Optional<BigDecimal> measure(Value value) {
    return switch (value) {
      case Value.Int(long number) -> Optional.of(BigDecimal.valueOf(number));
      case Value.Time(long seconds) -> Optional.of(BigDecimal.valueOf(seconds));
      case Value.Unsigned(long bits) ->
          Optional.of(new BigDecimal(new BigInteger(Long.toUnsignedString(bits))));
      case Value.Real(double number) ->
          Double.isFinite(number) ? Optional.of(decimal(number)) : Optional.empty();
      case Value.Text(String text) -> Optional.of(BigDecimal.valueOf(Bytes.ofUtf8(text).size()));
      case Value.Opaque(Bytes bytes) -> Optional.of(BigDecimal.valueOf(bytes.size()));
      case Value.Bool _, Value.ObjectLink _, Value.CoreLink _, Value.Raw _ -> Optional.empty();
    };
  }

  /// What 32 bits made of 0.1 is 0.1.
  private static BigDecimal decimal(double number) {
    float narrow = (float) number;
    boolean wasNarrow = narrow == number && Math.abs(number) < 1 << 24;
    return wasNarrow ? new BigDecimal(Float.toString(narrow)) : BigDecimal.valueOf(number);
  }

  private boolean contains(BigDecimal number) {
    for (Interval interval : intervals) {
      if (number.compareTo(interval.min()) >= 0 && number.compareTo(interval.max()) <= 0) {
        return true;
      }
    }
    return false;
  }

  /// A single number says nothing here: it may be the greatest value, the only one, or the width.
  private static Optional<Range> numbers(String text) {
    return labels(text)
        .or(() -> list(text))
        .filter(range -> range.intervals.size() > 1 || !range.intervals.getFirst().isPoint());
  }

  private static Optional<Range> lengths(String text) {
    String bare = LENGTH_UNIT.matcher(text).replaceFirst("");
    return list(bare)
        .map(
            range -> {
              Interval first = range.intervals.getFirst();
              return range.intervals.size() == 1 && first.isPoint()
                  ? new Range(List.of(new Interval(BigDecimal.ZERO, first.max())))
                  : range;
            })
        .filter(range -> range.intervals.stream().allMatch(part -> part.min().signum() >= 0))
        .filter(range -> range.intervals.getLast().max().signum() > 0);
  }

  /// Of a signed integer a width may be meant for unsigned values as well.
  private static Optional<Range> width(String text, boolean signed) {
    Matcher matcher = WIDTH.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean bytes = Character.toLowerCase(matcher.group(2).charAt(1)) == 'y';
    int bits = Integer.parseInt(matcher.group(1)) * (bytes ? 8 : 1);
    if (bits < 1 || bits > 64) {
      return Optional.empty();
    }
    BigInteger span = BigInteger.ONE.shiftLeft(bits);
    BigInteger min = signed ? span.shiftRight(1).negate() : BigInteger.ZERO;
    BigInteger max = span.subtract(BigInteger.ONE);
    return Optional.of(new Range(List.of(new Interval(new BigDecimal(min), new BigDecimal(max)))));
  }

  private static Optional<Range> labels(String text) {
    if (!LABELS.matcher(text).matches()) {
      return Optional.empty();
    }
    List<Interval> points = new ArrayList<>();
    Matcher matcher = LABELLED.matcher(text);
    while (matcher.find()) {
      points.add(Interval.of(matcher.group(1), matcher.group(1)));
    }
    return Optional.of(new Range(points));
  }

  private static Optional<Range> list(String text) {
    Matcher brackets = BRACKETS.matcher(text);
    if (brackets.matches()) {
      return Optional.of(new Range(List.of(Interval.of(brackets.group(1), brackets.group(2)))));
    }
    String separated = HYPHENED.matcher(text).matches() ? text.replace('-', ',') : text;
    List<Interval> intervals = new ArrayList<>();
    for (String part : SEPARATOR.split(separated, INTERVALS_MAX + 1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches() || intervals.size() == INTERVALS_MAX) {
        return Optional.empty();
      }
      String first = matcher.group(1);
      String last = matcher.group(2);
      intervals.add(Interval.of(first, last == null ? first : last));
    }
    return Optional.of(new Range(intervals));
  }

  /// What is allowed, in one spelling: `0..100`, `0, 1, 2`.
  @Override
  public String toString() {
    return intervals.stream().map(Interval::toString).collect(Collectors.joining(", "));
  }

  /// @param max not below `min`
  private record Interval(BigDecimal min, BigDecimal max) {
    /// Some write the greater end first.
    static Interval of(String one, String other) {
      BigDecimal first = number(one);
      BigDecimal last = number(other);
      return new Interval(first.min(last), first.max(last));
    }

    private static BigDecimal number(String text) {
      int power = text.indexOf('^');
      if (power < 0) {
        return new BigDecimal(text);
      }
      String rest = text.substring(power + 1);
      boolean lessOne = rest.endsWith("1") && rest.contains("-");
      String exponent = lessOne ? rest.substring(0, rest.indexOf('-')).strip() : rest;
      BigInteger number = BigInteger.ONE.shiftLeft(Integer.parseInt(exponent));
      number = lessOne ? number.subtract(BigInteger.ONE) : number;
      return new BigDecimal(text.startsWith("-") ? number.negate() : number);
    }

    boolean isPoint() {
      return min.compareTo(max) == 0;
    }

    @Override
    public String toString() {
      return isPoint() ? min.toPlainString() : min.toPlainString() + ".." + max.toPlainString();
    }
  }
}
