// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static io.tern.app.store.Samples.NOW;
import static io.tern.app.store.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.EventLog;
import io.tern.app.store.Samples;
import io.tern.app.store.StoreSettings;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.Journal.Change;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder whose database is replaced by an earlier one, as an operator does it.
class RestoredBackupTest {
  /// The greatest whole number up to which a double holds all.
  private static final long JSON_MAX = 1L << 53;

  private static final Registration DEVICE = Samples.registration("d", 1, NOW);

  @TempDir Path folder;
  @TempDir Path elsewhere;

  private long nowNanos = NOW;

  private SqliteStore open() {
    long startNanos = nowNanos;
    return switch (SqliteStore.open(folder, StoreSettings.DEFAULT, () -> startNanos)) {
      case SqliteStore.Opened.Ok(SqliteStore opened) -> opened;
      case SqliteStore.Opened.Refused(String sentence) -> throw new AssertionError(sentence);
    };
  }

  private void append(SqliteStore store, Change change, Optional<ServerEvent> event)
      throws Exception {
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    store
        .journal(
            0,
            task -> {
              task.run(nowNanos);
              return true;
            })
        .append(change, event, (durable, now) -> told.complete(durable), nowNanos);
    assertThat(told.get(30, TimeUnit.SECONDS)).isTrue();
  }

  private void happen(SqliteStore store, int events) throws Exception {
    for (int i = 0; i < events; i++) {
      append(store, new Change.Updated(DEVICE), Optional.of(Samples.notified(DEVICE, i, NOW)));
    }
  }

  private void command(SqliteStore store, long id) throws Exception {
    Command command =
        new Command(
            new CommandId(id),
            DEVICE.endpoint(),
            new Downlink.Execute(Samples.path("/3/0/4"), Arguments.NONE),
            0,
            NOW,
            OptionalLong.empty(),
            new Command.State.Queued(0));
    append(store, new Change.Commanded(command), Optional.empty());
  }

  /// Three events and a command, and a backup of them.
  private void backUp() throws Exception {
    try (SqliteStore store = open()) {
      assertThat(store.idsJumped()).as("a new store").isFalse();
      happen(store, 3);
      command(store, 7);
    }
    Files.copy(folder.resolve("tern.db"), elsewhere.resolve("backup.db"));
  }

  private void restore() throws IOException {
    Files.copy(
        elsewhere.resolve("backup.db"),
        folder.resolve("tern.db"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(folder.resolve("tern.db-wal"));
    Files.deleteIfExists(folder.resolve("tern.db-shm"));
    Files.delete(folder.resolve("tern.commits"));
  }

  private static List<Long> ids(SqliteStore store, long after) throws InterruptedException {
    return switch (store.events().next(after, 100, 0)) {
      case EventLog.Batch.Events(List<EventLog.Logged> events) ->
          events.stream().map(EventLog.Logged::id).toList();
      case EventLog.Batch other -> throw new AssertionError(other);
    };
  }

  @Test
  @Spec("4.11")
  void ids_go_on_where_none_can_have_been_given_since_and_a_reader_in_between_is_told()
      throws Exception {
    backUp();
    try (SqliteStore store = open()) {
      assertThat(store.idsJumped()).as("nothing was restored").isFalse();
      happen(store, 4);
      assertThat(store.events().lastId()).isEqualTo(7);
    }
    restore();
    long jumped;
    long lastCommand;
    try (SqliteStore store = open()) {
      assertThat(store.idsJumped()).isTrue();
      jumped = store.events().lastId();
      lastCommand = store.restored().lastCommand();
      assertThat(jumped).isBetween(3 + EventLog.JUMP_MIN, JSON_MAX - 1);
      assertThat(lastCommand).isBetween(7 + EventLog.JUMP_MIN, JSON_MAX - 1);
      assertThat(store.events().next(5, 100, 0)).isEqualTo(new EventLog.Batch.Lost(jumped));
      happen(store, 2);
      assertThat(ids(store, 0)).as("no further than what is missing").containsExactly(1L, 2L, 3L);
      for (long inBetween : new long[] {3, 4, 5, 7, 8, jumped - 1}) {
        assertThat(store.events().next(inBetween, 100, 0))
            .as("after " + inBetween)
            .isEqualTo(new EventLog.Batch.Lost(jumped));
      }
      assertThat(ids(store, jumped)).containsExactly(jumped + 1, jumped + 2);
    }
    try (SqliteStore store = open()) {
      assertThat(store.idsJumped()).as("once").isFalse();
      assertThat(store.events().lastId()).isEqualTo(jumped + 2);
      assertThat(store.restored().lastCommand()).isEqualTo(lastCommand);
      assertThat(store.events().next(5, 100, 0)).isEqualTo(new EventLog.Batch.Lost(jumped));
    }
  }

  @Test
  @Spec("4.11")
  void a_backup_that_is_restored_again_does_not_give_the_ids_of_the_first_time_again()
      throws Exception {
    backUp();
    restore();
    long given;
    try (SqliteStore store = open()) {
      happen(store, 50);
      given = store.events().lastId();
    }
    restore();
    nowNanos += SECOND;
    try (SqliteStore store = open()) {
      assertThat(store.events().lastId()).isGreaterThan(given);
    }
  }

  @Test
  @Spec("4.17")
  void ids_jump_where_the_clock_has_gone_back_too() throws Exception {
    backUp();
    Files.delete(folder.resolve("tern.commits"));
    nowNanos = 0;
    try (SqliteStore store = open()) {
      assertThat(store.events().lastId()).isEqualTo(3 + EventLog.JUMP_MIN);
      assertThat(store.restored().lastCommand()).isEqualTo(7 + EventLog.JUMP_MIN);
    }
  }

  @Test
  @Spec("4.11")
  void a_count_of_commits_that_does_not_read_is_as_good_as_none() throws Exception {
    backUp();
    Files.write(folder.resolve("tern.commits"), new byte[16]);
    try (SqliteStore store = open()) {
      // Eight bytes of 0 are not their own checksum.
      assertThat(store.idsJumped()).isTrue();
    }
  }
}
