// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One line between harness and peer: words, separated by spaces.
///
/// A word that is empty or holds a space, a quote, a backslash or a control character travels
/// between double quotes, with the escapes `\"`, `\\`, `\n`, `\r`, `\t` and `\` `uXXXX`.
///
/// @param words the words, unquoted; the first one is the kind of line (`answer`, `event`, `ready`)
/// or the command
public record Line(List<String> words) {

  public Line {
    words = List.copyOf(words);
  }

  /// A line of these words.
  public static Line of(String... words) {
    return new Line(Arrays.asList(words));
  }

  /// Reads the text form. Lenient: an unclosed quote ends with the line, an unknown escape is its
  /// own character.
  public static Line parse(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ' ') {
        at++;
      } else if (text.charAt(at) == '"') {
        var word = new StringBuilder();
        at = unquote(text, at + 1, word);
        words.add(word.toString());
      } else {
        int end = text.indexOf(' ', at);
        int stop = end < 0 ? text.length() : end;
        words.add(text.substring(at, stop));
        at = stop;
      }
    }
    return new Line(words);
  }

  private static int unquote(String text, int from, StringBuilder word) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\' || at == text.length()) {
        word.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      if (escape == 'u' && at + 4 <= text.length() && isHex(text.substring(at, at + 4))) {
        word.append((char) HexFormat.fromHexDigits(text, at, at + 4));
        at += 4;
      } else {
        word.append(
            switch (escape) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> escape;
            });
      }
    }
    return at + 1;
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(HexFormat::isHexDigit);
  }

  /// The word at `index`, or the empty string when the line is shorter.
  public String word(int index) {
    return index < words.size() ? words.get(index) : "";
  }

  /// The words from `index` on; empty when the line is shorter.
  public List<String> from(int index) {
    return index < words.size() ? words.subList(index, words.size()) : List.of();
  }

  /// Whether the line begins with exactly these words.
  public boolean startsWith(String... prefix) {
    return words.size() >= prefix.length
        && words.subList(0, prefix.length).equals(Arrays.asList(prefix));
  }

  /// What follows `key=` in the first word that begins so.
  public Optional<String> value(String key) {
    String prefix = key + "=";
    return words.stream()
        .filter(word -> word.startsWith(prefix))
        .map(word -> word.substring(prefix.length()))
        .findFirst();
  }

  /// The text form, without line end; [#parse] reads it back.
  @Override
  public String toString() {
    return words.stream().map(Line::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String word) {
    if (!word.isEmpty() && word.chars().noneMatch(Line::needsQuotes)) {
      return word;
    }
    var text = new StringBuilder("\"");
    word.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> text.append('\\').append((char) c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                  if (isControl(c)) {
                    text.append("\\u").append(HexFormat.of().toHexDigits((char) c));
                  } else {
                    text.append((char) c);
                  }
                }
              }
            });
    return text.append('"').toString();
  }

  private static boolean needsQuotes(int c) {
    return c == ' ' || c == '"' || c == '\\' || isControl(c);
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }
}
