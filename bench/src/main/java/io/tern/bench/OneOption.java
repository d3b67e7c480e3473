// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.OptionalInt;

/// The command line of a benchmark that takes one option with a number.
///
/// @param command its name
/// @param option such as `--minutes`
/// @param otherwise what holds without the option
/// @param max the greatest number that it takes; the least is 1
record OneOption(String command, String option, int otherwise, int max) {
  /// The number; empty, and a word on stderr, where `arguments` are something else.
  OptionalInt read(List<String> arguments) {
    if (arguments.isEmpty()) {
      return OptionalInt.of(otherwise);
    }
    String text = arguments.getLast();
    boolean named = arguments.size() == 2 && arguments.getFirst().equals(option);
    int number = named && text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > max) {
      System.err.println("tern bench: " + command + " takes " + option + " with 1 to " + max);
      return OptionalInt.empty();
    }
    return OptionalInt.of(number);
  }
}
