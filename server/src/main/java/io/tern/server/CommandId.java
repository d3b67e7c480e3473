// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.util.Optional;

/// Names a command. Ids rise in the order in which commands were accepted, across restarts as well.
///
/// @param value 0 or more
public record CommandId(long value) implements Comparable<CommandId> {
  private static final int TEXT_LENGTH = 16;

  public CommandId {
    if (value < 0) {
      throw new IllegalArgumentException("not the id of a command: " + value);
    }
  }

  /// The id that `text` spells; empty where it cannot be one of ours.
  public static Optional<CommandId> parse(String text) {
    boolean digits =
        text.length() == TEXT_LENGTH
            && text.charAt(0) <= '7'
            && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    return digits ? Optional.of(new CommandId(Long.parseLong(text, 16))) : Optional.empty();
  }

  @Override
  public int compareTo(CommandId other) {
    return Long.compare(value, other.value);
  }

  /// 16 lower-case hexadecimal digits.
  @Override
  public String toString() {
    String digits = Long.toHexString(value);
    return "0".repeat(TEXT_LENGTH - digits.length()) + digits;
  }
}
