// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import java.util.List;
import java.util.Optional;

/// The commands that are known now: those without outcome, and the latest of those with one. Any
/// thread may ask; only the home loop of an endpoint changes its commands.
public interface CommandStore {
  /// An id greater than all before, earlier runs included.
  CommandId nextId();

  /// Takes a command in, in place of an earlier state of it.
  void put(Command command);

  /// Forgets a command that has not become durable.
  void remove(Command command);

  /// The command with this id.
  Optional<Command> byId(CommandId id);

  /// The commands of an endpoint, in order of id.
  List<Command> of(EndpointName endpoint);

  /// Whether an endpoint has a command without outcome. Asked at every message of every client, so it
  /// costs one look into a hash map.
  boolean isOpen(EndpointName endpoint);

  /// How many commands have no outcome, of all endpoints.
  long open();
}
