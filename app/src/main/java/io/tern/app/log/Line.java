// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

import java.time.Instant;
import java.util.List;

/// One line of the log.
record Line(Instant time, Level level, String message, List<Field> fields) {
  private static final String HEX = "0123456789abcdef";

  /// `2026-01-31T12:00:00.000Z INFO  registered endpoint=meter-01`, without line break.
  String text() {
    StringBuilder text = new StringBuilder(128);
    text.append(timeText()).append(' ').append(level);
    text.append(" ".repeat(6 - level.name().length()));
    escape(message, text);
    for (Field field : fields) {
      text.append(' ').append(field.name()).append('=');
      String value = field.text();
      if (isPlain(value)) {
        text.append(value);
      } else {
        quote(value, text);
      }
    }
    return text.toString();
  }

  /// One JSON object with the members `time`, `level`, `message` and the fields, without line break.
  String json() {
    StringBuilder text = new StringBuilder(128);
    text.append("{\"time\":\"").append(timeText());
    text.append("\",\"level\":\"").append(level.label()).append("\",\"message\":");
    quote(message, text);
    for (Field field : fields) {
      text.append(',');
      quote(field.name(), text);
      text.append(':');
      quote(field.text(), text);
    }
    return text.append('}').toString();
  }

  private String timeText() {
    String text = Instant.ofEpochMilli(time.toEpochMilli()).toString();
    return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
  }

  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\');
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    escape(value, text);
    text.append('"');
  }

  /// What could end a line, a string or move a terminal's cursor is written as JSON escapes it.
  private static void escape(String value, StringBuilder text) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean loneSurrogate =
          Character.isSurrogate(c)
              && !(Character.isHighSurrogate(c)
                  && i + 1 < value.length()
                  && Character.isLowSurrogate(value.charAt(i + 1)))
              && !(Character.isLowSurrogate(c)
                  && i > 0
                  && Character.isHighSurrogate(value.charAt(i - 1)));
      int kind = Character.getType(c);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (Character.isISOControl(c)
          || loneSurrogate
          || kind == Character.FORMAT
          || kind == Character.LINE_SEPARATOR
          || kind == Character.PARAGRAPH_SEPARATOR) {
        text.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15));
        text.append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
      } else {
        text.append(c);
      }
    }
  }
}
