// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import io.tern.coap.Timers;
import io.tern.net.loop.Loop;

/// Timers that assert that their loop calls.
record OwnedTimers(Loop loop, Timers timers) implements Timers {
  @Override
  public Timer at(long deadlineNanos, Task task) {
    assert loop.isOwnedByCaller() : "not on their loop";
    return timers.at(deadlineNanos, task);
  }

  @Override
  public void advance(long nowNanos) {
    throw new UnsupportedOperationException("the loop advances its timers");
  }

  @Override
  public long nextWakeUpNanos() {
    assert loop.isOwnedByCaller() : "not on their loop";
    return timers.nextWakeUpNanos();
  }

  @Override
  public int pending() {
    assert loop.isOwnedByCaller() : "not on their loop";
    return timers.pending();
  }
}
