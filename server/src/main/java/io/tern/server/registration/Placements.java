// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.server.EngineScope;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.RegistrationStore;
import io.tern.server.ServerEvent;
import io.tern.server.ServerPorts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Registrations that are in place while the journal makes them durable. Until their clients are answered
/// nothing is sent to them (LwM2M 1.2 Core §6.2.1), and what they took the place of may come back.
final class Placements {
  private final EngineScope scope;
  private final ServerPorts ports;
  private final Expiry expiry;
  private final Departures departures;

  /// Of which the journal of this loop has not told yet.
  private final Map<RegistrationId, Placement> unanswered = new HashMap<>();

  Placements(EngineScope scope, ServerPorts ports, Expiry expiry, Departures departures) {
    this.scope = scope;
    this.ports = ports;
    this.expiry = expiry;
    this.departures = departures;
  }

  /// Makes durable what has just been put in place, and takes it back where that fails.
  ///
  /// @param answer told what became of it; answers the client
  void onPlaced(
      Registration placed,
      Optional<Registration> replaced,
      ServerEvent event,
      Journal.Listener answer,
      long nowNanos) {
    expiry.watch(placed);
    Placement placement = new Placement(placed, replaced, answer);
    ports.journal().append(new Change.Registered(placed), Optional.of(event), placement, nowNanos);
    if (!placement.decided) {
      unanswered.put(placed.id(), placement);
    }
  }

  private final class Placement implements Journal.Listener {
    private final Registration placed;
    private final Optional<Registration> replaced;
    private final Journal.Listener answer;

    /// That of `replaced`, where the journal has not told of it.
    private final Optional<Placement> over;

    private boolean decided;
    private boolean refused;

    Placement(Registration placed, Optional<Registration> replaced, Journal.Listener answer) {
      this.placed = placed;
      this.replaced = replaced;
      this.answer = answer;
      this.over =
          replaced.isPresent() && !unanswered.isEmpty()
              ? Optional.ofNullable(unanswered.get(replaced.get().id()))
              : Optional.empty();
    }

    /// What was there before and is durable, as far as the journal has told: it tells in order.
    Optional<Registration> before() {
      return over.isPresent() && over.get().refused ? over.get().before() : replaced;
    }

    boolean mayBringBack(RegistrationId id) {
      return before().filter(earlier -> earlier.id().equals(id)).isPresent();
    }

    @Override
    public void onAppended(boolean durable, long nowNanos) {
      if (durable) {
        before().ifPresent(gone -> depart(gone, nowNanos));
      } else {
        refused = true;
        takeBack(nowNanos);
      }
      answer.onAppended(durable, nowNanos);
      decided = true;
      unanswered.remove(placed.id(), this);
      departures.onAnswered(placed, nowNanos);
    }

    private void takeBack(long nowNanos) {
      // This loop looks after it, for that of before may have stopped to do so.
      Optional<Registration> back = before().map(earlier -> earlier.onLoop(scope.loop()));
      if (remove(placed.id(), back)) {
        back.ifPresent(expiry::watch);
      } else if (!isReplacedHere()) { // what took its place takes it back, if need be
        back.ifPresent(gone -> depart(gone, nowNanos));
      }
      depart(placed, nowNanos);
    }

    /// Whether a later Register of the same client waits for the journal of this loop.
    private boolean isReplacedHere() {
      return ports
          .registrations()
          .byEndpoint(placed.endpoint())
          .filter(current -> isUnanswered(current.id()))
          .isPresent();
    }
  }

  /// Puts what was there before in the place of a registration, if that is still there.
  private boolean remove(RegistrationId id, Optional<Registration> before) {
    RegistrationStore registrations = ports.registrations();
    Optional<Registration> there = registrations.byId(id);
    while (there.isPresent()) {
      if (before.isPresent()
          ? registrations.replace(there, before.get())
          : registrations.remove(there.get())) {
        return true;
      }
      there = registrations.byId(id);
    }
    return false;
  }

  private void depart(Registration gone, long nowNanos) {
    expiry.forget(gone.id());
    departures.onGone(gone, nowNanos);
  }

  /// Whether the client of that registration has no answer to its Register.
  boolean isUnanswered(RegistrationId id) {
    return !unanswered.isEmpty() && unanswered.containsKey(id);
  }

  /// Whether another one is in the place of that registration, and the journal may refuse it. Looks at all that
  /// wait.
  boolean isLeaving(RegistrationId id) {
    return unanswered.values().stream().anyMatch(placement -> placement.mayBringBack(id));
  }
}
