// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.EventLog;
import io.tern.app.store.record.CommandRecord;
import io.tern.app.store.record.Read;
import io.tern.app.store.record.Records;
import io.tern.app.store.record.StateRecord;
import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.coap.Token;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.DesiredObservation;
import io.tern.server.Observation;
import io.tern.server.ObservationStore;
import io.tern.server.Registration;
import io.tern.server.RegistrationStore;
import io.tern.server.Restored;
import io.tern.server.Terms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/// Reads the working set at start. A record that is damaged is set aside; where registrations are
/// missing altogether, or what was acknowledged, the store is refused.
///
/// Time that passed while nobody could hear an Update does not count: the clock of the last sign of life
/// goes on with that of this start. A jump of the wall clock in between neither ends registrations nor
/// keeps them for ever.
final class Loader {
  private static final long ROW_MAX = 1L << 62;
  private static final long NANOS_PER_MICRO = 1_000;

  private final Connection connection;
  private final TermsTable terms;
  private final long nowNanos;
  private final List<Damage> damages = new ArrayList<>();
  private final Map<Long, Long> shifts = new HashMap<>();
  private StateRecord state = StateRecord.EMPTY;
  private boolean idsJumped;
  private long life;
  private long registrationsLost;
  private long oldestLife = Long.MAX_VALUE;

  /// The numbers of terms.
  private final BitSet inUse = new BitSet();

  /// A record that does not read.
  ///
  /// @param where which row of the table it is, by the values of `place`
  /// @param key what it is called where it is set aside
  @SuppressWarnings("ArrayRecordComponent")
  private record Damage(
      String table, String where, List<Object> place, Object key, String why, byte[] body) {
    Damage(String table, String column, Object key, String why, byte[] body) {
      this(table, column + " = ?", List.of(key), key, why, body);
    }
  }

  /// A row of a registration. Sorted, they are in order of endpoints; of one endpoint the latest comes last.
  @SuppressWarnings("ArrayRecordComponent")
  private record Stored(long row, long life, long changed, byte[] endpoint, byte[] body)
      implements Comparable<Stored> {
    @Override
    public int compareTo(Stored other) {
      int order = Arrays.compareUnsigned(endpoint, other.endpoint);
      order = order != 0 ? order : Long.compare(life, other.life);
      order = order != 0 ? order : Long.compare(changed, other.changed);
      return order != 0 ? order : Long.compare(row, other.row);
    }
  }

