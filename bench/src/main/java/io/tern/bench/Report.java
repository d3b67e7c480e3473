// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Measurements as text.
final class Report {
  private Report() {}

  /// Why the measurements mean nothing: Tern gave wrong answers or too few. A fault of another server
  /// leaves its own line without a ratio.
  static Optional<String> fault(List<Measurement> measurements) {
    return tern(measurements).fault().map(fault -> "tern " + fault);
  }

  /// One line a server: medians over the rounds, the range of the rounds, and the ratio of Tern's median
  /// to the server's, or why there is none.
  static String table(String name, List<Measurement> measurements) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-6s %-12s %12s %14s %17s %6s %12s%n",
            name,
            "server",
            "requests/s",
            "CPU us/request",
            "min - max",
            "lost",
            "tern/server"));
    double tern = tern(measurements).cpuMicrosMedian();
    for (Measurement it : measurements) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-6s %-12s %12.0f %14.2f %17s %6d %12s%n",
              "",
              it.subject().title(),
              it.requestsPerSecondMedian(),
              it.cpuMicrosMedian(),
              range(it.cpuMicros()),
              it.lost(),
              it.fault().orElse(String.format(Locale.ROOT, "%.2f", tern / it.cpuMicrosMedian()))));
    }
    return text.toString();
  }

  /// One JSON line for each server that Tern is compared with.
  static String json(String name, List<Measurement> measurements) {
    StringBuilder text = new StringBuilder();
    double tern = tern(measurements).cpuMicrosMedian();
    for (Measurement it : measurements) {
      if (!it.subject().isTern()) {
        text.append(
            String.format(
                Locale.ROOT,
                "{\"case\":\"%s\",\"peer\":\"%s\",\"subjectCpuMicros\":%.3f,\"peerCpuMicros\":%.3f,"
                    + "%s,\"rounds\":%d,\"peerRequestsPerSecond\":%.0f,\"peerLost\":%d}%n",
                name,
                it.subject().title(),
                tern,
                it.cpuMicrosMedian(),
                it.fault()
                    .map(fault -> "\"fault\":\"" + fault + "\"")
                    .orElse(
                        String.format(Locale.ROOT, "\"ratio\":%.4f", tern / it.cpuMicrosMedian())),
                it.cpuMicros().size(),
                it.requestsPerSecondMedian(),
                it.lost()));
      }
    }
    return text.toString();
  }

  private static Measurement tern(List<Measurement> measurements) {
    return measurements.stream().filter(it -> it.subject().isTern()).findFirst().orElseThrow();
  }

  private static String range(List<Double> values) {
    return String.format(
        Locale.ROOT,
        "%.2f - %.2f",
        values.stream().mapToDouble(Double::doubleValue).min().orElse(0),
        values.stream().mapToDouble(Double::doubleValue).max().orElse(0));
  }
}
