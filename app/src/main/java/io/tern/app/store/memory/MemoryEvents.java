// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.memory;

import io.tern.app.store.EventLog;
import io.tern.server.ServerEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The newest events, within bounds of count and size.
final class MemoryEvents implements EventLog {
  private static final int EVENT_BYTES = 256;
  private static final int VALUE_BYTES = 160;

  private final int countMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<Logged> events = new ArrayDeque<>();
  private long bytes;
  private long lastId;
  private boolean ended;

  /// @param lastId the first event gets the id after it
  MemoryEvents(int countMax, long bytesMax, long lastId) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
    this.lastId = lastId;
  }

  void append(ServerEvent happened) {
    lock.lock();
    try {
      Logged event = new Logged(++lastId, happened);
      events.addLast(event);
      bytes += bytes(event);
      while (events.size() > countMax || (bytes > bytesMax && events.size() > 1)) {
        bytes -= bytes(events.removeFirst());
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// About what it holds by itself.
  private static long bytes(Logged logged) {
    int values =
        switch (logged.event()) {
          case ServerEvent.Notified notified -> notified.values().size();
          case ServerEvent.Sent sent -> sent.values().size();
          default -> 0;
        };
    return EVENT_BYTES + (long) VALUE_BYTES * values;
  }

  @Override
  public long lastId() {
    lock.lock();
    try {
      return lastId;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Batch next(long afterId, int countMax, long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long place = Math.min(afterId, lastId);
      long left = waitNanos;
      while (!ended && place == lastId && left > 0) {
        left = news.awaitNanos(left);
      }
      if (ended) {
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
    List<Logged> found = new ArrayList<>();
    // Readers are near the end, so look from there.
    var newestFirst = events.descendingIterator();
    while (newestFirst.hasNext()) {
      Logged event = newestFirst.next();
      if (event.id() <= place) {
        break;
      }
      found.add(event);
    }
    List<Logged> oldestFirst = found.reversed();
    return new Batch.Events(oldestFirst.subList(0, Math.min(countMax, oldestFirst.size())));
  }

  @Override
  public void endReaders() {
    lock.lock();
    try {
      ended = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
