// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

/// What a store knows of itself as of its last commit.
///
/// @param commits groups that became durable since the store began
/// @param life counts the starts of the store
/// @param aliveNanos the time by the clock of that life
/// @param lastEvent the greatest id that was ever given to an event
/// @param lastCommand the greatest id that was ever given to a command
/// @param registrations how many registrations there are
public record StateRecord(
    long commits,
    long life,
    long aliveNanos,
    long lastEvent,
    long lastCommand,
    long registrations) {
  /// Before the first commit.
  public static final StateRecord EMPTY = new StateRecord(0, 0, 0, 0, 0, 0);

  private static final Place STATE = Place.of("state", 0);

  /// With other ids that were given last.
  public StateRecord withIds(long event, long command) {
    return new StateRecord(commits, life, aliveNanos, event, command, registrations);
  }

  /// As a record.
  public byte[] write() {
    return Seal.close(
        STATE,
        writer ->
            writer
                .number(commits)
                .number(life)
                .number(aliveNanos)
                .number(lastEvent)
                .number(lastCommand)
                .number(registrations));
  }

  /// The state in a record.
  public static Read<StateRecord> read(byte[] closed) {
    return Seal.open(
        STATE,
        closed,
        reader ->
            new StateRecord(
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number()));
  }
}
