// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static io.tern.app.store.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.app.store.Samples;
import io.tern.app.store.StoreSettings;
import io.tern.app.store.record.StateRecord;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Journal.Change;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.memory.MemoryRegistrationStore;
import io.tern.spec.Spec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which state of which endpoint stays in the table, whatever hashes its name has.
class RegistrationRowsTest {
  private static final int ENDPOINTS = 90;
  private static final int LATEST = 1_000;

  private final long seed = Long.getLong("tern.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @TempDir Path path;

  private DataFolder folder;
  private Connection connection;
  private Ledger ledger;
  private ToLongFunction<byte[]> hashing = new EndpointHash(random);
  private long life;

  /// What the table should have.
  private Map<String, Expected> expected = new HashMap<>();

  private record Expected(long life, Registration registration) {
    boolean isOlderThan(Expected other) {
      return life < other.life
          || life == other.life && registration.updatedNanos() < other.registration.updatedNanos();
    }
  }

  @BeforeEach
  void open() throws Exception {
    folder = DataFolder.open(path);
    connection = folder.writer();
    Schema.migrate(connection);
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    folder.close();
  }

  /// What a start does.
  private MemoryRegistrationStore load(ToLongFunction<byte[]> with) throws Exception {
    TermsTable terms = new TermsTable();
    Loader loader = new Loader(connection, terms, NOW + LATEST);
    loader.begin(OptionalLong.empty());
    loader.terms();
    RowIndex index = new RowIndex(with, loader.expected());
    MemoryRegistrationStore registrations = new MemoryRegistrationStore();
    loader.registrations(registrations, index);
    loader.quarantine();
    ledger = new Ledger(connection, terms, index, loader.begun(), StoreSettings.DEFAULT);
    life = loader.begun().life();
    commit();
    assertThat(index.count()).as("seed " + seed).isEqualTo((int) registrations.count());
    return registrations;
  }

  private void commit() throws SQLException {
    ledger.commit(NOW + LATEST);
  }

  private Registration any() {
    long changed = NOW + random.nextInt(LATEST);
    int number = random.nextInt(ENDPOINTS);
    Registration first = Samples.registration("e" + number, 0, changed);
    return new Registration(
        new RegistrationId(number, random.nextInt(3)),
        first.endpoint(),
        Samples.terms(random.nextInt(1, 50)),
        first.peer(),
        0,
        changed,
        changed,
        changed);
  }

  private void write(Change change) throws SQLException {
    ledger.write(change, Optional.empty(), NOW);
  }

  private void turn() throws SQLException {
    Registration next = any();
    String name = next.endpoint().value();
    Expected there = expected.get(name);
    Expected then = new Expected(life, next);
    boolean isSame = there != null && there.registration.id().equals(next.id());
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> {
        write(new Change.Registered(next));
        if (there == null || there.isOlderThan(then)) {
          expected.put(name, then);
        }
      }
      case 4, 5 -> {
        write(random.nextBoolean() ? new Change.Updated(next) : new Change.Refreshed(next));
        if (isSame && there.isOlderThan(then)) {
          expected.put(name, then);
        }
      }
      default -> {
        write(new Change.Removed(next));
        if (isSame) {
          expected.remove(name);
        }
      }
    }
  }

