// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Locale;

/// What one operation costs Tern and Leshan: medians of processor time, and allocation.
///
/// @param peerFormat the format that Leshan read or wrote
record FormatsResult(
    String name,
    String peerFormat,
    double ternNanos,
    double peerNanos,
    double ternBytes,
    double peerBytes) {
  /// How often Tern does it in the time that Leshan needs once.
  double faster() {
    return peerNanos / ternNanos;
  }

  /// How often Tern's allocation fits in Leshan's.
  double leaner() {
    return peerBytes / Math.max(1, ternBytes);
  }

  /// One line a case.
  static String table(List<FormatsResult> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-34s %10s %12s %8s %9s %12s %8s%n",
            "formats",
            "tern ns",
            "leshan ns",
            "faster",
            "tern B",
            "leshan B",
            "leaner"));
    for (FormatsResult it : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-34s %10.0f %12.0f %8.1f %9.0f %12.0f %8.1f%n",
              it.name,
              it.ternNanos,
              it.peerNanos,
              it.faster(),
              it.ternBytes,
              it.peerBytes,
              it.leaner()));
    }
    return text.toString();
  }

  /// One JSON line a case.
  static String json(List<FormatsResult> results) {
    StringBuilder text = new StringBuilder();
    for (FormatsResult it : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "{\"case\":\"formats %s\",\"peer\":\"leshan\",\"peerFormat\":\"%s\","
                  + "\"subjectCpuNanos\":%.1f,\"peerCpuNanos\":%.1f,\"faster\":%.2f,"
                  + "\"subjectBytes\":%.0f,\"peerBytes\":%.0f,\"leaner\":%.2f}%n",
              it.name,
              it.peerFormat,
              it.ternNanos,
              it.peerNanos,
              it.faster(),
              it.ternBytes,
              it.peerBytes,
              it.leaner()));
    }
    return text.toString();
  }
}
