// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import java.time.Duration;
import java.util.List;

/// What must hold in every world once its protocols have come to rest: nothing leaks, and what is
/// held twice agrees.
///
/// Whoever puts something into a world names its own invariants with [SimNet#invariant];
/// [SimCoapNode] does so for its endpoint. A scenario ends by closing what talks without end, such as
/// a client that updates its registration.
public final class Invariants {
  /// Longer than any exchange, body or duplicate is remembered with the default parameters.
  private static final Duration REST_MAX = Duration.ofHours(1);

  private Invariants() {}

  /// Lets `net` come to rest and checks its invariants.
  ///
  /// @throws AssertionError that lists the violations that do not pass within an hour of virtual time
  public static void check(SimNet net) {
    if (!net.runUntil(() -> net.violations().isEmpty(), REST_MAX)) {
      List<String> violations = net.violations();
      throw new AssertionError(
          "after " + REST_MAX + " of rest:\n  " + String.join("\n  ", violations));
    }
  }
}
