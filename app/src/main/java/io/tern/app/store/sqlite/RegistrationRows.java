// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.record.Place;
import io.tern.app.store.record.Records;
import io.tern.server.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Writes registrations, many new ones with one statement. Writer thread.
///
/// Of two states of a registration the one of the later life and change stays, in whatever order they
/// come.
final class RegistrationRows {
  /// How many rows a statement inserts.
  private static final int MANY = 32;

  private static final String NEWER = " AND (life, changed) < (?, ?)";
  private static final String INSERT =
      "INSERT OR IGNORE INTO registration (life, endpoint, id, changed, body) VALUES ";
  private static final int BOUND = 4;

  private final TermsTable terms;
  private final long life;
  private final PreparedStatement insertMany;
  private final PreparedStatement insert;
  private final PreparedStatement replace;
  private final PreparedStatement refresh;
  private final PreparedStatement remove;

  /// New ones that are not written yet.
  private final List<Registration> fresh = new ArrayList<>();

  /// @param life of what is written
  RegistrationRows(Connection connection, TermsTable terms, long life) throws SQLException {
    this.terms = terms;
    this.life = life;
    String row = "(" + life + ", ?, ?, ?, ?)";
    insertMany = connection.prepareStatement(INSERT + row + (", " + row).repeat(MANY - 1));
    insert = connection.prepareStatement(INSERT + row);
    replace =
        connection.prepareStatement(
            "UPDATE registration SET id = ?, life = ?, changed = ?, body = ? WHERE endpoint = ?"
                + NEWER);
    refresh =
        connection.prepareStatement(
            "UPDATE registration SET life = ?, changed = ?, body = ? WHERE endpoint = ? AND id = ?"
                + NEWER);
    remove = connection.prepareStatement("DELETE FROM registration WHERE endpoint = ? AND id = ?");
  }

  /// Writes one that is probably the first of its endpoint.
  ///
  /// @return how many rows there are more than before
  int add(Registration registration) throws SQLException {
    fresh.add(registration);
    return fresh.size() == MANY ? flush() : 0;
  }

  /// Writes one that probably stands in the place of another.
  ///
  /// @return how many rows there are more than before
  int put(Registration registration) throws SQLException {
    return flush() + (replace(registration) ? 0 : insert(registration));
  }

  /// Writes a later state of one that is there.
  ///
  /// @return how many rows there are more than before
  int refresh(Registration registration) throws SQLException {
    int more = flush();
    refresh.setLong(1, life);
    refresh.setLong(2, registration.updatedNanos());
    refresh.setBytes(3, Records.registration(registration, terms::number));
    refresh.setBytes(4, Place.key(registration.endpoint()));
    refresh.setBytes(5, Place.key(registration.id()));
    refresh.setLong(6, life);
    refresh.setLong(7, registration.updatedNanos());
    refresh.executeUpdate();
    return more;
  }

  /// Deletes one.
  ///
  /// @return how many rows there are more than before
  int remove(Registration registration) throws SQLException {
    int more = flush();
    remove.setBytes(1, Place.key(registration.endpoint()));
    remove.setBytes(2, Place.key(registration.id()));
    return more - remove.executeUpdate();
  }

  /// Writes what is not written yet.
  ///
  /// @return how many rows there are more than before
  int flush() throws SQLException {
    int more = 0;
    if (fresh.size() == MANY) {
      for (int i = 0; i < MANY; i++) {
        bind(insertMany, i * BOUND, fresh.get(i));
      }
      more = insertMany.executeUpdate();
    } else {
      for (Registration registration : fresh) {
        more += insert(registration);
      }
    }
    if (more < fresh.size()) {
      // Those that were inserted are not older than themselves.
      for (Registration registration : fresh) {
        replace(registration);
      }
    }
    fresh.clear();
    return more;
  }

  /// Forgets what is not written yet.
  void clear() {
    fresh.clear();
  }

  private int insert(Registration registration) throws SQLException {
    bind(insert, 0, registration);
    return insert.executeUpdate();
  }

  private void bind(PreparedStatement statement, int before, Registration registration)
      throws SQLException {
    statement.setBytes(before + 1, Place.key(registration.endpoint()));
    statement.setBytes(before + 2, Place.key(registration.id()));
    statement.setLong(before + 3, registration.updatedNanos());
    statement.setBytes(before + 4, Records.registration(registration, terms::number));
  }

  private boolean replace(Registration registration) throws SQLException {
    replace.setBytes(1, Place.key(registration.id()));
    replace.setLong(2, life);
    replace.setLong(3, registration.updatedNanos());
    replace.setBytes(4, Records.registration(registration, terms::number));
    replace.setBytes(5, Place.key(registration.endpoint()));
    replace.setLong(6, life);
    replace.setLong(7, registration.updatedNanos());
    return replace.executeUpdate() > 0;
  }
}
