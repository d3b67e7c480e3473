// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What the rounds with one server came to.
///
/// @param cpuMicros processor time of the server process per answered request, round by round
/// @param requestsPerSecond answered requests, round by round
record Measurement(
    Measured subject,
    List<Double> cpuMicros,
    List<Double> requestsPerSecond,
    long answered,
    long wrong,
    long lost) {
  Measurement {
    cpuMicros = List.copyOf(cpuMicros);
    requestsPerSecond = List.copyOf(requestsPerSecond);
  }

  /// Why this is no result; empty where it is one.
  Optional<String> fault() {
    if (wrong > 0) {
      return Optional.of("gave " + wrong + " wrong answers");
    }
    if (answered == 0) {
      return Optional.of("answered nothing");
    }
    return lost * 100 > answered
        ? Optional.of("left " + lost + " requests unanswered")
        : Optional.empty();
  }

  double cpuMicrosMedian() {
    return median(cpuMicros);
  }

  double requestsPerSecondMedian() {
    return median(requestsPerSecond);
  }

  /// The middle value; of an even number of values the mean of the middle two.
  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
