// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM wrote of its collector with `-Xlog:gc`: how long it stopped the program, and what was
/// left in the heap.
///
/// @param pauses in order of time
record CollectorLog(List<Pause> pauses) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\[(\\d+\\.\\d+)s\\].* Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) (\\d+\\.\\d+)ms\\s*");

  /// @param seconds since the JVM started
  /// @param leftMegabytes heap after it
  record Pause(double seconds, int leftMegabytes, double millis) {}

  CollectorLog {
    pauses = List.copyOf(pauses);
  }

  /// The pauses of a log; other lines are left out.
  static CollectorLog of(List<String> lines) {
    List<Pause> pauses = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        pauses.add(
            new Pause(
                Double.parseDouble(matcher.group(1)),
                Integer.parseInt(matcher.group(3)),
                Double.parseDouble(matcher.group(4))));
      }
    }
    return new CollectorLog(pauses);
  }

  /// The longest pause from `fromSeconds` on, in milliseconds; 0 where there was none.
  double longestMillis(double fromSeconds) {
    return pauses.stream()
        .filter(pause -> pause.seconds >= fromSeconds)
        .mapToDouble(Pause::millis)
        .max()
        .orElse(0);
  }

  /// The least that a collection between two times left, in MB; -1 where there was none.
  int leftMegabytes(double fromSeconds, double toSeconds) {
    return pauses.stream()
        .filter(pause -> pause.seconds >= fromSeconds && pause.seconds < toSeconds)
        .mapToInt(Pause::leftMegabytes)
        .min()
        .orElse(-1);
  }
}
