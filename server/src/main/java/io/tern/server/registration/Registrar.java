// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Identity;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.coap.ServerUplinks;
import io.tern.lwm2m.coap.UplinkReading;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import io.tern.server.AccessPolicy.Decision;
import io.tern.server.EngineScope;
import io.tern.server.Journal.Change;
import io.tern.server.Journal.Listener;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.server.ServerPorts;
import io.tern.server.Terms;
import io.tern.server.client.Profiles;
import io.tern.server.overload.Overload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Carries out the uplinks of the Registration interface: judges who may, changes the store, waits for
/// the journal, answers, reports.
public final class Registrar {
  private static final Response UNKNOWN = Response.error(Code.NOT_FOUND, "no such registration");

  private final EngineScope scope;
  private final ServerPorts ports;
  private final ServerConfig config;
  private final Profiles profiles;
  private final Departures departures;
  private final Overload overload;
  private final Expiry expiry;
  private final Placements placements;
  private final ProfileLists profileLists = new ProfileLists();

  public Registrar(
      EngineScope scope,
      ServerPorts ports,
      ServerConfig config,
      Profiles profiles,
      Departures departures,
      Overload overload) {
    this.scope = scope;
    this.ports = ports;
    this.config = config;
    this.profiles = profiles;
    this.departures = departures;
    this.overload = overload;
    this.expiry =
        new Expiry(
            scope.loop(),
            scope.timers(),
            ports.registrations(),
            config,
            overload::takesExpiries,
            this::expire);
    this.placements = new Placements(scope, ports, expiry, departures);
  }

  /// Whether the client of that registration has no answer to its Register, so that nothing may be sent to
  /// it yet.
  public boolean isUnanswered(RegistrationId id) {
    return placements.isUnanswered(id);
  }

  /// Whether another one is in the place of that registration and not durable: it may come back.
  public boolean isLeaving(RegistrationId id) {
    return placements.isLeaving(id);
  }

  /// The timers of the registrations that this loop looks after.
  public Expiry expiry() {
    return expiry;
  }

  /// Carries out what a client asks, and answers it.
  public void onUplink(
      Peer peer, UplinkReading.Understood asked, Responder responder, long nowNanos) {
    Asking asking = new Asking(peer, responder, asked.tolerances());
    switch (asked.uplink()) {
      case Uplink.Register register -> overload.register(new Coming(asking, register), nowNanos);
      case Uplink.Update update -> update(asking, update, nowNanos);
      case Uplink.Deregister(String handle) -> deregister(asking, handle, nowNanos);
    }
  }

  /// The registration of which `peer` is the client: it registered or updated from there, or the policy
  /// knows its name by its identity. Empty where there is none, or its time is over.
  public Optional<Registration> registeredAs(Peer peer, long nowNanos) {
    Identity identity = peer.identity();
    return ports
        .registrations()
        .byPeer(peer)
        .or(() -> named(identity).flatMap(ports.registrations()::byEndpoint))
        .filter(registration -> registration.peer().identity().equals(identity))
        .filter(registration -> isAllowed(identity, registration.endpoint()))
        .filter(registration -> !expiry.isOver(registration, nowNanos));
  }

  /// The name that an identity proves; who proves nothing has none.
  private Optional<EndpointName> named(Identity identity) {
    return !(identity instanceof Identity.Anonymous)
            && ports.access().judge(identity, Optional.empty())
                instanceof Decision.Allowed(EndpointName endpoint)
        ? Optional.of(endpoint)
        : Optional.empty();
  }

  private boolean isAllowed(Identity identity, EndpointName endpoint) {
    return ports.access().judge(identity, Optional.of(endpoint)) instanceof Decision.Allowed;
  }

  private record Asking(Peer peer, Responder responder, Set<Tolerance> tolerances) {}

  /// A Register that waits for its turn.
  private final class Coming implements Overload.Arrival {
    private final Asking asking;
    private final Uplink.Register register;

    Coming(Asking asking, Uplink.Register register) {
      this.asking = asking;
      this.register = register;
    }

    @Override
    public void onTurn(long nowNanos) {
      register(asking, register, nowNanos);
    }

