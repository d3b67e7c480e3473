// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Measurements as text.
final class Report {
  private Report() {}

  /// Why the measurements mean nothing; empty where they do.
  static Optional<String> fault(List<Measurement> measurements) {
    for (Measurement it : measurements) {
      if (it.wrong() > 0) {
        return Optional.of(it.subject().title() + " gave " + it.wrong() + " wrong answers");
      }
      if (it.answered() == 0) {
        return Optional.of(it.subject().title() + " answered nothing");
      }
      if (it.lost() * 100 > it.answered()) {
        return Optional.of(it.subject().title() + " left " + it.lost() + " requests unanswered");
      }
    }
    return Optional.empty();
  }

  /// One line a server: medians over the rounds, the range of the rounds, and the ratio of Tern's median
  /// to the server's.
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
    double tern = tern(measurements);
    for (Measurement it : measurements) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-6s %-12s %12.0f %14.2f %17s %6d %12.2f%n",
              "",
              it.subject().title(),
              it.requestsPerSecondMedian(),
              it.cpuMicrosMedian(),
              range(it.cpuMicros()),
              it.lost(),
              tern / it.cpuMicrosMedian()));
    }
    return text.toString();
  }

  /// One JSON line for each server that Tern is compared with.
  static String json(String name, List<Measurement> measurements) {
    StringBuilder text = new StringBuilder();
    double tern = tern(measurements);
    for (Measurement it : measurements) {
      if (!it.subject().isTern()) {
        text.append(
            String.format(
                Locale.ROOT,
                "{\"case\":\"%s\",\"peer\":\"%s\",\"subjectCpuMicros\":%.3f,\"peerCpuMicros\":%.3f,"
                    + "\"ratio\":%.4f,\"rounds\":%d,\"peerRequestsPerSecond\":%.0f,\"peerLost\":%d}%n",
                name,
                it.subject().title(),
                tern,
                it.cpuMicrosMedian(),
                tern / it.cpuMicrosMedian(),
                it.cpuMicros().size(),
                it.requestsPerSecondMedian(),
                it.lost()));
      }
    }
    return text.toString();
  }

  private static double tern(List<Measurement> measurements) {
    return measurements.stream()
        .filter(it -> it.subject().isTern())
        .findFirst()
        .orElseThrow()
        .cpuMicrosMedian();
  }

  private static String range(List<Double> values) {
    return String.format(
        Locale.ROOT,
        "%.2f - %.2f",
        values.stream().mapToDouble(Double::doubleValue).min().orElse(0),
        values.stream().mapToDouble(Double::doubleValue).max().orElse(0));
  }
}
