// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.KnownValue;
import io.tern.app.store.ValueHistory;
import io.tern.app.store.ValuePage;
import io.tern.app.store.ValueQuery;
import io.tern.app.store.Values;
import io.tern.app.store.record.Place;
import io.tern.app.store.record.Read;
import io.tern.app.store.record.ValueRecord;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Values in the database.
final class SqliteValues implements ValueHistory {
  private static final String SERIES =
      " FROM series s JOIN value v ON v.series = s.number"
          + " WHERE s.endpoint = ? AND s.path >= ? AND s.path < ?";

  private final Readers readers;
  private final GroupWriter writer;
  private final LongAdder quarantined;

  SqliteValues(Readers readers, GroupWriter writer, LongAdder quarantined) {
    this.readers = readers;
    this.writer = writer;
    this.quarantined = quarantined;
  }

  @Override
  public List<KnownValue> last(EndpointName endpoint, Path path) {
    String sql =
        "SELECT s.path, v.time, v.body, v.ahead"
            + SERIES
            + " AND v.time = coalesce((SELECT time FROM value WHERE series = s.number"
            + " AND ahead IS NULL ORDER BY time DESC LIMIT 1),"
            + " (SELECT time FROM value WHERE series = s.number"
            + " ORDER BY ahead DESC, time DESC LIMIT 1))"
            + " ORDER BY s.path";
    return read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            range(select, endpoint, path);
            return values(endpoint, select);
          }
        });
  }

  @Override
  public ValuePage list(ValueQuery query) {
    String sql =
        "SELECT s.path, v.time, v.body, v.ahead"
            + SERIES
            + " AND v.time >= ? AND v.time < ? AND (s.path, v.time) > (?, ?)"
            + " ORDER BY s.path, v.time LIMIT ?";
    List<KnownValue> found =
        read(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(sql)) {
                range(select, query.endpoint(), query.path());
                select.setLong(4, query.from().map(SqliteValues::micros).orElse(Long.MIN_VALUE));
                select.setLong(5, query.to().map(SqliteValues::micros).orElse(Long.MAX_VALUE));
                ValueQuery.Place after =
                    query.after().orElse(new ValueQuery.Place(Path.ROOT, Instant.EPOCH));
                select.setBytes(6, ValueRecord.pathKey(after.path()));
                select.setLong(7, micros(after.time()));
                select.setInt(8, query.limitMax() + 1);
                return values(query.endpoint(), select);
              }
            });
    if (found.size() <= query.limitMax()) {
      return new ValuePage(found, Optional.empty());
    }
    List<KnownValue> page = found.subList(0, query.limitMax());
    KnownValue last = page.getLast();
    return new ValuePage(page, Optional.of(new ValueQuery.Place(last.path(), last.time())));
  }

  private static long micros(Instant time) {
    return ValueRecord.micros(Values.kept(time));
  }

  private static void range(PreparedStatement select, EndpointName endpoint, Path path)
      throws SQLException {
    byte[] from = ValueRecord.pathKey(path);
    // Ids end below 65535, so everything below the path sorts before this.
    byte[] to = Arrays.copyOf(from, from.length + 2);
    Arrays.fill(to, from.length, to.length, (byte) 0xFF);
    select.setBytes(1, Place.key(endpoint));
    select.setBytes(2, from);
    select.setBytes(3, to);
  }

  private List<KnownValue> values(EndpointName endpoint, PreparedStatement select)
      throws SQLException {
    List<KnownValue> values = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Optional<Path> path = ValueRecord.path(row.getBytes(1));
        if (path.isPresent()
            && ValueRecord.read(endpoint, path.get(), row.getLong(2), row.getBytes(3))
                instanceof Read.Ok<KnownValue>(KnownValue value)) {
          long ahead = row.getLong(4);
          values.add(row.wasNull() ? value : value.aheadOf(ValueRecord.time(ahead)));
        } else {
          quarantined.increment();
        }
      }
    }
    return values;
  }

  private <R> List<R> read(Use<R> use) {
    try {
      return readers.read(use::with);
    } catch (SQLException e) {
      throw new IllegalStateException("the store cannot be read: " + e.getMessage(), e);
    }
  }

  private interface Use<R> {
    List<R> with(Connection connection) throws SQLException;
  }

  @Override
  public void keep(EndpointName endpoint, List<TimedNode> values, Origin origin, long nowNanos) {
    writer.offer(
        new GroupWriter.Entry.Kept(
            endpoint, Values.of(values, origin, Instant.ofEpochSecond(0, nowNanos))));
  }
}
