// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// What devices saw. Any thread.
public final class Findings {
  private static final int KEPT_MAX = 100;

  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private int told;
  private final LongAdder violationCount = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /// Something happened that must not.
  void violation(String what) {
    violationCount.increment();
    if (violations.size() < KEPT_MAX) {
      violations.add(what);
    }
  }

  void acknowledged() {
    acknowledged.increment();
  }

  void unanswered() {
    unanswered.increment();
  }

  void refused() {
    refused.increment();
  }

  /// The first of what must not have happened.
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /// Those since this was asked last.
  List<String> news() {
    List<String> all = violations();
    List<String> fresh = all.subList(Math.min(told, all.size()), all.size());
    told = all.size();
    return fresh;
  }

  /// How often something happened that must not.
  public long violationCount() {
    return violationCount.sum();
  }

  /// Operations that were acknowledged.
  public long acknowledgedCount() {
    return acknowledged.sum();
  }

  @Override
  public String toString() {
    return acknowledged.sum()
        + " operations acknowledged, "
        + unanswered.sum()
        + " unanswered, "
        + refused.sum()
        + " refused, "
        + violationCount.sum()
        + " violations";
  }
}
