// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Counts answers by class of status. Any thread.
public final class HttpCounters {
  private final List<LongAdder> byClass = Stream.generate(LongAdder::new).limit(6).toList();

  void onAnswered(int status) {
    byClass.get(Math.clamp(status / 100, 0, 5)).increment();
  }

  /// Answers whose status has this first digit, 1 to 5.
  public long answered(int statusClass) {
    return byClass.get(statusClass).sum();
  }
}
