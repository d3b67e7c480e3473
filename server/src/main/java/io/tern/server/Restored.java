// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.util.List;

/// What a store kept of an earlier run beside registrations and observations, which it hands back in
/// their stores. Given to the server once, before the first loop runs.
///
/// @param desired what is wanted observed
/// @param commands those without outcome, in order of their ids
/// @param lastCommand the greatest id that was ever given to a command; 0 where there was none
public record Restored(List<DesiredObservation> desired, List<Command> commands, long lastCommand) {
  /// The first run.
  public static final Restored NOTHING = new Restored(List.of(), List.of(), 0);

  public Restored {
    desired = List.copyOf(desired);
    commands = List.copyOf(commands);
  }
}
