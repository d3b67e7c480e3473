// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.EventLog;
import io.tern.app.store.record.EventRecord;
import io.tern.app.store.record.Read;
import io.tern.server.ServerEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Events in the database. A reader holds nothing but its place; what it has not read is on the disk.
final class SqliteEvents implements EventLog {
  private final Readers readers;
  private final TermsTable terms;
  private final LongAdder quarantined;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long lastId;
  private boolean ended;

  SqliteEvents(Readers readers, TermsTable terms, long lastId, LongAdder quarantined) {
    this.readers = readers;
    this.terms = terms;
    this.lastId = lastId;
    this.quarantined = quarantined;
  }

  /// Events up to that id are durable.
  void onCommitted(long id) {
    lock.lock();
    try {
      if (id > lastId) {
        lastId = id;
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
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
    long newest;
    lock.lockInterruptibly();
    try {
      long left = waitNanos;
      while (!ended && Math.min(afterId, lastId) == lastId && left > 0) {
        left = news.awaitNanos(left);
      }
      if (ended) {
        return new Batch.Closed();
      }
      newest = lastId;
    } finally {
      lock.unlock();
    }
    if (afterId >= newest) {
      return new Batch.Quiet();
    }
    try {
      return readers.read(connection -> read(connection, afterId, newest, countMax));
    } catch (SQLException e) {
      return new Batch.Closed();
    }
  }

  private Batch read(Connection connection, long afterId, long newest, int countMax)
      throws SQLException {
    List<Logged> events = new ArrayList<>();
    long place = afterId;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, body FROM event WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")) {
      select.setLong(1, afterId);
      select.setLong(2, newest);
      select.setInt(3, countMax);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long id = row.getLong(1);
          if (events.isEmpty() && id > place + 1) {
            // What was between has been deleted, or was damaged.
            return new Batch.Lost(id - 1);
          }
          place = id;
          if (EventRecord.read(id, row.getBytes(2), terms)
              instanceof Read.Ok<ServerEvent>(ServerEvent event)) {
            events.add(new Logged(id, event));
          } else {
            quarantined.increment();
            break;
          }
        }
      }
    }
    return events.isEmpty()
        ? new Batch.Lost(place == afterId ? newest : place)
        : new Batch.Events(events);
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