  private Map<String, String> table() throws SQLException {
    Map<String, String> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CAST(endpoint AS TEXT), life, changed, hex(id) FROM registration")) {
      while (row.next()) {
        String state = row.getLong(2) + " " + row.getLong(3) + " " + row.getString(4);
        assertThat(found.put(row.getString(1), state)).as("a row each, seed " + seed).isNull();
      }
    }
    return found;
  }

  private void check() throws SQLException {
    Map<String, String> states = new HashMap<>();
    expected.forEach(
        (name, each) ->
            states.put(
                name,
                "%d %d %016X%016X"
                    .formatted(
                        each.life,
                        each.registration.updatedNanos(),
                        each.registration.id().high(),
                        each.registration.id().low())));
    assertThat(table()).as("seed " + seed).isEqualTo(states);
    assertThat(ledger.committed().registrations()).as("seed " + seed).isEqualTo(expected.size());
  }

  /// Transactions of changes in any order, of which some fail, over several lives.
  private void play() throws Exception {
    for (int i = 0; i < 5; i++) {
      MemoryRegistrationStore loaded = load(hashing);
      assertThat(loaded.count()).as("seed " + seed).isEqualTo(expected.size());
      expected.forEach(
          (name, each) ->
              assertThat(loaded.byEndpoint(new EndpointName(name)))
                  .as("seed " + seed)
                  .contains(each.registration));
      for (int transaction = 0; transaction < 30; transaction++) {
        Map<String, Expected> before = new HashMap<>(expected);
        for (int change = random.nextInt(120); change > 0; change--) {
          turn();
        }
        if (random.nextInt(3) == 0) {
          ledger.rollBack();
          ledger = ledger.next(connection);
          expected = before;
        } else {
          commit();
        }
        check();
      }
    }
  }

  @Test
  @Spec("4.9")
  void of_each_endpoint_the_latest_state_stays_in_whatever_order_and_however_often_it_fails()
      throws Exception {
    play();
  }

  @Test
  void endpoints_of_one_hash_are_told_apart() throws Exception {
    hashing = _ -> 42;
    play();
  }

  @Test
  void endpoints_of_few_hashes_are_told_apart() throws Exception {
    hashing = endpoint -> endpoint[endpoint.length - 1] % 3;
    play();
  }

  /// As the ledger's connection, but that a commit is told to have failed.
  private Connection failing(boolean commits) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              boolean isCommit = method.getName().equals("commit");
              Object result = null;
              try {
                result = isCommit && !commits ? null : method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (isCommit) {
                throw new SQLException("disk I/O error");
              }
              return result;
            });
  }

  @Test
  @Spec("4.10")
  void a_commit_that_failed_may_be_there_all_the_same() throws Exception {
    load(hashing);
    for (boolean commits : new boolean[] {false, true, true, false}) {
      ledger = ledger.next(failing(commits));
      Map<String, Expected> before = new HashMap<>(expected);
      for (int i = 0; i < 100; i++) {
        turn();
      }
      assertThatThrownBy(this::commit).hasMessage("disk I/O error");
      connection.rollback();
      ledger = ledger.next(connection);
      expected = commits ? expected : before;
      check();
      for (int i = 0; i < 100; i++) {
        turn();
      }
      commit();
      check();
    }
  }

  @Test
  @Spec("4.11")
  void of_two_rows_of_one_endpoint_the_older_is_set_aside() throws Exception {
    Registration early = Samples.registration("twice", 1, NOW);
    Registration late = early.updated(Samples.terms(99), early.peer(), 0, NOW + 5);
    long quarantined = 0;
    for (long before : new long[] {1, -1}) {
      load(hashing);
      Registration gone = Samples.registration("gone", 2, NOW);
      write(new Change.Registered(gone));
      write(new Change.Removed(gone));
      write(new Change.Registered(early));
      commit();
      execute("CREATE TEMP TABLE early AS SELECT * FROM registration");
      write(new Change.Updated(late));
      commit();
      String others = ", endpoint, id, life, changed, body FROM early";
      execute("INSERT INTO registration SELECT row + " + before + others);
      execute("INSERT INTO registration SELECT 0" + others);
      assertThatThrownBy(() -> load(hashing))
          .isInstanceOf(Loader.Unusable.class)
          .hasMessageContaining("3 registrations where there were 1");
      connection.rollback();
      count(3);
      assertThat(load(hashing).byEndpoint(late.endpoint())).contains(late);
      quarantined += 2;
      assertThat(number("SELECT count(*) FROM quarantine WHERE record_key = CAST('twice' AS BLOB)"))
          .isEqualTo(quarantined);
      assertThat(number("SELECT changed FROM registration")).isEqualTo(late.updatedNanos());
      write(new Change.Removed(late));
      commit();
      assertThat(ledger.committed().registrations()).isZero();
      check();
      execute("DROP TABLE early");
    }
  }

  /// Has the state say that there are so many registrations.
  private void count(long registrations) throws SQLException {
    StateRecord state = ledger.committed();
    try (PreparedStatement update = connection.prepareStatement("UPDATE state SET body = ?")) {
      update.setBytes(
          1,
          new StateRecord(
                  state.commits(),
                  state.life(),
                  state.aliveNanos(),
                  state.lastEvent(),
                  state.lastCommand(),
                  registrations)
              .write());
      update.executeUpdate();
    }
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
    connection.commit();
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      long number = row.getLong(1);
      assertThat(row.next()).isFalse();
      return number;
    }
  }
}
