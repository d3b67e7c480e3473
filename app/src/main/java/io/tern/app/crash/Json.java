// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON document as far as the checker reads one; its own reader, for it checks the one that wrote it.
/// Of numbers, truth values and null the text is kept.
record Json(Map<String, Json> members, List<Json> items, String text) {
  private static final Json NOTHING = new Json(Map.of(), List.of(), "");

  /// Reads a document; an empty text is one without anything.
  static Json read(String text) throws IOException {
    if (text.isBlank()) {
      return NOTHING;
    }
    Reader reader = new Reader(text);
    Json value = reader.value();
    reader.skip();
    if (reader.place < text.length()) {
      throw reader.broken();
    }
    return value;
  }

  /// The member below these names; nothing where there is none.
  Json at(String... names) {
    Json found = this;
    for (String name : names) {
      found = found.members.getOrDefault(name, NOTHING);
    }
    return found;
  }

  /// The whole number it is; -1 where it is none.
  long number() {
    return text.matches("-?\\d+(\\.\\d*)?([eE][+-]?\\d+)?") ? (long) Double.parseDouble(text) : -1;
  }

  private static final class Reader {
    private final String text;
    private int place;

    Reader(String text) {
      this.text = text;
    }

    private IOException broken() {
      return new IOException("no JSON at " + place + ": " + text);
    }

    private void skip() {
      while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
        place++;
      }
    }

    private boolean takes(char wanted) {
      skip();
      boolean there = place < text.length() && text.charAt(place) == wanted;
      place += there ? 1 : 0;
      return there;
    }

    private void want(char wanted) throws IOException {
      if (!takes(wanted)) {
        throw broken();
      }
    }

    Json value() throws IOException {
      if (takes('{')) {
        Map<String, Json> members = new LinkedHashMap<>();
        while (!takes('}')) {
          if (!members.isEmpty()) {
            want(',');
          }
          want('"');
          String name = string();
          want(':');
          members.put(name, value());
        }
        return new Json(members, List.of(), "");
      }
      if (takes('[')) {
        List<Json> items = new ArrayList<>();
        while (!takes(']')) {
          if (!items.isEmpty()) {
            want(',');
          }
          items.add(value());
        }
        return new Json(Map.of(), items, "");
      }
      return new Json(Map.of(), List.of(), takes('"') ? string() : literal());
    }

    private String literal() throws IOException {
      int begin = place;
      while (place < text.length() && ",]} \n".indexOf(text.charAt(place)) < 0) {
        place++;
      }
      if (begin == place) {
        throw broken();
      }
      return text.substring(begin, place);
    }

    private String string() throws IOException {
      StringBuilder string = new StringBuilder();
      while (place < text.length()) {
        char next = text.charAt(place++);
        if (next == '"') {
          return string.toString();
        }
        string.append(next == '\\' ? escaped() : next);
      }
      throw broken();
    }

    private char escaped() throws IOException {
      if (place >= text.length()) {
        throw broken();
      }
      char kind = text.charAt(place++);
      return switch (kind) {
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> {
          if (place + 4 > text.length()) {
            throw broken();
          }
          place += 4;
          yield (char) Integer.parseInt(text, place - 4, place, 16);
        }
        default -> kind;
      };
    }
  }
}
