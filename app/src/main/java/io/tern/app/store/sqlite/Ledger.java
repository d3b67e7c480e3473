// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.KnownValue;
import io.tern.app.store.StoreSettings;
import io.tern.app.store.Values;
import io.tern.app.store.record.CommandRecord;
import io.tern.app.store.record.EventRecord;
import io.tern.app.store.record.Place;
import io.tern.app.store.record.Read;
import io.tern.app.store.record.Records;
import io.tern.app.store.record.StateRecord;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal.Change;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Writes changes into the open transaction of one connection. Writer thread.
final class Ledger implements AutoCloseable {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Connection connection;
  private final TermsTable terms;
  private final RowIndex index;
  private final StoreSettings settings;
  private final Series series;
  private final RegistrationRows rows;
  private final PreparedStatement forget;
  private final PreparedStatement observe;
  private final PreparedStatement note;
  private final PreparedStatement unobserve;
  private final PreparedStatement desire;
  private final PreparedStatement desired;
  private final PreparedStatement undesire;
  private final PreparedStatement setAwake;
  private final PreparedStatement unsetAwake;
  private final PreparedStatement command;
  private final PreparedStatement insertEvents;
  private final PreparedStatement state;

  /// Events that are not written yet, and the time of the last of them.
  private final EventRecord.Page page;

  private long pageNanos;

  /// As of the last commit.
  private StateRecord committed;

  // As of now.
  private long lastEvent;
  private long lastCommand;
  private long registrations;
  private long lastReceived;

