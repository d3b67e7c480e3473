// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.DurableStoreConformance;
import io.tern.app.store.EventLog;
import io.tern.app.store.Samples;
import io.tern.app.store.Store;
import io.tern.app.store.StoreSettings;
import io.tern.server.Registration;
import io.tern.spec.Spec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
    for (int version = 2; version >= 1; version--) {
      store.close();
      asOf(version);
      store = open(StoreSettings.DEFAULT);
      assertThat(store.registrations().byEndpoint(a.endpoint())).contains(a);
      assertThat(events(before)).isEqualTo(events);
      reopen();
      assertThat(store.registrations().byEndpoint(a.endpoint())).contains(a);
      assertThat(events(before)).isEqualTo(events);
    }
  }

  /// Takes back what came after that version. Events had a row each.
  private void asOf(int version) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE event DROP COLUMN count");
      if (version < 2) {
        statement.execute("ALTER TABLE terms DROP COLUMN retired");
      }
      statement.execute("PRAGMA user_version = " + version);
    }
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
