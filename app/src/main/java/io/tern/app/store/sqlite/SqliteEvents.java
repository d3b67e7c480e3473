// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.EventLog;
import io.tern.app.store.Newest;
import io.tern.app.store.record.EventRecord;
import io.tern.app.store.record.Read;
import io.tern.server.ServerEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Events in the database. A reader holds nothing but its place; what it has not read is on the disk.
final class SqliteEvents implements EventLog {
  private final Readers readers;
  private final TermsTable terms;
  private final LongAdder quarantined;
  private final Newest newest;

  SqliteEvents(Readers readers, TermsTable terms, long lastId, LongAdder quarantined) {
    this.readers = readers;
    this.terms = terms;
    this.newest = new Newest(lastId);
    this.quarantined = quarantined;
  }

  /// Events up to that id are durable.
  void onCommitted(long id) {
    newest.rise(id);
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
    try {
      long last = newest.id();
      return readers.read(connection -> read(connection, place, last, countMax));
    } catch (SQLException e) {
      return new Batch.Closed();
    }
  }

  private Batch read(Connection connection, long afterId, long lastId, int countMax)
      throws SQLException {
    List<Logged> events = new ArrayList<>();
    long place = afterId;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, count, body FROM event WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")) {
      select.setLong(1, afterId);
      select.setLong(2, lastId);
      select.setInt(3, countMax);
      try (ResultSet row = select.executeQuery()) {
        while (events.size() < countMax && row.next()) {
          long last = row.getLong(1);
          int count = row.getInt(2);
          if (last - count > place) {
            // What was between has been deleted, or was damaged, or came after a backup was taken.
            if (events.isEmpty()) {
              return new Batch.Lost(last - count);
            }
            break;
          }
          place = last;
          if (EventRecord.read(last, count, row.getBytes(3), terms)
              instanceof Read.Ok<List<ServerEvent>>(List<ServerEvent> page)) {
            for (long id = Math.max(afterId, last - count) + 1; id <= last; id++) {
              events.add(new Logged(id, page.get((int) (id - last) + count - 1)));
            }
          } else {
            quarantined.increment();
            break;
          }
        }
      }
    }
    return events.isEmpty()
        ? new Batch.Lost(place == afterId ? lastId : place)
        : new Batch.Events(events.subList(0, Math.min(countMax, events.size())));
  }

  @Override
  public void endReaders() {
    newest.end();
  }
}