  /// The database cannot be used.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String sentence) {
      super(sentence);
    }
  }

  Loader(Connection connection, TermsTable terms, long nowNanos) {
    this.connection = connection;
    this.terms = terms;
    this.nowNanos = nowNanos;
  }

  /// How many records were set aside.
  int quarantined() {
    return damages.size();
  }

  /// Begins a new life.
  ///
  /// @param attested how many commits there were at least
  void begin(OptionalLong attested) throws SQLException, Unusable {
    state = state(connection);
    if (attested.isPresent() && attested.getAsLong() > state.commits()) {
      throw new Unusable(
          "it has lost changes that were acknowledged ("
              + (attested.getAsLong() - state.commits())
              + " commits); restore a backup, or delete "
              + DataFolder.WITNESS
              + " to go on with what is left");
    }
    if (attested.isEmpty() && state.life() > 0) {
      // A backup, as far as anybody knows: ids that it does not have may have been given.
      idsJumped = true;
      state = state.withIds(ahead(state.lastEvent()), ahead(state.lastCommand()));
    }
    life = state.life() + 1;
    long shift = state.life() == 0 ? 0 : nowNanos - state.aliveNanos();
    loadShifts(shift);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO life (number, shift) VALUES (?, ?)")) {
      insert.setLong(1, life);
      insert.setLong(2, shift);
      insert.executeUpdate();
    }
  }

  /// Whether ids of events and commands go on far ahead of those that are stored.
  boolean idsJumped() {
    return idsJumped;
  }

  /// How many registrations there were; as many as fit an int.
  int expected() {
    return Math.clamp(state.registrations(), 0, Integer.MAX_VALUE);
  }

  /// An id that cannot have been given since `last` was. Hardly anybody gives one each microsecond, so that
  /// the time is ahead of all, however often the same backup is restored. JSON numbers hold it.
  private long ahead(long last) {
    return Math.max(last + EventLog.JUMP_MIN, nowNanos / NANOS_PER_MICRO);
  }

  /// The state that this life goes on from, once everything is read.
  StateRecord begun() {
    return new StateRecord(
        state.commits(),
        life,
        nowNanos,
        state.lastEvent(),
        state.lastCommand(),
        state.registrations() - registrationsLost);
  }

  /// As of the last commit that is there.
  static StateRecord state(Connection connection) throws SQLException, Unusable {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT body FROM state WHERE one = 1")) {
      if (!row.next()) {
        return StateRecord.EMPTY;
      }
      return switch (StateRecord.read(row.getBytes(1))) {
        case Read.Ok<StateRecord>(StateRecord found) -> found;
        case Read.Bad<StateRecord>(Malformed reason) ->
            throw new Unusable("it is damaged (" + reason + "); restore a backup");
      };
    }
  }

  /// For each life, how far its times are behind the clock of this one.
  private void loadShifts(long shift) throws SQLException {
    long behind = shift;
    shifts.put(life, 0L);
    shifts.put(life - 1, behind);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT number, shift FROM life ORDER BY number DESC")) {
      while (row.next()) {
        behind += row.getLong(2);
        shifts.put(row.getLong(1) - 1, behind);
      }
    }
  }

  /// Reads the terms, before anything that names them.
  void terms() throws SQLException {
    each(
        "SELECT number, body, retired FROM terms",
        row -> {
          int number = row.getInt(1);
          byte[] body = row.getBytes(2);
          long lastEvent = row.getLong(3);
          boolean isRetired = !row.wasNull();
          switch (Records.terms(number, body)) {
            case Read.Ok<Terms>(Terms found) -> {
              terms.load(number, found);
              if (isRetired) {
                terms.loadRetired(number, lastEvent);
              }
            }
            case Read.Bad<Terms>(Malformed reason) -> {
              terms.reserve(number);
              damages.add(new Damage("terms", "number", number, reason.what(), body));
            }
          }
        });
  }

  /// Reads the registrations into the working set, and where each of them stands.
  void registrations(RegistrationStore into, RowIndex index) throws SQLException, Unusable {
    Set<Bytes> doubtful = new HashSet<>();
    long[] rows = {0};
    eachRegistration(
        stored -> {
          rows[0]++;
          if (adopt(stored, into, index).isPresent()) {
            doubtful.add(Bytes.wrap(stored.endpoint));
          }
        });
    if (rows[0] != state.registrations()) {
      throw new Unusable(
          "it is damaged ("
              + rows[0]
              + " registrations where there were "
              + state.registrations()
              + "); restore a backup");
    }
    if (!doubtful.isEmpty()) {
      decide(doubtful, into, index);
    }
    forgetLives();
  }

  private void eachRegistration(Consumer<Stored> taker) throws SQLException {
    each(
        "SELECT row, life, changed, endpoint, body FROM registration ORDER BY row",
        row ->
            taker.accept(
                new Stored(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getBytes(4),
                    row.getBytes(5))));
  }

  /// Makes a row part of the working set; the answer is why that cannot be, if so.
  private Optional<String> adopt(Stored stored, RegistrationStore into, RowIndex index) {
    return switch (registration(stored)) {
      case Read.Ok<Registration>(Registration kept) -> {
        if (!into.replace(Optional.empty(), inThisLife(kept, stored.life))) {
          yield Optional.of("another has its endpoint or its id");
        }
        oldestLife = Math.min(oldestLife, stored.life);
        index.load(index.hash(stored.endpoint), stored.row);
        yield Optional.empty();
      }
      case Read.Bad<Registration>(Malformed reason) -> Optional.of(reason.what());
    };
  }

  /// Decides about endpoints of which a row does not read, or which have several, as damage alone gives them.
  /// The latest counts; where that does not read, none does, for an earlier one would be taken for it.
  private void decide(Set<Bytes> doubtful, RegistrationStore into, RowIndex index)
      throws SQLException {
    List<Stored> rows = new ArrayList<>();
    eachRegistration(
        stored -> {
          if (doubtful.contains(Bytes.wrap(stored.endpoint))) {
            rows.add(stored);
          }
        });
    for (Stored stored : rows) {
      index.unload(index.hash(stored.endpoint), stored.row);
      endpoint(stored.endpoint).flatMap(into::byEndpoint).ifPresent(into::remove);
    }
    rows.sort(Comparator.naturalOrder());
    for (int i = 0; i < rows.size(); i++) {
      Stored stored = rows.get(i);
      boolean isLatest =
          i + 1 == rows.size() || !Arrays.equals(stored.endpoint, rows.get(i + 1).endpoint);
      Optional<String> why =
          isLatest ? adopt(stored, into, index) : Optional.of("its endpoint has a later one");
      why.ifPresent(it -> lose(stored, it));
    }
  }

  private Read<Registration> registration(Stored stored) {
    if (stored.row < 1 || stored.row > ROW_MAX) {
      return new Read.Bad<>(new Malformed("registration", "its row has no number that is given"));
    }
    Optional<EndpointName> endpoint = endpoint(stored.endpoint);
    return endpoint.isEmpty()
        ? new Read.Bad<>(new Malformed("registration", "its endpoint is no name"))
        : Records.registration(endpoint.get(), stored.body, this::termsInUse);
  }

  /// Sets a registration aside.
  private void lose(Stored stored, String why) {
    registrationsLost++;
    List<Object> place = List.of(stored.row);
    damages.add(new Damage("registration", "row = ?", place, stored.endpoint, why, stored.body));
  }

  private Optional<Terms> termsInUse(int number) {
    inUse.set(Math.max(0, number));
    return terms.terms(number);
  }

  /// The terms that registrations have.
  BitSet inUse() {
    return inUse;
  }

  /// Forgets the clocks of lives of which no registration is left.
  private void forgetLives() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM life WHERE number <= ?")) {
      delete.setLong(1, Math.min(oldestLife, life - 1));
      delete.executeUpdate();
    }
  }

  private static Optional<EndpointName> endpoint(byte[] key) {
    return Bytes.wrap(key).utf8Strict().flatMap(EndpointName::parse);
  }

  private Registration inThisLife(Registration kept, long life) {
    Long shift = shifts.get(life);
    long lifetimeBegan = kept.updatedNanos() + (shift == null ? 0 : shift);
    return new Registration(
        kept.id(),
        kept.endpoint(),
        kept.terms(),
        kept.peer(),
        kept.loop(),
        kept.registeredNanos(),
        Math.min(lifetimeBegan, nowNanos),
        Math.min(kept.lastSeenNanos(), nowNanos));
  }

  /// Reads the rest, but for what is looked up when it is asked for.
  Restored rest(RegistrationStore registrations, ObservationStore observations)
      throws SQLException {
    Map<Token, Integer> numbers = new HashMap<>();
    each(
        "SELECT token, body FROM observation",
        row -> {
          Token token = Token.of(row.getLong(1), Long.BYTES);
          byte[] body = row.getBytes(2);
          switch (Records.observation(token, body)) {
            case Read.Ok<Records.Observed>(
                    Records.Observed(Observation kept, OptionalInt last)) -> {
              if (registrations.byId(kept.registration()).isPresent()) {
                observations.put(kept);
                last.ifPresent(number -> numbers.put(token, number));
              }
            }
            case Read.Bad<Records.Observed>(Malformed reason) ->
                damages.add(new Damage("observation", "token", token.bits(), reason.what(), body));
          }
        });
    List<DesiredObservation> desired = new ArrayList<>();
    each(
        "SELECT endpoint, paths, body FROM desired",
        row -> {
          byte[] key = row.getBytes(1);
          byte[] body = row.getBytes(3);
          Optional<EndpointName> endpoint = endpoint(key);
          if (endpoint.isPresent()
              && Records.desired(endpoint.get(), body)
                  instanceof Read.Ok<DesiredObservation>(DesiredObservation wish)) {
            desired.add(wish);
          } else {
            List<Object> place = List.of(key, row.getString(2));
            damages.add(
                new Damage(
                    "desired", "endpoint = ? AND paths = ?", place, key, "does not read", body));
          }
        });
    return new Restored(numbers, desired, awake(), commands(), state.lastCommand());
  }

  private Map<EndpointName, Integer> awake() throws SQLException {
    Map<EndpointName, Integer> windows = new HashMap<>();
    each(
        "SELECT endpoint, body FROM awake",
        row -> {
          byte[] key = row.getBytes(1);
          byte[] body = row.getBytes(2);
          Optional<EndpointName> endpoint = endpoint(key);
          if (endpoint.isPresent()
              && Records.awake(endpoint.get(), body) instanceof Read.Ok<Integer>(Integer seconds)) {
            windows.put(endpoint.get(), seconds);
          } else {
            damages.add(new Damage("awake", "endpoint", key, "does not read", body));
          }
        });
    return windows;
  }

  private List<Command> commands() throws SQLException {
    List<Command> open = new ArrayList<>();
    each(
        "SELECT id, body FROM command WHERE ended = 0 ORDER BY id",
        row -> {
          CommandId id = new CommandId(Math.max(0, row.getLong(1)));
          byte[] body = row.getBytes(2);
          switch (CommandRecord.read(id, body)) {
            case Read.Ok<Command>(Command command) -> open.add(notLongerThan(command));
            case Read.Bad<Command>(Malformed reason) ->
                damages.add(new Damage("command", "id", id.value(), reason.what(), body));
          }
        });
    return open;
  }

  /// A command expires at a time of day; where the clock has gone back, not later after it than it
  /// would have.
  private Command notLongerThan(Command command) {
    if (command.expiresNanos().isEmpty() || nowNanos >= state.aliveNanos()) {
      return command;
    }
    long left = command.expiresNanos().getAsLong() - state.aliveNanos();
    return new Command(
        command.id(),
        command.endpoint(),
        command.operation(),
        command.priority(),
        command.createdNanos(),
        OptionalLong.of(nowNanos + left),
        command.state());
  }

  /// Sets aside what does not read.
  void quarantine() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO quarantine (kind, record_key, reason, body) VALUES (?, ?, ?, ?)")) {
      for (Damage damage : damages) {
        insert.setString(1, damage.table);
        insert.setObject(2, damage.key);
        insert.setString(3, damage.why);
        insert.setBytes(4, damage.body);
        insert.executeUpdate();
        delete(damage);
      }
    }
  }

  private void delete(Damage damage) throws SQLException {
    // Terms stay: their number is not to be used again.
    if (!damage.table.equals("terms")) {
      String sql = "DELETE FROM " + damage.table + " WHERE " + damage.where;
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < damage.place.size(); i++) {
          statement.setObject(i + 1, damage.place.get(i));
        }
        statement.executeUpdate();
      }
    }
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String sql, Row taker) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        taker.take(row);
      }
    }
  }
}
