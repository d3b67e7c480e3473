// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.StoreSettings;
import io.tern.app.store.record.StateRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/// Deletes what is too old or too much, a little at a time. Writer thread.
final class Retention {
  private static final int EVENTS_AT_A_TIME = 20_000;
  private static final int SERIES_AT_A_TIME = 500;
  private static final int COMMANDS_AT_A_TIME = 5_000;
  private static final long COMMANDS_KEPT = 100_000;
  private static final long PAUSE_NANOS = 2_000_000_000L;
  private static final long NANOS_PER_MICRO = 1_000;

  private final StoreSettings settings;
  private final LongSupplier clock;
  private long lastNanos = System.nanoTime();
  private long seriesPlace;

  Retention(StoreSettings settings, LongSupplier clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// Does a part of what is to be done.
  void tidy(Ledger ledger) throws SQLException {
    long now = System.nanoTime();
    if (now - lastNanos < PAUSE_NANOS) {
      return;
    }
    lastNanos = now;
    sweep(ledger.connection(), ledger.committed());
  }

  void sweep(Connection connection, StateRecord ledger) throws SQLException {
    long nowNanos = clock.getAsLong();
    delete(
        connection,
        "DELETE FROM event WHERE id <= ? AND id < (SELECT min(id) FROM event) + ?",
        ledger.lastEvent() - settings.eventsMax(),
        EVENTS_AT_A_TIME);
    delete(
        connection,
        "DELETE FROM event WHERE id IN (SELECT id FROM event ORDER BY id LIMIT ?) AND time < ?",
        EVENTS_AT_A_TIME,
        nowNanos - settings.eventsAge().toNanos());
    delete(
        connection,
        "DELETE FROM command WHERE ended = 1 AND id IN"
            + " (SELECT id FROM command ORDER BY id LIMIT ?) AND id < ?",
        COMMANDS_AT_A_TIME,
        ledger.lastCommand() - COMMANDS_KEPT);
    sweepValues(connection, (nowNanos - settings.valuesAge().toNanos()) / NANOS_PER_MICRO);
  }

  private void sweepValues(Connection connection, long beforeMicros) throws SQLException {
    long to = seriesPlace + SERIES_AT_A_TIME;
    delete(
        connection,
        "DELETE FROM value WHERE series > ? AND series <= ? AND time < ?",
        seriesPlace,
        to,
        beforeMicros);
    try (var select = connection.prepareStatement("SELECT max(number) FROM series");
        var row = select.executeQuery()) {
      seriesPlace = row.next() && row.getLong(1) > to ? to : 0;
    }
  }

  private static void delete(Connection connection, String sql, long... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setLong(i + 1, arguments[i]);
      }
      statement.executeUpdate();
    }
  }
}
