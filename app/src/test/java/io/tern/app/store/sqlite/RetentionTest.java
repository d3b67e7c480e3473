// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static io.tern.app.store.Samples.NOW;
import static io.tern.app.store.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.EventLog;
import io.tern.app.store.KnownValue;
import io.tern.app.store.Samples;
import io.tern.app.store.StoreSettings;
import io.tern.app.store.record.StateRecord;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.Journal.Change;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryRegistrationStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the writer deletes, in turns that a test can count.
class RetentionTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");
  private static final int EVENTS_MAX = 5;

  @TempDir Path path;

  private final MemoryRegistrationStore registrations = new MemoryRegistrationStore();
  private final TermsTable terms = new TermsTable();
  private final TermsCollector collector = new TermsCollector(terms, registrations, new BitSet());
  private final RowIndex index = new RowIndex(Arrays::hashCode, 0);
  private DataFolder folder;
  private Ledger ledger;
  private Retention retention;
  private long nowNanos = NOW;

  @BeforeEach
  void open() throws Exception {
    StoreSettings settings =
        StoreSettings.DEFAULT
            .withEvents(EVENTS_MAX, 1 << 20, Duration.ofDays(1))
            .withValues(10, Duration.ofDays(1))
            .withCommands(10, Duration.ofDays(1));
    folder = DataFolder.open(path);
    Connection connection = folder.writer();
    Schema.migrate(connection);
    ledger = new Ledger(connection, terms, index, StateRecord.EMPTY, settings);
    retention = new Retention(settings, () -> nowNanos, collector);
  }

  @AfterEach
  void close() throws Exception {
    ledger.close();
    folder.close();
  }

  private void commit() throws SQLException {
    ledger.commit(nowNanos);
  }

  private void rollBack() throws Exception {
    ledger.rollBack();
    ledger = ledger.next(ledger.connection());
  }

  private void sweep() throws SQLException {
    retention.sweep(ledger);
    commit();
  }

  private long count(String table) throws SQLException {
    try (Statement statement = ledger.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Registers with terms of its own for each lifetime, in place of what was there.
  private Registration register(long lifetime) throws SQLException {
    Optional<Registration> before = registrations.byEndpoint(ENDPOINT);
    Registration first = Samples.registration(ENDPOINT.value(), lifetime, NOW + lifetime);
    Registration next =
        first.updated(Samples.terms(lifetime), first.peer(), 0, NOW + lifetime * SECOND);
    assertThat(registrations.replace(before, next)).isTrue();
    ledger.write(
        new Change.Registered(next),
        Optional.of(new ServerEvent.Registered(next, Optional.empty(), nowNanos)),
        nowNanos);
    return next;
  }

  /// So many events that none before them is kept.
  private void update(Registration registration) throws SQLException {
    for (int i = 0; i < EVENTS_MAX; i++) {
      ledger.write(new ServerEvent.Updated(registration, registration, nowNanos));
      commit();
    }
  }

  private void look() throws InterruptedException {
    collector.look().join();
  }

  @Test
  void terms_that_neither_a_registration_nor_an_event_names_are_deleted() throws Exception {
    sweep();
    for (int lifetime = 1; lifetime <= 50; lifetime++) {
      register(lifetime);
      commit();
    }
    assertThat(count("terms")).isEqualTo(50);
    look();
    sweep();
    assertThat(count("event")).isEqualTo(EVENTS_MAX);
    assertThat(count("terms")).as("those of the events that went are still there").isEqualTo(50);
    // As many events later nothing names what was retired.
    Registration last = registrations.byEndpoint(ENDPOINT).orElseThrow();
    update(last);
    sweep();
    look();
    sweep();
    assertThat(count("terms")).isEqualTo(1);
    assertThat(terms.known(last.terms())).isPresent();
    assertThat(terms.count()).isEqualTo(1);
  }

  @Test
  void terms_that_an_event_names_stay_as_long_as_any_event_of_its_row() throws Exception {
    sweep();
    register(1);
    Registration last = register(2);
    for (int i = 0; i < EVENTS_MAX; i++) {
      ledger.write(new ServerEvent.Updated(last, last, nowNanos));
    }
    commit();
    assertThat(count("event")).as("one commit, one row").isEqualTo(1);
    ledger.write(new ServerEvent.Updated(last, last, nowNanos));
    commit();
    look();
    sweep();
    look();
    sweep();
    assertThat(count("event")).isEqualTo(2);
    assertThat(count("terms")).isEqualTo(2);
    update(last);
    sweep();
    look();
    sweep();
    assertThat(count("event")).isEqualTo(EVENTS_MAX);
    assertThat(count("terms")).isEqualTo(1);
  }

  @Test
  void terms_that_are_used_again_stay() throws Exception {
    sweep();
    register(1);
    register(2);
    commit();
    look();
    sweep();
    Registration again = register(1);
    commit();
    look();
    sweep();
    update(again);
    sweep();
    look();
    sweep();
    assertThat(count("terms")).isEqualTo(1);
    assertThat(count("terms WHERE retired IS NULL")).isEqualTo(1);
    assertThat(terms.known(again.terms())).isPresent();
  }

  @Test
  void what_was_retired_is_so_no_more_where_that_could_not_be_stored() throws Exception {
    sweep();
    register(1);
    register(2);
    commit();
    look();
    retention.sweep(ledger);
    rollBack();
    assertThat(count("terms WHERE retired IS NULL")).isEqualTo(2);
    look();
    sweep();
    assertThat(count("terms WHERE retired IS NULL")).isEqualTo(1);
    register(1);
    rollBack();
    register(1);
    commit();
    assertThat(count("terms WHERE retired IS NULL")).isEqualTo(2);
  }

  private Command command(long id, Command.State state) {
    return new Command(
        new CommandId(id),
        ENDPOINT,
        new Downlink.Execute(Samples.path("/3/0/4"), Arguments.NONE),
        0,
        NOW,
        OptionalLong.empty(),
        state);
  }

  @Test
  void of_commands_that_have_ended_the_latest_stay_for_a_while_and_those_that_wait_for_ever()
      throws Exception {
    for (int id = 1; id <= 30; id++) {
      boolean waits = id % 3 == 0;
      Command.State state =
          waits
              ? new Command.State.Queued(0)
              : new Command.State.Ended(new Outcome.TimedOut<>(), nowNanos);
      ledger.write(new Change.Commanded(command(id, state)), Optional.empty(), nowNanos);
    }
    commit();
    sweep();
    assertThat(count("command WHERE ended = 0")).isEqualTo(10);
    assertThat(count("command WHERE ended > 0")).as("of the latest ten").isEqualTo(6);
    nowNanos += Duration.ofDays(2).toNanos();
    sweep();
    assertThat(count("command")).isEqualTo(10);
  }

  @Test
  void what_was_before_ids_jumped_is_not_taken_for_too_much_and_goes_by_its_age() throws Exception {
    Registration device = register(1);
    ledger.write(new Change.Commanded(ended(1)), Optional.empty(), nowNanos);
    update(device);
    sweep();
    assertThat(count("event")).isEqualTo(EVENTS_MAX);
    StateRecord before = ledger.committed();
    ledger =
        new Ledger(
            ledger.connection(),
            terms,
            index,
            before.withIds(
                before.lastEvent() + EventLog.JUMP_MIN, before.lastCommand() + EventLog.JUMP_MIN),
            StoreSettings.DEFAULT);
    for (int i = 1; i <= 30; i++) {
      ledger.write(
          new Change.Commanded(ended(before.lastCommand() + EventLog.JUMP_MIN + i)),
          Optional.empty(),
          nowNanos);
    }
    update(device);
    update(device);
    sweep();
    assertThat(count("event")).as("before and after").isEqualTo(2 * EVENTS_MAX);
    assertThat(count("command")).isEqualTo(1 + 10);
    nowNanos += Duration.ofDays(2).toNanos();
    sweep();
    assertThat(count("event")).isZero();
    assertThat(count("command")).isZero();
  }

  private Command ended(long id) {
    return command(id, new Command.State.Ended(new Outcome.TimedOut<>(), nowNanos));
  }

  @Test
  void a_series_without_values_goes_and_begins_anew() throws Exception {
    keep(21.5);
    sweep();
    assertThat(count("series")).isEqualTo(1);
    nowNanos += Duration.ofDays(2).toNanos();
    sweep();
    assertThat(count("value")).isZero();
    assertThat(count("series")).isZero();
    keep(22.5);
    sweep();
    assertThat(count("value JOIN series ON series = number")).isEqualTo(1);
  }

  @Test
  void a_value_whose_time_lies_ahead_is_as_old_as_its_receipt() throws Exception {
    Instant now = Instant.ofEpochSecond(0, nowNanos);
    keep(known(21.5, now.plus(Duration.ofDays(3_650))).aheadOf(now));
    nowNanos += Duration.ofDays(2).toNanos();
    keep(22.5);
    sweep();
    assertThat(count("value")).isEqualTo(1);
    assertThat(count("value WHERE ahead IS NULL")).isEqualTo(1);
  }

  private void keep(double value) throws SQLException {
    keep(known(value, Instant.ofEpochSecond(0, nowNanos)));
  }

  private static KnownValue known(double value, Instant time) {
    return new KnownValue(Samples.path("/3303/0/5700"), new Value.Real(value), time, Origin.READ);
  }

  private void keep(KnownValue value) throws SQLException {
    ledger.keep(ENDPOINT, List.of(value));
    commit();
  }
}
