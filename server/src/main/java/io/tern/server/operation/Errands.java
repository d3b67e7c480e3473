// SPDX-License-Identifier: Apache-2.0

package io.tern.server.operation;

import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours;
import io.tern.server.Neighbours.Neighbour;
import io.tern.server.Observation;
import io.tern.server.ObservationStore;
import io.tern.server.OutcomeListener;
import io.tern.server.Registration;
import java.util.List;

/// Sends downlinks on the loop where their client was last heard, and brings the outcomes home to this
/// loop.
public final class Errands {
  private static final long POST_RETRY_NANOS = 10_000_000L;

  private final Neighbour here;
  private final EngineScope scope;
  private final ObservationStore observations;

  /// @param here the engine of this loop
  public Errands(Neighbour here, ObservationStore observations) {
    this.here = here;
    this.scope = here.scope();
    this.observations = observations;
  }

  /// The loop on which an operation goes out: an observation lives where its token is held, so that a
  /// newer one of the same finds and replaces it; everything else goes where the client is.
  public static int loopOf(
      Registration registration, Downlink<?> operation, ObservationStore observations) {
    return observations.of(registration.id()).stream()
        .filter(observation -> isAbout(observation, operation))
        .findFirst()
        .map(Observation::loop)
        .orElse(registration.loop());
  }

  private static boolean isAbout(Observation observation, Downlink<?> operation) {
    return switch (operation) {
      case Downlink.Observe observe -> observation.isOf(List.of(observe.path()), false);
      case Downlink.CancelObservation cancel -> observation.isOf(List.of(cancel.path()), false);
      case Downlink.ObserveComposite observe -> observation.isOf(observe.paths(), true);
      case Downlink.CancelObservationComposite cancel -> observation.isOf(cancel.paths(), true);
      default -> false;
    };
  }

  /// Sends `operation` to the client of `registration`.
  ///
  /// @param timeoutNanos more than 0, waiting included
  /// @param listener called exactly once on this loop, perhaps before this returns
  public <R> void send(
      Registration registration,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    go(
        registration,
        operation,
        (there, back, then) -> there.send(registration.id(), operation, timeoutNanos, back, then),
        listener,
        nowNanos);
  }

  /// Sends an Observe that no caller waits for: what it is answered is told as a notification.
  ///
  /// @param timeoutNanos more than 0, waiting included
  /// @param listener called exactly once on this loop, perhaps before this returns
  public <R> void observe(
      Registration registration,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    go(
        registration,
        operation,
        (there, back, then) ->
            there.observe(registration.id(), operation, timeoutNanos, back, then),
        listener,
        nowNanos);
  }

  /// What to do on the loop that an operation belongs to.
  @FunctionalInterface
  private interface There<R> {
    void run(Neighbour there, OutcomeListener<R> back, long nowNanos);
  }

  private <R> void go(
      Registration registration,
      Downlink<R> operation,
      There<R> what,
      OutcomeListener<R> listener,
      long nowNanos) {
    Neighbours.Errand errand =
        (there, then) ->
            what.run(
                there, (outcome, endNanos) -> comeBack(there, listener, outcome, endNanos), then);
    int loop = loopOf(registration, operation, observations) % scope.neighbours().loops();
    if (loop == scope.loop()) {
      errand.run(here, nowNanos);
    } else if (!scope.neighbours().post(loop, errand)) {
      listener.onOutcome(new Outcome.Overloaded<>("its loop is busy"), nowNanos);
    }
  }

  /// Has the loop that holds an observation forget it.
  public void forget(Observation observation, long nowNanos) {
    Neighbours.Errand errand = (there, then) -> there.onUnwanted(observation, then);
    int loop = observation.loop() % scope.neighbours().loops();
    if (loop == scope.loop()) {
      errand.run(here, nowNanos);
    } else {
      scope.neighbours().post(loop, errand); // a lost one shows as an observation nobody wants
    }
  }

  /// Carries an outcome home. It must not be lost.
  private <R> void comeBack(
      Neighbour there, OutcomeListener<R> listener, Outcome<R> outcome, long nowNanos) {
    if (there.scope().loop() == scope.loop()) {
      listener.onOutcome(outcome, nowNanos);
      return;
    }
    boolean posted =
        there
            .scope()
            .neighbours()
            .post(scope.loop(), (home, then) -> listener.onOutcome(outcome, then));
    if (!posted) {
      there
          .scope()
          .timers()
          .at(nowNanos + POST_RETRY_NANOS, now -> comeBack(there, listener, outcome, now));
    }
  }
}
