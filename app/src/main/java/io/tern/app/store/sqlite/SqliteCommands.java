// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.CommandHistory;
import io.tern.app.store.record.CommandRecord;
import io.tern.app.store.record.Place;
import io.tern.app.store.record.Read;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Commands in the database.
final class SqliteCommands implements CommandHistory {
  private final Readers readers;
  private final LongAdder quarantined;

  SqliteCommands(Readers readers, LongAdder quarantined) {
    this.readers = readers;
    this.quarantined = quarantined;
  }

  @Override
  public Optional<Command> find(CommandId id) {
    return read(
            "SELECT id, body FROM command WHERE id = ?", select -> select.setLong(1, id.value()))
        .stream()
        .findFirst();
  }

  @Override
  public List<Command> list(EndpointName endpoint, Optional<CommandId> before, int limitMax) {
    return read(
        "SELECT id, body FROM command WHERE endpoint = ? AND id < ? ORDER BY id DESC LIMIT ?",
        select -> {
          select.setBytes(1, Place.key(endpoint));
          select.setLong(2, before.map(CommandId::value).orElse(Long.MAX_VALUE));
          select.setInt(3, limitMax);
        });
  }

  private interface Binding {
    void bind(PreparedStatement select) throws SQLException;
  }

  private List<Command> read(String sql, Binding binding) {
    try {
      return readers.read(
          connection -> {
            List<Command> commands = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
              binding.bind(select);
              try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  add(row, commands);
                }
              }
            }
            return commands;
          });
    } catch (SQLException e) {
      throw new IllegalStateException("the store cannot be read: " + e.getMessage(), e);
    }
  }

  private void add(ResultSet row, List<Command> commands) throws SQLException {
    long id = row.getLong(1);
    if (id >= 0
        && CommandRecord.read(new CommandId(id), row.getBytes(2))
            instanceof Read.Ok<Command>(Command command)) {
      commands.add(command);
    } else {
      quarantined.increment();
    }
  }
}
