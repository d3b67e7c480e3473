// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// How names of objects and resources are compared: by their letters and digits, upper and lower case
/// alike, without the `LwM2M` that some objects begin with. So `Battery Level`, `battery-level` and
/// `BatteryLevel` are one name.
final class Names {
  private static final int NEAR_MAX = 5;
  private static final int CHARS_MAX = 100;
  private static final String PREFIX = "lwm2m";

  private Names() {}

  /// What of `name` counts; equal for equal names.
  static String fold(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    name.codePoints()
        .filter(Character::isLetterOrDigit)
        .map(Character::toLowerCase)
        .forEach(folded::appendCodePoint);
    boolean prefixed = folded.length() > PREFIX.length() && folded.indexOf(PREFIX) == 0;
    return prefixed ? folded.substring(PREFIX.length()) : folded.toString();
  }

  static boolean same(String name, String other) {
    return fold(name).equals(fold(other));
  }

  /// Those of `names` that may have been meant by `name`, the likeliest first.
  static List<String> near(String name, Stream<String> names) {
    String wanted = fold(name.substring(0, Math.min(name.length(), CHARS_MAX)));
    record Near(String name, int distance) {}
    return names
        .distinct()
        .map(known -> new Near(known, distance(wanted, fold(known))))
        .filter(near -> near.distance() <= Math.max(2, wanted.length() / 3))
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .map(Near::name)
        .limit(NEAR_MAX)
        .toList();
  }

  /// How many letters have to be changed; 1 where one name is in the other.
  private static int distance(String wanted, String known) {
    if (wanted.length() >= 3 && known.contains(wanted)) {
      return 1;
    }
    int[] row = new int[known.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= wanted.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (wanted.charAt(i - 1) == known.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[known.length()];
  }
}