    @Override
    public void onRefused(int seconds, long nowNanos) {
      Response busy = unavailable("too busy to register clients", seconds);
      refuse(asking, Refusal.OVERLOADED, busy, nowNanos);
    }
  }

  private void register(Asking asking, Uplink.Register register, long nowNanos) {
    switch (ports.access().judge(asking.peer.identity(), register.endpoint())) {
      case Decision.Refused(Code code, String why) ->
          refuse(asking, Refusal.FORBIDDEN, Response.error(code, why), nowNanos);
      case Decision.Allowed(EndpointName endpoint) -> {
        long lifetime = register.lifetimeSeconds().orElse(config.lifetimeSecondsDefault());
        if (!config.allowsLifetime(lifetime)) {
          refuseLifetime(asking, nowNanos);
          return;
        }
        Optional<ObjectList> objects =
            profileLists.resolve(register.profiles(), register.objects());
        if (objects.isEmpty()) {
          refuseProfile(asking, nowNanos);
          return;
        }
        Terms terms =
            profiles.shared(
                new Terms(
                    register.release(),
                    lifetime,
                    register.binding(),
                    register.queueMode(),
                    register.sms(),
                    objects.get()));
        place(asking, endpoint, terms, nowNanos);
      }
    }
  }

  /// Puts a new registration where none, or an earlier one of the same endpoint, is.
  private void place(Asking asking, EndpointName endpoint, Terms terms, long nowNanos) {
    Optional<Registration> earlier;
    Registration next;
    do {
      earlier = ports.registrations().byEndpoint(endpoint);
      if (earlier.isPresent() && isUnproved(asking.peer) && !isUnproved(earlier.get().peer())) {
        Response forbidden = Response.error(Code.FORBIDDEN, "this endpoint registered securely");
        refuse(asking, Refusal.FORBIDDEN, forbidden, nowNanos);
        return;
      }
      if (earlier.isEmpty() && ports.registrations().count() >= config.registrationsMax()) {
        refuse(asking, Refusal.OVERLOADED, overloaded("no room for another client"), nowNanos);
        return;
      }
      if (isStoreRefusing(asking, nowNanos)) {
        return;
      }
      next = placed(asking, endpoint, terms, earlier, nowNanos);
    } while (!ports.registrations().replace(earlier, next));
    Registration placed = next;
    ServerEvent event = new ServerEvent.Registered(placed, earlier, nowNanos);
    placements.onPlaced(
        placed,
        earlier,
        event,
        (durable, doneNanos) -> {
          if (durable) {
            asking.responder.respond(ServerUplinks.registered(placed.id().toString()), doneNanos);
            ports.events().onEvent(event);
            reportTolerated(asking, placed, doneNanos);
          } else {
            answerUndurable(asking, placed, doneNanos);
          }
        },
        nowNanos);
  }

  private void reportTolerated(Asking asking, Registration registration, long nowNanos) {
    if (!asking.tolerances.isEmpty()) {
      ports.events().onTolerated(registration, Path.ROOT, asking.tolerances, nowNanos);
    }
  }

  private Registration placed(
      Asking asking,
      EndpointName endpoint,
      Terms terms,
      Optional<Registration> earlier,
      long nowNanos) {
    RegistrationId id = RegistrationId.random(scope.random());
    return earlier
        .map(there -> there.replaced(id, terms, asking.peer, scope.loop(), nowNanos))
        .orElseGet(
            () ->
                new Registration(
                    id, endpoint, terms, asking.peer, scope.loop(), nowNanos, nowNanos, nowNanos));
  }

  private static boolean isUnproved(Peer peer) {
    return peer.identity() instanceof Identity.Anonymous;
  }

