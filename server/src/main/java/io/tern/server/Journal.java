// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Makes changes durable before they are acknowledged. One per loop, called on that loop; never
/// blocks.
///
/// What is acknowledged to a client or a caller is appended first, and acknowledged when the listener
/// is told that it is durable. An event that goes with a change is durable together with it.
@FunctionalInterface
public interface Journal {
  /// Takes a change. Changes of one loop become durable in the order in which they are appended, but
  /// [Change.Refreshed], which may come later.
  ///
  /// @param event what [ServerEvents] will be told once the change is durable; gets its id now
  /// @param listener called exactly once on the loop that appended, now or later
  void append(Change change, Optional<ServerEvent> event, Listener listener, long nowNanos);

  /// Whether a change has a chance to become durable now. Where it has none, what would have to be
  /// taken back later is refused at once.
  default boolean isAccepting() {
    return true;
  }

  /// Told what became of a change.
  @FunctionalInterface
  interface Listener {
    /// Does not care.
    Listener NONE = (durable, nowNanos) -> {};

    /// The change is durable, or could not be made so.
    void onAppended(boolean durable, long nowNanos);
  }

  /// A change of what the server knows.
  sealed interface Change {
    /// A registration came into being, in place of an earlier one of its endpoint if there was one,
    /// whose observations are gone.
    record Registered(Registration registration) implements Change {}

    /// A registration changed.
    record Updated(Registration registration) implements Change {}

    /// A registration had its lifetime begin anew and nothing else. Nobody waits for it: it may be
    /// written some seconds later, and the listener is told at once.
    record Refreshed(Registration registration) implements Change {}

    /// A registration is over, and with it its observations.
    record Removed(Registration registration) implements Change {}

    /// A client agreed to an observation. It is to be known again by its token after a restart.
    record Observed(Observation observation) implements Change {}

    /// An observation is over, and its registration is not.
    record Unobserved(Observation observation) implements Change {}

    /// A client told values.
    ///
    /// @param values one node for each path and time; resources that are not mentioned stay known
    /// @param observe the number of the notification that brought them (RFC 7641 §3.4)
    record Received(
        Registration registration,
        Origin origin,
        List<TimedNode> values,
        Optional<Observation> observation,
        OptionalInt observe)
        implements Change {
      public Received {
        values = List.copyOf(values);
      }

      /// Values that came by Send or as the answer to a read.
      public static Received of(Registration registration, Origin origin, List<TimedNode> values) {
        return new Received(registration, origin, values, Optional.empty(), OptionalInt.empty());
      }
    }

    /// Somebody wants paths of an endpoint observed whenever it is registered; takes the place of an
    /// earlier wish for the same paths.
    record Desired(DesiredObservation wish) implements Change {}

    /// The client agreed to that wish. Says nothing where the wish has been replaced or withdrawn meanwhile.
    record Agreed(DesiredObservation wish) implements Change {}

    /// Nobody wants that any more.
    record Undesired(DesiredObservation wish) implements Change {}

    /// An endpoint stays awake for a time of its own, in place of an earlier one ([AwakeWindows]).
    record AwakeSet(EndpointName endpoint, int seconds) implements Change {}

    /// An endpoint has no time of its own any more.
    record AwakeUnset(EndpointName endpoint) implements Change {}

    /// A command came into being or into another state. Takes the place of its earlier states.
    record Commanded(Command command) implements Change {}
  }
}
