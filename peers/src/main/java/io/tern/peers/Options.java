// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A peer's command line: `--name value` pairs, each may come more than once, and plain words
/// before them.
///
/// @param words the words before the first `--name`
/// @param values the values of each name, in their order
public record Options(List<String> words, Map<String, List<String>> values) {

  public Options {
    words = List.copyOf(words);
    values = Map.copyOf(values);
  }

  /// Reads `main`'s arguments. Throws [IllegalArgumentException] for a name without value or not
  /// among `known`.
  public static Options parse(List<String> arguments, String... known) {
    List<String> names = List.of(known);
    List<String> words = new ArrayList<>();
    Map<String, List<String>> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        words.add(argument);
        continue;
      }
      String name = argument.substring(2);
      if (!names.contains(name) || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(
            argument + ": expected one of --" + String.join(" --", names) + ", and a value");
      }
      values.computeIfAbsent(name, absent -> new ArrayList<>()).add(arguments.get(++i));
    }
    return new Options(words, values);
  }

  /// The last value of this name.
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getLast);
  }

  /// Every value of this name.
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// The last value of this name as a number.
  public int number(String name, int otherwise) {
    return value(name).map(Integer::parseInt).orElse(otherwise);
  }

  /// Whether the last value of this name is `true`.
  public boolean flag(String name) {
    return value(name).map(Boolean::parseBoolean).orElse(false);
  }
}
