// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import java.util.OptionalLong;

/// An operation that waits for a client, is under way, or has ended; an immutable value. It outlives
/// registrations and restarts, and has exactly one outcome.
///
/// @param priority greater goes first; commands of one priority go in order of their id
/// @param createdNanos when it was accepted
/// @param expiresNanos when it ends unless it has been sent by then; empty for never
public record Command(
    CommandId id,
    EndpointName endpoint,
    Downlink<?> operation,
    int priority,
    long createdNanos,
    OptionalLong expiresNanos,
    State state) {
  /// How far a command is.
  public sealed interface State {
    /// It waits.
    ///
    /// @param attempts how often it was sent in vain, 0 at first
    record Queued(int attempts) implements State {}

    /// It may have reached the client. One that is found so after a restart has an unknown outcome:
    /// Execute is not sent again.
    ///
    /// @param attempts how often it was sent, this time included
    record Started(int attempts, long sinceNanos) implements State {}

    /// It is over.
    record Ended(Outcome<?> outcome, long atNanos) implements State {}
  }

  /// The same in another state.
  public Command in(State next) {
    return new Command(id, endpoint, operation, priority, createdNanos, expiresNanos, next);
  }
}
