// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.server.Command.State;
import io.tern.server.Journal;
import io.tern.server.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds what is appended until the test says what becomes of it.
final class HeldJournal implements Journal {
  final List<Change> changes = new ArrayList<>();
  private List<Runnable> held = new ArrayList<>();
  private boolean durable;

  @Override
  public void append(Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
    changes.add(change);
    held.add(() -> listener.onAppended(durable, nowNanos));
  }

  void flush(boolean whether) {
    durable = whether;
    List<Runnable> now = held;
    held = new ArrayList<>();
    now.forEach(Runnable::run);
  }

  /// Of the changes that are held, the one appended first.
  void flushFirst(boolean whether) {
    durable = whether;
    held.removeFirst().run();
  }

  int held() {
    return held.size();
  }

  List<State> states() {
    return changes.stream()
        .filter(Change.Commanded.class::isInstance)
        .map(change -> ((Change.Commanded) change).command().state())
        .toList();
  }
}
