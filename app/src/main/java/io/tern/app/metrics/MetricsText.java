// SPDX-License-Identifier: Apache-2.0

package io.tern.app.metrics;

import java.util.HashSet;
import java.util.Set;

/// A page in the text format of Prometheus (version 0.0.4).
public final class MetricsText {
  private final StringBuilder text = new StringBuilder(4_096);
  private final Set<String> described = new HashSet<>();

  /// Adds a count that only grows.
  ///
  /// @param name ends in `_total`
  /// @param help one line
  public MetricsText counter(String name, String help, long value) {
    return add(name, "counter", help, "", value);
  }

  /// Adds a count that only grows, one of several told apart by a label.
  public MetricsText counter(
      String name, String help, String label, String labelValue, long value) {
    return add(name, "counter", help, labels(label, labelValue), value);
  }

  /// Adds a number that goes up and down.
  public MetricsText gauge(String name, String help, long value) {
    return add(name, "gauge", help, "", value);
  }

  private MetricsText add(String name, String kind, String help, String labels, long value) {
    if (described.add(name)) {
      text.append("# HELP ").append(name).append(' ').append(help).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
    }
    text.append(name).append(labels).append(' ').append(value).append('\n');
    return this;
  }

  private static String labels(String label, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "{" + label + "=\"" + escaped + "\"}";
  }

  /// The page.
  @Override
  public String toString() {
    return text.toString();
  }
}
