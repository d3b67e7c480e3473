// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ResourceModel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The range of a resource, read from the free text of the registry: `0..255`, `1-65534`, `0,1,2`,
/// `16,32 bytes`. What cannot be read is no range (LwM2M 1.2 Core §D.1).
final class ValueRange {
  private static final String NUMBER = "-?\\d{1,20}(?:\\.\\d{1,10})?";
  private static final Pattern INTERVAL =
      Pattern.compile("(" + NUMBER + ") ?(?:\\.{2,3}|-| to ) ?(" + NUMBER + ")");
  private static final Pattern LIST = Pattern.compile(NUMBER + "(?: ?, ?" + NUMBER + ")+");
  private static final int TEXT_MAX = 200;

  private ValueRange() {}

  /// Whether the value is in the range of its resource; for a String or an Opaque its length in bytes.
  static boolean admits(ResourceModel model, Value value) {
    String text = model.range().replaceAll("(?i) ?(bytes|chars|characters)$", "").strip();
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      return true;
    }
    Optional<BigDecimal> number = number(value);
    return number.isEmpty() || admits(text, number.get());
  }

  private static boolean admits(String range, BigDecimal number) {
    Matcher interval = INTERVAL.matcher(range);
    if (interval.matches()) {
      BigDecimal min = new BigDecimal(interval.group(1));
      BigDecimal max = new BigDecimal(interval.group(2));
      return min.compareTo(max) > 0 || (number.compareTo(min) >= 0 && number.compareTo(max) <= 0);
    }
    if (!LIST.matcher(range).matches()) {
      return true;
    }
    for (String choice : range.split(",", -1)) {
      if (new BigDecimal(choice.strip()).compareTo(number) == 0) {
        return true;
      }
    }
    return false;
  }

  private static Optional<BigDecimal> number(Value value) {
    return switch (value) {
      case Value.Int(long number) -> Optional.of(BigDecimal.valueOf(number));
      case Value.Time(long number) -> Optional.of(BigDecimal.valueOf(number));
      case Value.Unsigned(long bits) ->
          Optional.of(new BigDecimal(new BigInteger(Long.toUnsignedString(bits))));
      case Value.Real(double number) ->
          Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
      case Value.Text(String text) ->
          Optional.of(BigDecimal.valueOf(text.getBytes(StandardCharsets.UTF_8).length));
      case Value.Opaque(var bytes) -> Optional.of(BigDecimal.valueOf(bytes.size()));
      default -> Optional.empty();
    };
  }
}
