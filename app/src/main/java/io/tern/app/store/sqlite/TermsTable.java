// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.record.Records;
import io.tern.server.Terms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The terms that records name by number. Any thread looks up; the writer alone adds.
final class TermsTable implements Records.TermsSource {
  private final Map<Integer, Terms> byNumber = new ConcurrentHashMap<>();
  private final Map<Terms, Integer> numbers = new HashMap<>();

  /// Added since the last commit.
  private final List<Integer> fresh = new ArrayList<>();

  private int last;

  @Override
  public Optional<Terms> terms(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// Those that are in the database.
  void load(int number, Terms terms) {
    byNumber.put(number, terms);
    numbers.put(terms, number);
    last = Math.max(last, number);
  }

  /// A number that is in use, whatever it stands for.
  void reserve(int number) {
    last = Math.max(last, number);
  }

  int number(Terms terms) {
    Integer known = numbers.get(terms);
    if (known != null) {
      return known;
    }
    int number = last + 1;
    load(number, terms);
    fresh.add(number);
    return number;
  }

  /// Writes what was added.
  void write(Connection connection) throws SQLException {
    if (fresh.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO terms (number, body) VALUES (?, ?)")) {
      for (int number : fresh) {
        insert.setInt(1, number);
        insert.setBytes(2, Records.terms(number, Objects.requireNonNull(byNumber.get(number))));
        insert.executeUpdate();
      }
    }
  }

  /// What was added is durable.
  void onCommitted() {
    fresh.clear();
  }

  /// What was added is not there.
  void onRolledBack() {
    for (int number : fresh) {
      Terms terms = byNumber.remove(number);
      numbers.remove(terms);
    }
    fresh.clear();
  }
}
