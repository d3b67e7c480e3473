// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;

/// Commands as records.
public final class CommandRecord {
  private static final String COMMAND = "command";
  private static final int QUEUED = 0;
  private static final int STARTED = 1;
  private static final int ENDED = 2;

  private CommandRecord() {}

  /// The record of a command.
  public static byte[] write(Command command) {
    return Seal.close(Place.of(COMMAND, command.id().value()), writer -> write(writer, command));
  }

  /// The command in a record.
  public static Read<Command> read(CommandId id, byte[] closed) {
    return Seal.open(Place.of(COMMAND, id.value()), closed, reader -> read(id, reader));
  }

  static void write(RecordWriter writer, Command command) {
    writer.text(command.endpoint().value());
    DownlinkRecord.write(writer, command.operation());
    writer.number(command.priority()).number(command.createdNanos());
    writer.optional(command.expiresNanos());
    state(writer, command.state());
  }

  static Command read(CommandId id, RecordReader reader) {
    return new Command(
        id,
        new EndpointName(reader.text()),
        DownlinkRecord.read(reader),
        (int) reader.number(),
        reader.number(),
        reader.optionalNumber(),
        state(reader));
  }

  private static void state(RecordWriter writer, Command.State state) {
    switch (state) {
      case Command.State.Queued(int attempts) -> writer.octet(QUEUED).number(attempts);
      case Command.State.Started(int attempts, long since) ->
          writer.octet(STARTED).number(attempts).number(since);
      case Command.State.Ended(var outcome, long at) ->
          OutcomeRecord.write(writer.octet(ENDED).number(at), outcome);
    }
  }

  private static Command.State state(RecordReader reader) {
    return switch (reader.octet()) {
      case QUEUED -> new Command.State.Queued(reader.upTo(Integer.MAX_VALUE));
      case STARTED -> new Command.State.Started(reader.upTo(Integer.MAX_VALUE), reader.number());
      case ENDED -> {
        long at = reader.number();
        yield new Command.State.Ended(OutcomeRecord.read(reader), at);
      }
      default -> throw new RecordReader.Broken("no state of a command");
    };
  }
}
