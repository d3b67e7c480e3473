// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import java.util.List;
import java.util.Optional;

/// Commands as the journals took them last, those that have ended included for a while. Any thread; may
/// block.
public interface CommandHistory {
  /// The command of that id.
  Optional<Command> find(CommandId id);

  /// Commands of an endpoint, the newest first.
  ///
  /// @param before begin behind this one; empty for the newest
  /// @param limitMax how many at most, 1 or more
  List<Command> list(EndpointName endpoint, Optional<CommandId> before, int limitMax);
}
