// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.op.Downlink;

/// The loops of this server, reached through their mailboxes. May be called on any loop; never blocks.
public interface Neighbours {
  /// There is one loop only.
  Neighbours NONE =
      new Neighbours() {
        @Override
        public int loops() {
          return 1;
        }

        @Override
        public boolean post(int loop, Errand errand) {
          return false;
        }
      };

  /// How many loops there are, 1 or more. Loops have the indexes from 0.
  int loops();

  /// Has an errand run on a loop soon.
  ///
  /// @return false where its mailbox is full or the server has closed: the errand will not run
  boolean post(int loop, Errand errand);

  /// Asks a loop to drop all it holds for a registration that is over. Where its mailbox is full the
  /// wish is lost, which costs only time: the other loop finds out by itself.
  default void postGone(int loop, RegistrationId id) {
    post(loop, (there, now) -> there.onGone(id, now));
  }

  /// Asks a loop to drop what it holds below paths that a registration has no more, and to follow it to its
  /// address; may be lost as well.
  default void postChanged(int loop, Registration registration) {
    post(loop, (there, now) -> there.onChanged(registration, now));
  }

  /// What one loop has another do.
  @FunctionalInterface
  interface Errand {
    /// Runs on the loop of `there`; must not block.
    void run(Neighbour there, long nowNanos);
  }

  /// The engine of a loop, for errands on that loop.
  interface Neighbour {
    /// The loop.
    EngineScope scope();

    /// A registration is over.
    void onGone(RegistrationId id, long nowNanos);

    /// A registration announces other objects, or is at another address.
    void onChanged(Registration registration, long nowNanos);

    /// Nobody wants this any more, and the client cannot be told now.
    void onUnwanted(Observation observation, long nowNanos);

    /// A client whose home this loop is was heard of.
    void onHeard(ServerEvent.OfRegistration event, long nowNanos);

    /// A client whose home this loop is can be reached: it said something that is no event, or its awake
    /// window grew.
    void onHeard(EndpointName endpoint, long nowNanos);

    /// Sends a downlink.
    ///
    /// @param timeoutNanos more than 0, waiting included
    /// @param listener called exactly once, perhaps before this returns
    <R> void send(
        RegistrationId id,
        Downlink<R> operation,
        long timeoutNanos,
        OutcomeListener<R> listener,
        long nowNanos);

    /// Sends an Observe that no caller waits for: the values in its answer are kept and told like those
    /// of a notification (LwM2M 1.2 Core §6.4.1).
    ///
    /// @param timeoutNanos more than 0, waiting included
    /// @param listener called exactly once, perhaps before this returns
    <R> void observe(
        RegistrationId id,
        Downlink<R> operation,
        long timeoutNanos,
        OutcomeListener<R> listener,
        long nowNanos);
  }
}