  private void update(Asking asking, Uplink.Update asked, long nowNanos) {
    Registration before;
    Uplink.Update update = asked;
    Registration after;
    do {
      Optional<Registration> found = owned(asking, update.handle(), nowNanos);
      if (found.isEmpty()) {
        return;
      }
      before = found.get();
      if (!asked.profiles().isEmpty()) {
        Optional<ObjectList> objects = objects(asked, before);
        if (objects.isEmpty()) {
          refuseProfile(asking, nowNanos);
          return;
        }
        update = asked.withObjects(objects.get());
      }
      Terms terms = changed(before.terms(), update);
      boolean newLifetime = terms.lifetimeSeconds() != before.terms().lifetimeSeconds();
      if (newLifetime && !config.allowsLifetime(terms.lifetimeSeconds())) {
        refuseLifetime(asking, nowNanos);
        return;
      }
      after = before.updated(terms, asking.peer, scope.loop(), nowNanos);
      if (!isRefresh(before, after) && isStoreRefusing(asking, nowNanos)) {
        return;
      }
    } while (!ports.registrations().replace(Optional.of(before), after));
    expiry.watch(before, after);
    boolean moved = !after.peer().equals(before.peer());
    if (moved || !after.terms().objects().equals(before.terms().objects())) {
      departures.onChanged(before, after, nowNanos);
    }
    answerUpdate(asking, before, after, nowNanos);
  }

  /// What an Update with profiles makes of the object list; empty where one is not known.
  private Optional<ObjectList> objects(Uplink.Update update, Registration before) {
    ObjectList known = before.terms().objects();
    return profileLists.resolve(
        update.profiles(),
        update
            .objects()
            .orElseGet(() -> new ObjectList(known.alternatePath(), known.formats(), List.of())));
  }

  private void refuseProfile(Asking asking, long nowNanos) {
    Response response = Response.error(Code.CONFLICT, "that profile is not known here");
    refuse(asking, Refusal.MALFORMED, response, nowNanos);
  }

  /// A plain refresh is answered at once and written when there is time.
  private void answerUpdate(Asking asking, Registration before, Registration after, long nowNanos) {
    ServerEvent event = new ServerEvent.Updated(after, before, nowNanos);
    if (isRefresh(before, after)) {
      asking.responder.respond(ServerUplinks.updated(), nowNanos);
      ports
          .journal()
          .append(new Change.Refreshed(after), Optional.of(event), Listener.NONE, nowNanos);
      ports.events().onEvent(event);
      reportTolerated(asking, after, nowNanos);
      return;
    }
    ports
        .journal()
        .append(
            new Change.Updated(after),
            Optional.of(event),
            (durable, doneNanos) -> {
              if (durable) {
                asking.responder.respond(ServerUplinks.updated(), doneNanos);
                ports.events().onEvent(event);
                reportTolerated(asking, after, doneNanos);
              } else {
                // Otherwise its repetition would change nothing, and be answered at once. This loop
                // looks after it, for that of before may have stopped to do so.
                Registration back = before.onLoop(scope.loop());
                if (ports.registrations().replace(Optional.of(after), back)) {
                  expiry.watch(back);
                }
                answerUndurable(asking, after, doneNanos);
              }
            },
            nowNanos);
  }

  private static boolean isRefresh(Registration before, Registration after) {
    return after.terms().equals(before.terms()) && after.peer().equals(before.peer());
  }

  /// What an Update leaves out stays. In 1.0 a binding without `Q` ends queue mode.
  private Terms changed(Terms terms, Uplink.Update update) {
    boolean refresh =
        update.lifetimeSeconds().isEmpty()
            && update.binding().isEmpty()
            && update.queueMode().isEmpty()
            && update.sms().isEmpty()
            && update.objects().isEmpty();
    if (refresh) {
      return terms;
    }
    boolean bindingSaysIt = update.binding().isPresent() && terms.release() == Release.V1_0;
    return profiles.shared(
        new Terms(
            terms.release(),
            update.lifetimeSeconds().orElse(terms.lifetimeSeconds()),
            update.binding().orElse(terms.binding()),
            update.queueMode().orElse(!bindingSaysIt && terms.queueMode()),
            update.sms().or(terms::sms),
            update.objects().orElse(terms.objects())));
  }

