// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.server.ServerEvent;
import java.util.List;

/// What happened, in order, within bounds of count and age. Ids rise; readers keep their place by id, so
/// a slow reader costs nothing but its place. Any thread.
public interface EventLog {
  /// As far at least ids jump where a backup was restored: the ids between were given to what nobody
  /// knows any more.
  long JUMP_MIN = 1L << 32;

  /// Something that happened.
  ///
  /// @param id rises by one from event to event, across restarts as well where the store is durable,
  ///     but for where a backup was restored
  record Logged(long id, ServerEvent event) {}

  /// What a reader finds behind its place.
  sealed interface Batch {
    /// The next events, at least one.
    record Events(List<Logged> events) implements Batch {
      public Events {
        events = List.copyOf(events);
      }
    }

    /// Nothing came in time.
    record Quiet() implements Batch {}

    /// Events behind the place are gone; those after `lastLost` are there.
    record Lost(long lastLost) implements Batch {}

    /// The log is closed, or cannot be read.
    record Closed() implements Batch {}
  }

  /// The id of the newest event.
  long lastId();

  /// What is behind the event `afterId`, waiting for it if need be. An id that was never given counts
  /// as the newest.
  ///
  /// @param countMax how many events at most
  /// @param waitNanos how long to wait at most
  Batch next(long afterId, int countMax, long waitNanos) throws InterruptedException;

  /// Sends all readers home, before the store is closed.
  void endReaders();
}
