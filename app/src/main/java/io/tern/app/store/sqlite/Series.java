// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.KnownValue;
import io.tern.app.store.record.Place;
import io.tern.app.store.record.ValueRecord;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Recent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Set;

/// Writes values: a series of them for each resource of each device. Writer thread.
final class Series {
  private static final int KNOWN_MAX = 50_000;

  private final int valuesMax;
  private final PreparedStatement find;
  private final PreparedStatement create;
  private final PreparedStatement count;
  private final PreparedStatement put;
  private final PreparedStatement trimAhead;
  private final PreparedStatement trimOldest;

  /// Series written to of late.
  private final Map<Key, Known> known = new Recent<>(KNOWN_MAX);

  private record Key(EndpointName endpoint, Path path) {}

  private static final class Known {
    private final long number;
    private int count;

    Known(long number, int count) {
      this.number = number;
      this.count = count;
    }
  }

  /// @param valuesMax how many values of one series are kept; somewhat more may be there
  Series(Connection connection, int valuesMax) throws SQLException {
    this.valuesMax = valuesMax;
    find = connection.prepareStatement("SELECT number FROM series WHERE endpoint = ? AND path = ?");
    create = connection.prepareStatement("INSERT INTO series (endpoint, path) VALUES (?, ?)");
    count = connection.prepareStatement("SELECT count(*) FROM value WHERE series = ?");
    put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO value (series, time, body, ahead) VALUES (?, ?, ?, ?)");
    trimAhead =
        connection.prepareStatement(
            "DELETE FROM value WHERE series = ? AND time IN (SELECT time FROM value"
                + " WHERE series = ? AND ahead IS NOT NULL ORDER BY ahead, time LIMIT ?)");
    trimOldest =
        connection.prepareStatement(
            "DELETE FROM value WHERE series = ? AND time IN (SELECT time FROM value"
                + " WHERE series = ? ORDER BY time LIMIT ?)");
  }

  void add(EndpointName endpoint, KnownValue value) throws SQLException {
    if (valuesMax == 0) {
      return;
    }
    Key key = new Key(endpoint, value.path());
    Known there = known.get(key);
    if (there == null) {
      there = open(endpoint, value.path());
      known.put(key, there);
    }
    put.setLong(1, there.number);
    put.setLong(2, ValueRecord.micros(value.time()));
    put.setBytes(3, ValueRecord.write(endpoint, value));
    if (value.ahead().isPresent()) {
      put.setLong(4, ValueRecord.micros(value.ahead().get()));
    } else {
      put.setNull(4, Types.INTEGER);
    }
    put.executeUpdate();
    // Not at every value, so that the oldest go several at a time.
    if (++there.count > valuesMax + valuesMax / 8) {
      // Those that took the place of others were counted as well.
      there.count = count(there.number);
      trim(there, trimAhead);
      trim(there, trimOldest);
    }
  }

  private void trim(Known there, PreparedStatement delete) throws SQLException {
    if (there.count > valuesMax) {
      delete.setLong(1, there.number);
      delete.setLong(2, there.number);
      delete.setInt(3, there.count - valuesMax);
      there.count -= delete.executeUpdate();
    }
  }

  private Known open(EndpointName endpoint, Path path) throws SQLException {
    find.setBytes(1, Place.key(endpoint));
    find.setBytes(2, ValueRecord.pathKey(path));
    try (ResultSet row = find.executeQuery()) {
      if (row.next()) {
        long number = row.getLong(1);
        return new Known(number, count(number));
      }
    }
    create.setBytes(1, Place.key(endpoint));
    create.setBytes(2, ValueRecord.pathKey(path));
    create.executeUpdate();
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("a series that was created is not there");
      }
      return new Known(row.getLong(1), 0);
    }
  }

  private int count(long number) throws SQLException {
    count.setLong(1, number);
    try (ResultSet row = count.executeQuery()) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /// Those that are deleted.
  void forget(Set<Long> numbers) {
    known.values().removeIf(each -> numbers.contains(each.number));
  }
}
