// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables, and how those of earlier versions become these.
final class Schema {
  /// The version this program writes.
  static final int VERSION = 6;

  /// What leads from each version to the next; the first from nothing.
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE state (one INTEGER PRIMARY KEY, body BLOB NOT NULL)",
              // How far the clock of a life is behind the next one's.
              "CREATE TABLE life (number INTEGER PRIMARY KEY, shift INTEGER NOT NULL)",
              "CREATE TABLE terms (number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
              "CREATE TABLE registration (endpoint BLOB PRIMARY KEY, id BLOB NOT NULL,"
                  + " life INTEGER NOT NULL, changed INTEGER NOT NULL, body BLOB NOT NULL)"
                  + " WITHOUT ROWID",
              "CREATE TABLE observation (token INTEGER PRIMARY KEY, registration BLOB NOT NULL,"
                  + " body BLOB NOT NULL)",
              "CREATE INDEX observation_registration ON observation (registration)",
              "CREATE TABLE desired (endpoint BLOB NOT NULL, paths TEXT NOT NULL,"
                  + " body BLOB NOT NULL, PRIMARY KEY (endpoint, paths)) WITHOUT ROWID",
              "CREATE TABLE command (id INTEGER PRIMARY KEY, endpoint BLOB NOT NULL,"
                  + " ended INTEGER NOT NULL, body BLOB NOT NULL)",
              "CREATE INDEX command_endpoint ON command (endpoint, id)",
              "CREATE TABLE event (id INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
                  + " body BLOB NOT NULL)",
              "CREATE TABLE series (number INTEGER PRIMARY KEY, endpoint BLOB NOT NULL,"
                  + " path BLOB NOT NULL, UNIQUE (endpoint, path))",
              "CREATE TABLE value (series INTEGER NOT NULL, time INTEGER NOT NULL,"
                  + " body BLOB NOT NULL, PRIMARY KEY (series, time)) WITHOUT ROWID",
              "CREATE TABLE quarantine (kind TEXT NOT NULL, record_key BLOB NOT NULL,"
                  + " reason TEXT NOT NULL, body BLOB)"),
          List.of(
              // The last event when no registration had them any more.
              "ALTER TABLE terms ADD COLUMN retired INTEGER"),
          List.of(
              // Events that follow each other are one row, under the id of the last.
              "ALTER TABLE event ADD COLUMN count INTEGER NOT NULL DEFAULT 1"),
          List.of(
              // Registrations in the order in which they came, not in that of their endpoints.
              "CREATE TABLE arrived (row INTEGER PRIMARY KEY, endpoint BLOB NOT NULL,"
                  + " id BLOB NOT NULL, life INTEGER NOT NULL, changed INTEGER NOT NULL,"
                  + " body BLOB NOT NULL)",
              "INSERT INTO arrived (endpoint, id, life, changed, body)"
                  + " SELECT endpoint, id, life, changed, body FROM registration",
              "DROP TABLE registration",
              "ALTER TABLE arrived RENAME TO registration"),
          List.of(
              // When a value was received whose time lies more than a day ahead of that.
              "ALTER TABLE value ADD COLUMN ahead INTEGER",
              "UPDATE value SET ahead = 1000000 * CAST(strftime('%s', 'now') AS INTEGER)"
                  + " WHERE series IN (SELECT number FROM series)"
                  + " AND time > 1000000 * (CAST(strftime('%s', 'now') AS INTEGER) + 86400)"),
          List.of(
              "CREATE TABLE awake (endpoint BLOB PRIMARY KEY, body BLOB NOT NULL)"
                  + " WITHOUT ROWID"));

  private Schema() {}

  /// The version of a database; 0 where it is new.
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /// Brings a database of this or an earlier version to this one, in one transaction.
  static void migrate(Connection connection) throws SQLException {
    int from = version(connection);
    if (from == VERSION) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (List<String> step : STEPS.subList(from, VERSION)) {
        for (String sql : step) {
          statement.executeUpdate(sql);
        }
      }
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
  }
}
