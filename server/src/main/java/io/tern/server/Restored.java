// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.Token;
import io.tern.lwm2m.EndpointName;
import java.util.List;
import java.util.Map;

/// What a store kept of an earlier run beside registrations and observations, which it hands back in
/// their stores. Given to the server once, before the first loop runs.
///
/// @param observed the number of the last notification of each observation (RFC 7641 §3.4)
/// @param desired what is wanted observed
/// @param awake how many seconds clients stay awake that have a window of their own
/// @param commands those without outcome, in order of their ids
/// @param lastCommand the greatest id that was ever given to a command; 0 where there was none
public record Restored(
    Map<Token, Integer> observed,
    List<DesiredObservation> desired,
    Map<EndpointName, Integer> awake,
    List<Command> commands,
    long lastCommand) {
  /// The first run.
  public static final Restored NOTHING = new Restored(Map.of(), List.of(), Map.of(), List.of(), 0);

  public Restored {
    observed = Map.copyOf(observed);
    desired = List.copyOf(desired);
    awake = Map.copyOf(awake);
    commands = List.copyOf(commands);
  }
}
