// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The arguments of Execute (LwM2M 1.2 Core §6.3.5): a digit 0 to 9 each, with or without a text.
public record Arguments(SortedMap<Integer, Optional<String>> byDigit) {
  /// No argument.
  public static final Arguments NONE = new Arguments(new TreeMap<>());

  public Arguments {
    byDigit = Collections.unmodifiableSortedMap(new TreeMap<>(byDigit));
    byDigit.forEach(
        (digit, text) -> {
          if (digit < 0 || digit > 9 || !text.map(Arguments::isLegal).orElse(true)) {
            throw new IllegalArgumentException("not an Execute argument: " + digit);
          }
        });
  }

  /// The arguments that `text` spells, such as `7,0='https://www.example.org'`; empty where it breaks
  /// the grammar or names a digit twice. A blank inside quotes is tolerated.
  public static Optional<Arguments> parse(String text) {
    TreeMap<Integer, Optional<String>> byDigit = new TreeMap<>();
    int at = 0;
    while (at < text.length()) {
      int digit = text.charAt(at++) - '0';
      Optional<String> value = Optional.empty();
      if (text.startsWith("='", at)) {
        int end = text.indexOf('\'', at + 2);
        if (end < 0) {
          return Optional.empty();
        }
        value = Optional.of(text.substring(at + 2, end));
        at = end + 1;
      }
      boolean legal = digit >= 0 && digit <= 9 && value.map(Arguments::isLegal).orElse(true);
      if (!legal || byDigit.put(digit, value) != null) {
        return Optional.empty();
      }
      if (at < text.length() && (text.charAt(at++) != ',' || at == text.length())) {
        return Optional.empty();
      }
    }
    return Optional.of(new Arguments(byDigit));
  }

  private static boolean isLegal(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E && c != '"' && c != '\'' && c != '\\');
  }

  /// The form on the wire; empty text for no argument.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    byDigit.forEach(
        (digit, value) -> {
          text.append(text.isEmpty() ? "" : ",").append(digit);
          value.ifPresent(v -> text.append("='").append(v).append('\''));
        });
    return text.toString();
  }
}
