// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.EventLog;
import io.tern.app.store.StoreSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/// Deletes what is too old or too much, a little at a time. What was before ids jumped is never too much:
/// it is deleted by its age alone. Writer thread.
final class Retention {
  private static final int EVENTS_AT_A_TIME = 20_000;
  private static final int EVENT_ROWS_AT_A_TIME = 5_000;
  private static final int SERIES_AT_A_TIME = 500;
  private static final int COMMANDS_AT_A_TIME = 5_000;
  private static final long PAUSE_NANOS = 2_000_000_000L;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final StoreSettings settings;
  private final LongSupplier clock;
  private final TermsCollector terms;
  private long lastNanos = System.nanoTime();
  private long seriesPlace;
  private long commandPlace;

  Retention(StoreSettings settings, LongSupplier clock, TermsCollector terms) {
    this.settings = settings;
    this.clock = clock;
    this.terms = terms;
  }

  /// Does a part of what is to be done.
  void tidy(Ledger ledger) throws SQLException {
    long now = System.nanoTime();
    if (now - lastNanos < PAUSE_NANOS) {
      return;
    }
    lastNanos = now;
    sweep(ledger);
  }

  void sweep(Ledger ledger) throws SQLException {
    ledger.flush();
    Connection connection = ledger.connection();
    long nowNanos = clock.getAsLong();
    long lastEvent = ledger.committed().lastEvent();
    delete(
        connection,
        "DELETE FROM event WHERE id > ?1 AND id <= ?2"
            + " AND id < (SELECT min(id) FROM event WHERE id > ?1) + ?3",
        lastEvent - EventLog.JUMP_MIN,
        lastEvent - settings.eventsMax(),
        EVENTS_AT_A_TIME);
    delete(
        connection,
        "DELETE FROM event WHERE id IN (SELECT id FROM event ORDER BY id LIMIT ?) AND time < ?",
        EVENT_ROWS_AT_A_TIME,
        nowNanos - settings.eventsAge().toNanos());
    sweepCommands(connection, ledger.committed().lastCommand(), nowNanos);
    sweepValues(ledger, (nowNanos - settings.valuesAge().toNanos()) / NANOS_PER_MICRO);
    terms.tidy(connection, ledger.lastEvent());
  }

  /// Those without outcome stay. What was stored by an earlier version does not say when it ended.
  private void sweepCommands(Connection connection, long lastCommand, long nowNanos)
      throws SQLException {
    long to =
        number(
            connection,
            "SELECT id FROM command WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?",
            commandPlace,
            COMMANDS_AT_A_TIME - 1);
    delete(
        connection,
        "DELETE FROM command WHERE id > ? AND id <= ? AND ended > 0"
            + " AND (id > ? AND id <= ? OR ended BETWEEN 2 AND ?)",
        commandPlace,
        to == 0 ? Long.MAX_VALUE : to,
        lastCommand - EventLog.JUMP_MIN,
        lastCommand - settings.commandsMax(),
        (nowNanos - settings.commandsAge().toNanos()) / NANOS_PER_SECOND);
    commandPlace = to;
  }

  private void sweepValues(Ledger ledger, long beforeMicros) throws SQLException {
    Connection connection = ledger.connection();
    long to = seriesPlace + SERIES_AT_A_TIME;
    delete(
        connection,
        "DELETE FROM value WHERE series > ? AND series <= ? AND coalesce(ahead, time) < ?",
        seriesPlace,
        to,
        beforeMicros);
    Set<Long> empty = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT number FROM series WHERE number > ? AND number <= ?"
                + " AND NOT EXISTS (SELECT 1 FROM value WHERE series = number)")) {
      select.setLong(1, seriesPlace);
      select.setLong(2, to);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          empty.add(row.getLong(1));
        }
      }
    }
    for (long number : empty) {
      delete(connection, "DELETE FROM series WHERE number = ?", number);
    }
    ledger.forgetSeries(empty);
    seriesPlace =
        number(connection, "SELECT number FROM series WHERE number > ? LIMIT ?", to, 1) == 0
            ? 0
            : to;
  }

  /// The number that a query finds; 0 where it finds none.
  private static long number(Connection connection, String sql, long... arguments)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        select.setLong(i + 1, arguments[i]);
      }
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
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
