// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.server.Journal;
import io.tern.server.ServerEvent;
import java.util.ArrayDeque;
import java.util.Optional;

/// A store that writes as many changes as a test tells it to, in order.
final class SlowJournal implements Journal {
  private final ArrayDeque<Listener> waiting = new ArrayDeque<>();
  private int most;

  @Override
  public void append(Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
    waiting.add(listener);
    most = Math.max(most, waiting.size());
  }

  void write(int changes, long nowNanos) {
    for (int i = 0; i < changes && !waiting.isEmpty(); i++) {
      waiting.remove().onAppended(true, nowNanos);
    }
  }

  /// How many wait.
  int waiting() {
    return waiting.size();
  }

  /// How many waited at most, since [#forgetMost] where that was called.
  int most() {
    return most;
  }

  void forgetMost() {
    most = 0;
  }
}
