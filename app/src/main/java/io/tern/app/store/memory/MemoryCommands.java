// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.memory;

import io.tern.app.store.CommandHistory;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// The newest commands in memory, and all that have not ended.
final class MemoryCommands implements CommandHistory {
  private static final int ENDED_MAX = 10_000;

  private final ConcurrentSkipListMap<CommandId, Command> byId = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<CommandId, Boolean> ended = new ConcurrentSkipListMap<>();

  void put(Command command) {
    byId.put(command.id(), command);
    if (command.state() instanceof Command.State.Ended) {
      ended.put(command.id(), true);
      while (ended.size() > ENDED_MAX) {
        byId.remove(ended.pollFirstEntry().getKey());
      }
    }
  }

  @Override
  public Optional<Command> find(CommandId id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public List<Command> list(EndpointName endpoint, Optional<CommandId> before, int limitMax) {
    var older = before.map(id -> byId.headMap(id, false)).orElse(byId).descendingMap();
    return older.values().stream()
        .filter(command -> command.endpoint().equals(endpoint))
        .limit(limitMax)
        .toList();
  }
}
