// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.DataType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values that a RangeEnumeration allows: intervals with both ends in it. Of Strings and Opaques it
/// is the length in bytes.
///
/// The registry's text is free. What reads like intervals or a list of numbers counts; anything else is
/// no range, for refusing a good value is worse than passing a bad one on. A single number is no range
/// either: some authors mean the greatest value, some the width.
final class Range {
  private static final String NUMBER = "(-?\\d{1,20}(?:\\.\\d{1,20})?)";
  private static final Pattern PART =
      Pattern.compile(NUMBER + "(?:\\s{0,9}(?:\\.{2,3}|-)\\s{0,9}" + NUMBER + ")?");
  private static final Pattern BYTES =
      Pattern.compile("\\s{0,9}(bytes?|b)$", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATOR = Pattern.compile("\\s{0,9}[,;]\\s{0,9}");

  private final List<Interval> intervals;

  private Range(List<Interval> intervals) {
    this.intervals = intervals;
  }

  /// The range that `text` describes for values of `type`, empty where there is none.
  static Optional<Range> parse(String text, DataType type) {
    return switch (type) {
      case INTEGER, UNSIGNED_INTEGER, FLOAT, TIME -> parse(text.strip()).filter(Range::isSaying);
      case OPAQUE -> parse(BYTES.matcher(text.strip()).replaceFirst("")).filter(Range::isSaying);
      case STRING ->
          parse(BYTES.matcher(text.strip()).replaceFirst(""))
              .filter(range -> range.isSaying() && range.intervals.size() == 1);
      case BOOLEAN, OBJECT_LINK, CORE_LINK, NONE -> Optional.empty();
    };
  }

  private static Optional<Range> parse(String text) {
    List<Interval> intervals = new ArrayList<>();
    for (String part : SEPARATOR.split(text, -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      BigDecimal one = new BigDecimal(matcher.group(1));
      BigDecimal other = matcher.group(2) == null ? one : new BigDecimal(matcher.group(2));
      intervals.add(new Interval(one.min(other), one.max(other)));
    }
    return Optional.of(new Range(intervals));
  }

  private boolean isSaying() {
    Interval first = intervals.getFirst();
    return intervals.size() > 1 || first.min().compareTo(first.max()) < 0;
  }

  boolean contains(BigDecimal value) {
    for (Interval interval : intervals) {
      if (value.compareTo(interval.min()) >= 0 && value.compareTo(interval.max()) <= 0) {
        return true;
      }
    }
    return false;
  }

  private record Interval(BigDecimal min, BigDecimal max) {}
}
