// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.record.Records;
import io.tern.server.Terms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// The terms that records name by number. Any thread looks up; the writer alone changes it.
///
/// Terms that no registration has are retired: no event after that names them, unless they are used
/// again. When the events up to then are gone, so may they be.
final class TermsTable implements Records.TermsSource {
  private final Map<Integer, Terms> byNumber = new ConcurrentHashMap<>();
  private final Map<Terms, Integer> numbers = new ConcurrentHashMap<>();

  /// The greatest id of an event when terms were found to be retired, by their number.
  private final Map<Integer, Long> retired = new HashMap<>();

  /// Used since somebody began to look which terms registrations have.
  private final BitSet used = new BitSet();

  // Since the last commit.
  private final List<Integer> fresh = new ArrayList<>();
  private final Map<Integer, Long> revived = new HashMap<>();
  private final List<Integer> retiring = new ArrayList<>();
  private final List<Integer> deleted = new ArrayList<>();

  /// Deleted, and looked up still by whoever reads an event that is being deleted as well.
  private List<Integer> fading = List.of();

  private int last;

  /// What was asked for last, while nothing has changed for it: devices that come together are mostly of
  /// one kind.
  private Optional<Terms> latest = Optional.empty();

  private int latestNumber;

  @Override
  public Optional<Terms> terms(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// The number of terms that have one.
  OptionalInt known(Terms terms) {
    Integer number = numbers.get(terms);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// Those that are in the database.
  void load(int number, Terms terms) {
    byNumber.put(number, terms);
    numbers.put(terms, number);
    last = Math.max(last, number);
  }

  /// Those in the database were retired.
  void loadRetired(int number, long lastEvent) {
    retired.put(number, lastEvent);
  }

  /// A number that is in use, whatever it stands for.
  void reserve(int number) {
    last = Math.max(last, number);
  }

  /// How many there are.
  int count() {
    return numbers.size();
  }

  int number(Terms terms) {
    if (latest.isEmpty() || !latest.get().equals(terms)) {
      latestNumber = find(terms);
      latest = Optional.of(terms);
    }
    return latestNumber;
  }

  private int find(Terms terms) {
    Integer known = numbers.get(terms);
    if (known != null) {
      use(known);
      return known;
    }
    int number = last + 1;
    load(number, terms);
    used.set(number);
    fresh.add(number);
    return number;
  }

  private void use(int number) {
    used.set(number);
    Long since = retired.remove(number);
    if (since != null) {
      revived.put(number, since);
    }
  }

  /// Begins to note what is used.
  void watchUse() {
    latest = Optional.empty();
    used.clear();
  }

  /// Retires what is not in use.
  ///
  /// @param inUse what registrations have had since [#watchUse]
  /// @param lastEvent the greatest id of an event by now
  void retire(Connection connection, BitSet inUse, long lastEvent) throws SQLException {
    latest = Optional.empty();
    try (PreparedStatement mark =
        connection.prepareStatement("UPDATE terms SET retired = ? WHERE number = ?")) {
      for (int number : numbers.values()) {
        if (inUse.get(number)) {
          use(number);
        } else if (!used.get(number) && !retired.containsKey(number)) {
          retired.put(number, lastEvent);
          retiring.add(number);
          mark.setLong(1, lastEvent);
          mark.setInt(2, number);
          mark.executeUpdate();
        }
      }
    }
  }

  /// Deletes what was retired before the oldest event that is kept.
  void delete(Connection connection, long oldestEvent) throws SQLException {
    fading.forEach(byNumber::remove);
    fading = List.of();
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM terms WHERE number = ?")) {
      for (Map.Entry<Integer, Long> each : retired.entrySet()) {
        if (each.getValue() < oldestEvent) {
          delete.setInt(1, each.getKey());
          delete.executeUpdate();
          deleted.add(each.getKey());
        }
      }
    }
  }

  /// Writes what was added, and what is in use again.
  void write(Connection connection) throws SQLException {
    if (!fresh.isEmpty()) {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO terms (number, body) VALUES (?, ?)")) {
        for (int number : fresh) {
          insert.setInt(1, number);
          insert.setBytes(2, Records.terms(number, Objects.requireNonNull(byNumber.get(number))));
          insert.executeUpdate();
        }
      }
    }
    if (!revived.isEmpty()) {
      try (PreparedStatement mark =
          connection.prepareStatement("UPDATE terms SET retired = NULL WHERE number = ?")) {
        for (int number : revived.keySet()) {
          mark.setInt(1, number);
          mark.executeUpdate();
        }
      }
    }
  }

  /// What was done is durable.
  void onCommitted() {
    for (int number : deleted) {
      retired.remove(number);
      Terms terms = byNumber.get(number);
      if (terms != null) {
        numbers.remove(terms);
      }
    }
    if (!deleted.isEmpty()) {
      fading = List.copyOf(deleted);
    }
    forgetDone();
  }

  /// What was done is not there.
  void onRolledBack() {
    for (int number : fresh) {
      Terms terms = byNumber.remove(number);
      if (terms != null) {
        numbers.remove(terms);
      }
    }
    retiring.forEach(retired::remove);
    retired.putAll(revived);
    forgetDone();
  }

  private void forgetDone() {
    latest = Optional.empty();
    fresh.clear();
    revived.clear();
    retiring.clear();
    deleted.clear();
  }
}
