// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.record.Place;
import io.tern.app.store.record.Records;
import io.tern.server.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Writes registrations: the first of an endpoint behind all that are there, many with one statement, any
/// later one in its place. Writer thread.
///
/// Of two states of a registration the one of the later life and change stays, in whatever order they
/// come. Each statement names the endpoint as well: a row from the index may be another's.
final class RegistrationRows {
  /// How many rows a statement inserts.
  private static final int MANY = 32;

  private static final String THIS = " WHERE row = ? AND endpoint = ?";
  private static final String NEWER = " AND (life, changed) < (?, ?)";
  private static final String INSERT =
      "INSERT INTO registration (life, row, endpoint, id, changed, body) VALUES ";
  private static final int BOUND = 5;

  private final TermsTable terms;
  private final RowIndex index;
  private final long life;
  private final PreparedStatement insertMany;
  private final PreparedStatement insert;
  private final PreparedStatement find;
  private final PreparedStatement replace;
  private final PreparedStatement refresh;
  private final PreparedStatement remove;

  /// New ones that are not written yet; their rows follow each other.
  private final List<Registration> fresh = new ArrayList<>();

  private long firstFresh;

  /// @param life of what is written
  RegistrationRows(Connection connection, TermsTable terms, RowIndex index, long life)
      throws SQLException {
    this.terms = terms;
    this.index = index;
    this.life = life;
    String row = "(" + life + ", ?, ?, ?, ?, ?)";
    insertMany = connection.prepareStatement(INSERT + row + (", " + row).repeat(MANY - 1));
    insert = connection.prepareStatement(INSERT + row);
    find = connection.prepareStatement("SELECT 1 FROM registration" + THIS);
    replace =
        connection.prepareStatement(
            "UPDATE registration SET id = ?, life = ?, changed = ?, body = ?" + THIS + NEWER);
    refresh =
        connection.prepareStatement(
            "UPDATE registration SET life = ?, changed = ?, body = ?"
                + THIS
                + NEWER
                + " AND id = ?");
    remove = connection.prepareStatement("DELETE FROM registration" + THIS + " AND id = ?");
  }

  /// Writes one, in the place of that of its endpoint if there is one.
  ///
  /// @return how many rows there are more than before
  int put(Registration registration) throws SQLException {
    byte[] endpoint = Place.key(registration.endpoint());
    long hash = index.hash(endpoint);
    long row;
    for (int i = 0; (row = index.row(hash, i)) != 0; i++) {
      reach(row);
      if (replace(row, endpoint, registration) || isThere(row, endpoint)) {
        return 0;
      }
    }
    append(hash, registration);
    return 1;
  }

  /// Writes a later state of one that is there.
  void refresh(Registration registration) throws SQLException {
    byte[] endpoint = Place.key(registration.endpoint());
    long hash = index.hash(endpoint);
    long row;
    for (int i = 0; (row = index.row(hash, i)) != 0; i++) {
      reach(row);
      if (refresh(row, endpoint, registration)) {
        return;
      }
    }
  }

  /// Deletes one.
  ///
  /// @return how many rows there are fewer than before
  int remove(Registration registration) throws SQLException {
    byte[] endpoint = Place.key(registration.endpoint());
    long hash = index.hash(endpoint);
    long row;
    for (int i = 0; (row = index.row(hash, i)) != 0; i++) {
      reach(row);
      remove.setLong(1, row);
      remove.setBytes(2, endpoint);
      remove.setBytes(3, Place.key(registration.id()));
      if (remove.executeUpdate() > 0) {
        index.remove(hash, row);
        return 1;
      }
    }
    return 0;
  }

  private void append(long hash, Registration registration) throws SQLException {
    long row = index.append(hash);
    if (fresh.isEmpty()) {
      firstFresh = row;
    }
    fresh.add(registration);
    if (fresh.size() == MANY) {
      flush();
    }
  }

  /// Writes what is not written yet.
  void flush() throws SQLException {
    if (fresh.size() == MANY) {
      for (int i = 0; i < MANY; i++) {
        bind(insertMany, i * BOUND, firstFresh + i, fresh.get(i));
      }
      insertMany.executeUpdate();
    } else {
      for (int i = 0; i < fresh.size(); i++) {
        bind(insert, 0, firstFresh + i, fresh.get(i));
        insert.executeUpdate();
      }
    }
    fresh.clear();
  }

  /// Has a row in the table that is to be changed.
  private void reach(long row) throws SQLException {
    if (!fresh.isEmpty() && row >= firstFresh) {
      flush();
    }
  }

  private void bind(PreparedStatement statement, int before, long row, Registration registration)
      throws SQLException {
    statement.setLong(before + 1, row);
    statement.setBytes(before + 2, Place.key(registration.endpoint()));
    statement.setBytes(before + 3, Place.key(registration.id()));
    statement.setLong(before + 4, registration.updatedNanos());
    statement.setBytes(before + 5, Records.registration(registration, terms::number));
  }

  private boolean isThere(long row, byte[] endpoint) throws SQLException {
    find.setLong(1, row);
    find.setBytes(2, endpoint);
    try (ResultSet found = find.executeQuery()) {
      return found.next();
    }
  }

  private boolean replace(long row, byte[] endpoint, Registration registration)
      throws SQLException {
    replace.setBytes(1, Place.key(registration.id()));
    replace.setLong(2, life);
    replace.setLong(3, registration.updatedNanos());
    replace.setBytes(4, Records.registration(registration, terms::number));
    replace.setLong(5, row);
    replace.setBytes(6, endpoint);
    replace.setLong(7, life);
    replace.setLong(8, registration.updatedNanos());
    return replace.executeUpdate() > 0;
  }

  private boolean refresh(long row, byte[] endpoint, Registration registration)
      throws SQLException {
    refresh.setLong(1, life);
    refresh.setLong(2, registration.updatedNanos());
    refresh.setBytes(3, Records.registration(registration, terms::number));
    refresh.setLong(4, row);
    refresh.setBytes(5, endpoint);
    refresh.setLong(6, life);
    refresh.setLong(7, registration.updatedNanos());
    refresh.setBytes(8, Place.key(registration.id()));
    return refresh.executeUpdate() > 0;
  }
}
