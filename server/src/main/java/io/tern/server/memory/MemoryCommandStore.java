// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.CommandStore;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Commands in memory: an immutable map an endpoint, and the latest of those that have an outcome.
public final class MemoryCommandStore implements CommandStore {
  private final Map<CommandId, Command> byId = new ConcurrentHashMap<>();
  private final Map<EndpointName, NavigableMap<CommandId, Command>> byEndpoint =
      new ConcurrentHashMap<>();
  private final Map<EndpointName, Integer> openByEndpoint = new ConcurrentHashMap<>();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong lastId;
  private final int endedMax;
  private final ConcurrentLinkedQueue<Command> ended = new ConcurrentLinkedQueue<>();
  private final AtomicInteger endedCount = new AtomicInteger();

  /// @param lastId the greatest id that was ever given, 0 where there was none
  /// @param endedMax how many commands with an outcome are remembered, 0 or more
  public MemoryCommandStore(long lastId, int endedMax) {
    this.lastId = new AtomicLong(lastId);
    this.endedMax = endedMax;
  }

  @Override
  public CommandId nextId() {
    return new CommandId(lastId.incrementAndGet());
  }

  @Override
  public void put(Command command) {
    Optional<Command> before = Optional.ofNullable(byId.put(command.id(), command));
    index(command);
    count(command, (isOpen(command) ? 1 : 0) - (before.map(this::isOpen).orElse(false) ? 1 : 0));
    if (!isOpen(command)) {
      remember(command);
    }
  }

  @Override
  public void remove(Command command) {
    Optional<Command> before = Optional.ofNullable(byId.remove(command.id()));
    before.ifPresent(
        known -> {
          drop(known);
          count(known, isOpen(known) ? -1 : 0);
        });
  }

  private boolean isOpen(Command command) {
    return !(command.state() instanceof Command.State.Ended);
  }

  private void index(Command command) {
    byEndpoint.compute(
        command.endpoint(),
        (endpoint, present) -> {
          TreeMap<CommandId, Command> next =
              present == null ? new TreeMap<>() : new TreeMap<>(present);
          next.put(command.id(), command);
          return next;
        });
  }

  private void drop(Command command) {
    byEndpoint.computeIfPresent(
        command.endpoint(),
        (endpoint, present) -> {
          TreeMap<CommandId, Command> next = new TreeMap<>(present);
          next.remove(command.id());
          return next.isEmpty() ? null : next;
        });
  }

  private void count(Command command, int change) {
    if (change != 0) {
      open.addAndGet(change);
      openByEndpoint.merge(
          command.endpoint(), change, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }
  }

  private void remember(Command command) {
    ended.add(command);
    if (endedCount.incrementAndGet() > endedMax) {
      Command oldest = ended.poll();
      if (oldest != null) {
        endedCount.decrementAndGet();
        byId.remove(oldest.id());
        drop(oldest);
      }
    }
  }

  @Override
  public Optional<Command> byId(CommandId id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public List<Command> of(EndpointName endpoint) {
    NavigableMap<CommandId, Command> commands = byEndpoint.get(endpoint);
    return commands == null ? List.of() : List.copyOf(commands.values());
  }

  @Override
  public boolean isOpen(EndpointName endpoint) {
    // Asked at every message: where nothing waits for anybody, the name need not be fetched.
    return !openByEndpoint.isEmpty() && openByEndpoint.containsKey(endpoint);
  }

  @Override
  public long open() {
    return open.get();
  }
}
