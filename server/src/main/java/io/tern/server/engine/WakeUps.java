// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Peer;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours.Errand;
import io.tern.server.Neighbours.Neighbour;
import io.tern.server.Pressure;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.ServerPorts;
import io.tern.server.queue.CommandQueue;
import java.util.Set;

/// Passes events on, and tells the home of an endpoint that its client was heard of, where something
/// waits for it there. An event comes after the answer to the client, so what waits goes out behind it.
///
/// @param here the engine of this loop
record WakeUps(EngineScope scope, ServerPorts ports, Neighbour here) implements ServerEvents {
  private static final long POST_RETRY_NANOS = 10_000_000L;

  @Override
  public void onEvent(ServerEvent event) {
    ports.events().onEvent(event);
    switch (event) {
      case ServerEvent.CommandChanged changed -> {}
      case ServerEvent.Deregistered gone -> {}
      case ServerEvent.Expired gone -> {}
      case ServerEvent.OfRegistration heard -> {
        wake(heard.endpoint(), (there, now) -> there.onHeard(heard, now), event.timeNanos());
      }
    }
  }

  @Override
  public void onHeard(Registration registration, long nowNanos) {
    ports.events().onHeard(registration, nowNanos);
    EndpointName endpoint = registration.endpoint();
    wake(endpoint, (there, now) -> there.onHeard(endpoint, now), nowNanos);
  }

  private void wake(EndpointName endpoint, Errand errand, long atNanos) {
    if (ports.commands().isOpen(endpoint) || !ports.desired().of(endpoint).isEmpty()) {
      scope.timers().at(atNanos, now -> tell(endpoint, errand, now));
    }
  }

  private void tell(EndpointName endpoint, Errand errand, long nowNanos) {
    int home = CommandQueue.home(endpoint, scope.neighbours().loops());
    if (home == scope.loop()) {
      errand.run(here, nowNanos);
    } else if (!scope.neighbours().post(home, errand)) {
      scope.timers().at(nowNanos + POST_RETRY_NANOS, now -> tell(endpoint, errand, now));
    }
  }

  @Override
  public void onRefused(Peer peer, Refusal reason, Code code, String why, long nowNanos) {
    ports.events().onRefused(peer, reason, code, why, nowNanos);
  }

  @Override
  public void onUndecodable(Registration registration, Path path, Malformed reason, long nowNanos) {
    ports.events().onUndecodable(registration, path, reason, nowNanos);
  }

  @Override
  public void onTolerated(
      Registration registration, Path path, Set<Tolerance> tolerances, long nowNanos) {
    ports.events().onTolerated(registration, path, tolerances, nowNanos);
  }

  @Override
  public void onForeign(Registration registration, Peer from, long nowNanos) {
    ports.events().onForeign(registration, from, nowNanos);
  }

  @Override
  public void onJournalFailure(Registration registration, long nowNanos) {
    ports.events().onJournalFailure(registration, nowNanos);
  }

  @Override
  public void onPressure(Pressure pressure, long nowNanos) {
    ports.events().onPressure(pressure, nowNanos);
  }

  @Override
  public void onShed(long nowNanos) {
    ports.events().onShed(nowNanos);
  }

  @Override
  public void onCommandRefused(CommandBound bound, long nowNanos) {
    ports.events().onCommandRefused(bound, nowNanos);
  }
}