  Ledger(
      Connection connection,
      TermsTable terms,
      RowIndex index,
      StateRecord committed,
      StoreSettings settings)
      throws SQLException {
    this.connection = connection;
    this.terms = terms;
    this.index = index;
    this.settings = settings;
    this.committed = committed;
    lastEvent = committed.lastEvent();
    lastCommand = committed.lastCommand();
    registrations = committed.registrations();
    series = new Series(connection, settings.valuesMax());
    page = new EventRecord.Page(terms::number);
    rows = new RegistrationRows(connection, terms, index, committed.life());
    forget = prepare("DELETE FROM observation WHERE registration = ?");
    observe =
        prepare("INSERT OR REPLACE INTO observation (token, registration, body) VALUES (?, ?, ?)");
    note = prepare("UPDATE observation SET body = ? WHERE token = ?");
    unobserve = prepare("DELETE FROM observation WHERE token = ?");
    desire = prepare("INSERT OR REPLACE INTO desired (endpoint, paths, body) VALUES (?, ?, ?)");
    desired = prepare("SELECT body FROM desired WHERE endpoint = ? AND paths = ?");
    undesire = prepare("DELETE FROM desired WHERE endpoint = ? AND paths = ?");
    setAwake = prepare("INSERT OR REPLACE INTO awake (endpoint, body) VALUES (?, ?)");
    unsetAwake = prepare("DELETE FROM awake WHERE endpoint = ?");
    command =
        prepare("INSERT OR REPLACE INTO command (id, endpoint, ended, body) VALUES (?, ?, ?, ?)");
    insertEvents = prepare("INSERT INTO event (id, time, count, body) VALUES (?, ?, ?, ?)");
    state = prepare("INSERT OR REPLACE INTO state (one, body) VALUES (1, ?)");
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /// Writes a change and its event.
  ///
  /// @param nowNanos when they were appended
  void write(Change change, Optional<ServerEvent> event, long nowNanos) throws SQLException {
    write(change, nowNanos);
    if (event.isPresent()) {
      write(event.get());
    }
  }

  private void write(Change change, long nowNanos) throws SQLException {
    switch (change) {
      case Change.Registered(Registration it) -> registrations += rows.put(it);
      case Change.Updated(Registration it) -> rows.refresh(it);
      case Change.Refreshed(Registration it) -> rows.refresh(it);
      case Change.Removed(Registration it) -> {
        registrations -= rows.remove(it);
        forget(it.id());
      }
      case Change.Observed(Observation observation) -> observe(observation);
      case Change.Unobserved(Observation observation) -> {
        unobserve.setLong(1, Place.key(observation.token()));
        unobserve.executeUpdate();
      }
      case Change.Received received -> receive(received, nowNanos);
      case Change.Desired(DesiredObservation wish) -> desire(wish);
      case Change.Agreed(DesiredObservation wish) -> {
        if (isStored(wish)) {
          desire(wish.asAgreed());
        }
      }
      case Change.Undesired(DesiredObservation wish) -> {
        undesire.setBytes(1, Place.key(wish.endpoint()));
        undesire.setString(2, Records.paths(wish));
        undesire.executeUpdate();
      }
      case Change.AwakeSet(EndpointName endpoint, int seconds) -> {
        setAwake.setBytes(1, Place.key(endpoint));
        setAwake.setBytes(2, Records.awake(endpoint, seconds));
        setAwake.executeUpdate();
      }
      case Change.AwakeUnset(EndpointName endpoint) -> {
        unsetAwake.setBytes(1, Place.key(endpoint));
        unsetAwake.executeUpdate();
      }
      case Change.Commanded(Command it) -> command(it);
    }
  }

  private void desire(DesiredObservation wish) throws SQLException {
    desire.setBytes(1, Place.key(wish.endpoint()));
    desire.setString(2, Records.paths(wish));
    desire.setBytes(3, Records.desired(wish));
    desire.executeUpdate();
  }

  private boolean isStored(DesiredObservation wish) throws SQLException {
    desired.setBytes(1, Place.key(wish.endpoint()));
    desired.setString(2, Records.paths(wish));
    try (ResultSet found = desired.executeQuery()) {
      return found.next()
          && Records.desired(wish.endpoint(), found.getBytes(1)) instanceof Read.Ok<?>(var stored)
          && stored.equals(wish);
    }
  }

  private void forget(RegistrationId id) throws SQLException {
    forget.setBytes(1, Place.key(id));
    forget.executeUpdate();
  }

  private void observe(Observation observation) throws SQLException {
    observe.setLong(1, Place.key(observation.token()));
    observe.setBytes(2, Place.key(observation.registration()));
    observe.setBytes(3, Records.observation(observation, OptionalInt.empty()));
    observe.executeUpdate();
  }

  private void receive(Change.Received received, long nowNanos) throws SQLException {
    // Values without a time of their own must not meet at one.
    lastReceived = Math.max(lastReceived + NANOS_PER_MICRO, nowNanos);
    Instant time = Instant.ofEpochSecond(0, lastReceived);
    keep(received.registration().endpoint(), Values.of(received.values(), received.origin(), time));
    if (received.observation().isPresent() && received.observe().isPresent()) {
      Observation observation = received.observation().get();
      note.setBytes(1, Records.observation(observation, received.observe()));
      note.setLong(2, Place.key(observation.token()));
      note.executeUpdate();
    }
  }

  /// Keeps values.
  void keep(EndpointName endpoint, List<KnownValue> values) throws SQLException {
    for (KnownValue value : values) {
      series.add(endpoint, value);
    }
  }

  private void command(Command it) throws SQLException {
    command.setLong(1, it.id().value());
    command.setBytes(2, Place.key(it.endpoint()));
    command.setLong(3, endedSeconds(it));
    command.setBytes(4, CommandRecord.write(it));
    command.executeUpdate();
    lastCommand = Math.max(lastCommand, it.id().value());
    keep(it.endpoint(), Values.of(it));
  }

  /// When a command ended, 0 where it has not.
  private static long endedSeconds(Command it) {
    return it.state() instanceof Command.State.Ended(var outcome, long atNanos)
        ? Math.max(1, atNanos / NANOS_PER_SECOND)
        : 0;
  }

  /// Writes an event and gives it its id.
  void write(ServerEvent happened) throws SQLException {
    lastEvent++;
    page.add(happened);
    pageNanos = happened.timeNanos();
    if (page.isFull()) {
      writePage();
    }
    if (happened instanceof ServerEvent.Registered registered
        && registered.replaced().isPresent()) {
      forget(registered.replaced().get().id());
    }
  }

  private void writePage() throws SQLException {
    insertEvents.setLong(1, lastEvent);
    insertEvents.setLong(2, pageNanos);
    insertEvents.setInt(3, page.count());
    insertEvents.setBytes(4, page.close(lastEvent));
    insertEvents.executeUpdate();
    page.clear();
  }

  /// Writes what is still held together.
  void flush() throws SQLException {
    rows.flush();
    if (page.count() > 0) {
      writePage();
    }
  }

  /// Makes all that was written durable.
  void commit(long nowNanos) throws SQLException {
    flush();
    terms.write(connection);
    StateRecord next =
        new StateRecord(
            committed.commits() + 1,
            committed.life(),
            nowNanos,
            lastEvent,
            lastCommand,
            registrations);
    state.setBytes(1, next.write());
    state.executeUpdate();
    connection.commit();
    committed = next;
    terms.onCommitted();
    index.onCommitted();
  }

  /// Takes back all that was written since the last commit; [#next] goes on.
  void rollBack() throws SQLException {
    connection.rollback();
  }

  /// The one that goes on after this one failed. What was written last may be there all the same: a
  /// commit of which nobody knows how it ended.
  Ledger next(Connection again) throws SQLException, Loader.Unusable {
    StateRecord there = Loader.state(again);
    if (there.commits() > committed.commits()) {
      terms.onCommitted();
      index.onCommitted();
    } else {
      terms.onRolledBack();
      index.onRolledBack();
    }
    return new Ledger(again, terms, index, there, settings);
  }

  /// The greatest id of an event, of those included that are not committed yet.
  long lastEvent() {
    return lastEvent;
  }

  /// Forgets series that are deleted.
  void forgetSeries(Set<Long> numbers) {
    series.forget(numbers);
  }

  /// As of the last commit.
  StateRecord committed() {
    return committed;
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
