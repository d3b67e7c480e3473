// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.DurableStoreConformance;
import io.tern.app.store.EventLog;
import io.tern.app.store.KnownValue;
import io.tern.app.store.Samples;
import io.tern.app.store.Store;
import io.tern.app.store.StoreSettings;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal.Change;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.spec.Spec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends DurableStoreConformance {
  @TempDir Path folder;

  @Override
  protected Store open(StoreSettings settings) {
    // The clock of a process is monotonic: what jumps is what the next one starts with.
    long startNanos = clockNanos;
    return switch (SqliteStore.open(folder, settings, () -> startNanos)) {
      case SqliteStore.Opened.Ok(SqliteStore opened) -> opened;
      case SqliteStore.Opened.Refused(String sentence) -> throw new AssertionError(sentence);
    };
  }

  @Test
  @Spec("4.20")
  void what_earlier_versions_wrote_is_read() throws Exception {
    Registration a = Samples.registration("a", 1, Samples.NOW);
    long before = store.events().lastId();
    register(a);
    register(Samples.registration("b", 2, Samples.NOW));
    List<EventLog.Logged> events = events(before);
    assertThat(events).hasSize(2);
    for (int version = 5; version >= 1; version--) {
      store.close();
      asOf(version);
      store = open(StoreSettings.DEFAULT);
      assertThat(store.registrations().count()).isEqualTo(2);
      assertThat(store.registrations().byEndpoint(a.endpoint()).orElseThrow().terms())
          .isEqualTo(a.terms());
      assertThat(events(before)).isEqualTo(events);
      a = a.updated(Samples.terms(version), a.peer(), 0, a.updatedNanos());
      append(new Change.Updated(a), Optional.empty());
      assertThat(store.restored().awake()).isEmpty();
      append(new Change.AwakeSet(a.endpoint(), version), Optional.empty());
      reopen();
      assertThat(store.restored().awake()).isEqualTo(Map.of(a.endpoint(), version));
      assertThat(store.registrations().byEndpoint(a.endpoint()).orElseThrow().terms())
          .isEqualTo(a.terms());
      assertThat(events(before)).isEqualTo(events);
      assertThat(store.health().quarantined()).isZero();
    }
  }

  /// Takes back what came after that version. Events had a row each up to the second.
  private void asOf(int version) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE awake");
      if (version < 5) {
        statement.execute("ALTER TABLE value DROP COLUMN ahead");
      }
      if (version < 4) {
        sortRegistrations(statement);
      }
      if (version < 3) {
        statement.execute("ALTER TABLE event DROP COLUMN count");
      }
      if (version < 2) {
        statement.execute("ALTER TABLE terms DROP COLUMN retired");
      }
      statement.execute("PRAGMA user_version = " + version);
    }
  }

  private static void sortRegistrations(Statement statement) throws SQLException {
    statement.execute(
        "CREATE TABLE sorted (endpoint BLOB PRIMARY KEY, id BLOB NOT NULL,"
            + " life INTEGER NOT NULL, changed INTEGER NOT NULL, body BLOB NOT NULL)"
            + " WITHOUT ROWID");
    statement.execute(
        "INSERT INTO sorted SELECT endpoint, id, life, changed, body FROM registration");
    statement.execute("DROP TABLE registration");
    statement.execute("ALTER TABLE sorted RENAME TO registration");
  }

  @Test
  @Spec("4.20")
  void values_that_an_earlier_version_took_for_the_last_ones_are_known_to_lie_ahead()
      throws Exception {
    Registration a = Samples.registration("a", 1, Samples.NOW);
    Instant far = Instant.parse("2200-01-01T00:00:00Z");
    Instant near = Instant.parse("2020-01-01T00:00:00Z");
    append(
        Change.Received.of(
            a,
            Origin.SENT,
            List.of(
                Samples.real("/3303/0/5700", 1, Optional.of(far)),
                Samples.real("/3303/0/5700", 2, Optional.of(near)))),
        Optional.empty());
    store.close();
    asOf(4);
    store = open(StoreSettings.DEFAULT);
    assertThat(store.values().last(a.endpoint(), io.tern.lwm2m.Path.ROOT))
        .extracting(KnownValue::value)
        .containsExactly(new Value.Real(2));
  }

  @Test
  @Spec("4.20")
  void what_a_newer_version_wrote_is_refused_and_left_alone() throws Exception {
    store.close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    assertThat(SqliteStore.open(folder, StoreSettings.DEFAULT, () -> clockNanos))
        .isInstanceOfSatisfying(
            SqliteStore.Opened.Refused.class,
            refused -> assertThat(refused.sentence()).contains("a newer version"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + Schema.VERSION);
    }
    store = open(StoreSettings.DEFAULT);
  }

  @Test
  @Spec("4.11")
  void a_wish_that_does_not_read_is_set_aside_alone() throws Exception {
    DesiredObservation kept = wish("/3303/0/5700");
    append(new Change.Desired(kept), Optional.empty());
    append(new Change.Desired(wish("/3/0/9")), Optional.empty());
    store.close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE desired SET body = x'00' WHERE paths LIKE '%/3/0/9%'");
    }
    store = open(StoreSettings.DEFAULT);
    assertThat(store.health().quarantined()).isEqualTo(1);
    reopen();
    assertThat(store.restored().desired()).containsExactly(kept);
    assertThat(store.health().quarantined()).isZero();
  }

  private static DesiredObservation wish(String path) {
    return new DesiredObservation(
        new EndpointName("a"),
        List.of(io.tern.lwm2m.Path.parse(path).orElseThrow()),
        Optional.empty(),
        Attributes.NONE,
        Samples.NOW);
  }

  @Test
  @Spec("4.11")
  void an_awake_window_that_does_not_read_is_set_aside_alone() throws Exception {
    for (String endpoint : List.of("kept", "swapped", "cut", "other")) {
      append(new Change.AwakeSet(new EndpointName(endpoint), 20), Optional.empty());
    }
    store.close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE awake SET body = (SELECT body FROM awake WHERE endpoint = CAST('kept' AS BLOB))"
              + " WHERE endpoint = CAST('swapped' AS BLOB)");
      statement.execute("UPDATE awake SET body = x'' WHERE endpoint = CAST('cut' AS BLOB)");
      statement.execute("UPDATE awake SET endpoint = x'ff' WHERE endpoint = CAST('other' AS BLOB)");
    }
    store = open(StoreSettings.DEFAULT);
    assertThat(store.health().quarantined()).isEqualTo(3);
    assertThat(store.restored().awake()).isEqualTo(Map.of(new EndpointName("kept"), 20));
    reopen();
    assertThat(store.health().quarantined()).isZero();
    assertThat(store.restored().awake()).isEqualTo(Map.of(new EndpointName("kept"), 20));
  }

  @Test
  void a_folder_belongs_to_one_server() {
    assertThat(SqliteStore.open(folder, StoreSettings.DEFAULT, () -> clockNanos))
        .isEqualTo(
            new SqliteStore.Opened.Refused(
                folder
                    + " is in use by another server (process "
                    + ProcessHandle.current().pid()
                    + ")"));
  }
}
