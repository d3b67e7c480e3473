// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.memory;

import io.tern.app.store.EventLog;
import io.tern.app.store.Newest;
import io.tern.server.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The newest events, within bounds of count and size.
final class MemoryEvents implements EventLog {
  private static final int EVENT_BYTES = 256;
  private static final int VALUE_BYTES = 160;

  private final int countMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Newest newest;

  /// In order, the oldest at `oldest`; a place is found by its number however far behind it is.
  private @Nullable Logged[] ring = new @Nullable Logged[64];

  private int oldest;
  private int count;
  private long bytes;
  private long lastId;

  /// @param lastId the first event gets the id after it
  MemoryEvents(int countMax, long bytesMax, long lastId) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
    this.lastId = lastId;
    newest = new Newest(lastId);
  }

  void append(ServerEvent happened) {
    lock.lock();
    try {
      Logged event = new Logged(++lastId, happened);
      add(event);
      bytes += bytes(event);
      while (count > countMax || (bytes > bytesMax && count > 1)) {
        bytes -= bytes(removeOldest());
      }
      newest.rise(lastId);
    } finally {
      lock.unlock();
    }
  }

  private void add(Logged event) {
    if (count == ring.length) {
      @Nullable Logged[] larger = new @Nullable Logged[2 * count];
      for (int i = 0; i < count; i++) {
        larger[i] = get(i);
      }
      ring = larger;
      oldest = 0;
    }
    ring[(oldest + count) % ring.length] = event;
    count++;
  }

  private Logged get(int index) {
    return Objects.requireNonNull(ring[(oldest + index) % ring.length]);
  }

  private Logged removeOldest() {
    Logged removed = get(0);
    ring[oldest] = null;
    oldest = (oldest + 1) % ring.length;
    count--;
    return removed;
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
    return newest.id();
  }

  @Override
  public Batch next(long afterId, int countMax, long waitNanos) throws InterruptedException {
    long place = newest.place(afterId);
    Optional<Batch> nothing = newest.await(place, waitNanos);
    if (nothing.isPresent()) {
      return nothing.get();
    }
    lock.lockInterruptibly();
    try {
      long oldestId = lastId - count + 1;
      return place < oldestId - 1
          ? new Batch.Lost(oldestId - 1)
          : batch((int) (place - oldestId + 1), countMax);
    } finally {
      lock.unlock();
    }
  }

  private Batch batch(int from, int eventsMax) {
    List<Logged> found = new ArrayList<>();
    for (int i = from; i < count && found.size() < eventsMax; i++) {
      found.add(get(i));
    }
    return new Batch.Events(found);
  }

  @Override
  public void endReaders() {
    newest.end();
  }
}
