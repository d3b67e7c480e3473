// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The newest events, within bounds of count and size. Ids rise by one each; readers keep their place by
/// id, so a slow reader costs nothing but its place. Any thread.
public final class EventLog implements AutoCloseable {
  private final int countMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private long bytes;
  private long lastId;
  private boolean closed;

  /// An empty log.
  ///
  /// @param lastId the first event gets the id after it
  public EventLog(int countMax, long bytesMax, long lastId) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
    this.lastId = lastId;
  }

  /// Something that happened.
  ///
  /// @param type such as `registered`
  /// @param endpoint the device's endpoint name
  /// @param data a JSON document without line break
  public record Event(long id, String type, String endpoint, String data) {
    private static final int OVERHEAD_BYTES = 96;

    private long bytes() {
      return OVERHEAD_BYTES + type.length() + endpoint.length() + 2L * data.length();
    }
  }

  /// What a reader finds behind its place.
  public sealed interface Batch {
    /// The next events, at least one.
    record Events(List<Event> events) implements Batch {}

    /// Nothing came in time.
    record Quiet() implements Batch {}

    /// Events behind the place have been dropped meanwhile; those after `lastLost` are there.
    record Lost(long lastLost) implements Batch {}

    /// The log is closed.
    record Closed() implements Batch {}
  }

  /// Adds an event. The oldest make room.
  public void append(String type, String endpoint, String data) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Event event = new Event(++lastId, type, endpoint, data);
      events.addLast(event);
      bytes += event.bytes();
      while (events.size() > countMax || (bytes > bytesMax && events.size() > 1)) {
        bytes -= events.removeFirst().bytes();
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The id of the newest event.
  public long lastId() {
    lock.lock();
    try {
      return lastId;
    } finally {
      lock.unlock();
    }
  }

  /// How many events are kept.
  public int size() {
    lock.lock();
    try {
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  /// What is behind the event `afterId`, waiting for it if need be. An id that was never given counts
  /// as the newest.
  ///
  /// @param countMax how many events at most
  /// @param waitNanos how long to wait at most
  public Batch next(long afterId, int countMax, long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long place = Math.min(afterId, lastId);
      long left = waitNanos;
      while (!closed && place == lastId && left > 0) {
        left = news.awaitNanos(left);
      }
      if (closed) {
        return new Batch.Closed();
      }
      if (place == lastId) {
        return new Batch.Quiet();
      }
      long oldestId = lastId - events.size() + 1;
      return place < oldestId - 1 ? new Batch.Lost(oldestId - 1) : batch(place, countMax);
    } finally {
      lock.unlock();
    }
  }

  private Batch batch(long place, int countMax) {
    List<Event> found = new ArrayList<>();
    // Readers are near the end, so look from there.
    var newestFirst = events.descendingIterator();
    while (newestFirst.hasNext()) {
      Event event = newestFirst.next();
      if (event.id() <= place) {
        break;
      }
      found.add(event);
    }
    List<Event> oldestFirst = found.reversed();
    return new Batch.Events(
        List.copyOf(oldestFirst.subList(0, Math.min(countMax, oldestFirst.size()))));
  }

  /// Sends all readers home.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