  private void deregister(Asking asking, String handle, long nowNanos) {
    Registration gone;
    do {
      Optional<Registration> found = owned(asking, handle, nowNanos);
      if (found.isEmpty()) {
        return;
      }
      gone = found.get();
      if (isStoreRefusing(asking, nowNanos)) {
        return;
      }
    } while (!ports.registrations().remove(gone));
    Registration removed = gone;
    depart(removed, nowNanos);
    ServerEvent event = new ServerEvent.Deregistered(removed, nowNanos);
    ports
        .journal()
        .append(
            new Change.Removed(removed),
            Optional.of(event),
            (durable, doneNanos) -> {
              if (durable) {
                asking.responder.respond(ServerUplinks.deregistered(), doneNanos);
                ports.events().onEvent(event);
              } else {
                if (ports.registrations().replace(Optional.empty(), removed)) {
                  expiry.watch(removed);
                }
                answerUndurable(asking, removed, doneNanos);
              }
            },
            nowNanos);
  }

  /// The registration of that handle if the asking peer is its client. Otherwise the peer has its
  /// answer, which is the same for a handle that nobody has and for one of somebody else.
  private Optional<Registration> owned(Asking asking, String handle, long nowNanos) {
    Optional<Registration> found =
        RegistrationId.parse(handle).flatMap(ports.registrations()::byId);
    if (found.isEmpty()) {
      refuse(asking, Refusal.NOT_FOUND, UNKNOWN, nowNanos);
      return Optional.empty();
    }
    Registration registration = found.get();
    Identity identity = asking.peer.identity();
    if (!identity.equals(registration.peer().identity())
        || !isAllowed(identity, registration.endpoint())) {
      ports.events().onForeign(registration, asking.peer, nowNanos);
      refuse(asking, Refusal.FORBIDDEN, UNKNOWN, nowNanos);
      return Optional.empty();
    }
    if (expiry.isOver(registration, nowNanos)) {
      // Its timer runs in a moment, or did on a loop that is behind.
      if (ports.journal().isAccepting() && ports.registrations().remove(registration)) {
        expire(registration, nowNanos);
      }
      refuse(asking, Refusal.NOT_FOUND, UNKNOWN, nowNanos);
      return Optional.empty();
    }
    return found;
  }

  private void expire(Registration over, long nowNanos) {
    depart(over, nowNanos);
    ServerEvent event = new ServerEvent.Expired(over, nowNanos);
    ports.journal().append(new Change.Removed(over), Optional.of(event), Listener.NONE, nowNanos);
    ports.events().onEvent(event);
  }

  private void depart(Registration gone, long nowNanos) {
    expiry.forget(gone.id());
    departures.onGone(gone, nowNanos);
  }

  private void refuseLifetime(Asking asking, long nowNanos) {
    Response response =
        Response.error(
            Code.BAD_REQUEST,
            "lt is from "
                + config.lifetimeSecondsMin()
                + " to "
                + config.lifetimeSecondsMax()
                + " here");
    refuse(asking, Refusal.MALFORMED, response, nowNanos);
  }

  /// While nothing can be stored, what would change something is refused before it does.
  private boolean isStoreRefusing(Asking asking, long nowNanos) {
    if (ports.journal().isAccepting()) {
      return false;
    }
    refuse(asking, Refusal.OVERLOADED, overloaded("cannot store that now"), nowNanos);
    return true;
  }

  /// What a client is told whose change cannot be made durable now.
  public Response undurable() {
    return overloaded("cannot store that now");
  }

  private void answerUndurable(Asking asking, Registration registration, long nowNanos) {
    ports.events().onJournalFailure(registration, nowNanos);
    asking.responder.respond(undurable(), nowNanos);
  }

  private Response overloaded(String why) {
    return unavailable(why, overload.retrySeconds());
  }

  private static Response unavailable(String why, int seconds) {
    return new Response(
        Code.SERVICE_UNAVAILABLE,
        Options.builder().addUint(OptionNumber.MAX_AGE, seconds).build(),
        Bytes.ofUtf8(why));
  }

  private void refuse(Asking asking, Refusal reason, Response response, long nowNanos) {
    ports.events().onRefused(asking.peer, reason, response.code(), response.diagnostic(), nowNanos);
    asking.responder.respond(response, nowNanos);
  }
}
