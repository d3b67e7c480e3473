// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.coap.DownlinkRequest;
import io.tern.lwm2m.coap.ObjectLists;
import io.tern.lwm2m.coap.ServerDownlinks;
import io.tern.lwm2m.coap.ServerUplinks;
import io.tern.lwm2m.coap.UplinkReading;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.AwakeSetting;
import io.tern.server.DesiredObservation;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours;
import io.tern.server.Observation;
import io.tern.server.OutcomeListener;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.server.ServerPorts;
import io.tern.server.client.Presence;
import io.tern.server.client.Profiles;
import io.tern.server.client.Windows;
import io.tern.server.desired.DesiredObservations;
import io.tern.server.observe.Observations;
import io.tern.server.operation.Operations;
import io.tern.server.overload.Overload;
import io.tern.server.queue.CommandQueue;
import io.tern.server.registration.Departures;
import io.tern.server.registration.Registrar;
import io.tern.server.send.Sends;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/// The LwM2M server on one loop, without sockets, threads and clocks: takes requests of clients, sends
/// downlinks, reports events (LwM2M 1.2 Core §6.2 to §6.5).
///
/// Several engines share stores; each owns the timers and tokens of the clients that talk to its loop.
public final class ServerEngine implements Handler, Neighbours.Neighbour {
  private static final List<String> CORE = List.of(".well-known", "core");
  private static final List<Link> OWN_RESOURCES = List.of(Link.of("/rd"), Link.of("/dp"));

  private final EngineScope scope;
  private final ServerPorts ports;
  private final ObjectLists objectLists;
  private final Set<Tolerance> tolerated;
  private final Profiles profiles;
  private final Presence presence;
  private final Observations observations;
  private final Operations operations;
  private final Registrar registrar;
  private final Sends sends;
  private final CommandQueue commands;
  private final DesiredObservations desired;
  private final Windows windows;
  private final Overload overload;

  /// Assembles the parts.
  public ServerEngine(EngineScope scope, ServerPorts outer, ServerConfig config) {
    this.scope = scope;
    objectLists = new ObjectLists(config.objectLinks());
    tolerated = config.answers().tolerated();
    overload = new Overload(scope, outer, config.overload(), this::openOperations);
    ServerPorts counted = outer.withJournal(overload.journal());
    this.ports = counted.withEvents(new WakeUps(scope, counted, this));
    profiles = new Profiles(ports.models(), config.answers());
    presence = new Presence(ports.registrations(), ports.awake(), config.awakeSeconds());
    observations = new Observations(scope, ports, profiles, presence, this::isLeaving);
    operations =
        new Operations(
            scope,
            ports,
            config,
            new Operations.Clients(profiles, presence, observations, this::isUnanswered));
    registrar = new Registrar(scope, ports, config, profiles, new Dropping(), overload);
    sends = new Sends(ports, registrar, profiles, presence);
    commands = new CommandQueue(this, counted, config, overload);
    desired = new DesiredObservations(this, counted, config);
    windows = new Windows(counted, config, this::onHeard);
  }

  private boolean isUnanswered(RegistrationId id) {
    return registrar.isUnanswered(id);
  }

  private boolean isLeaving(RegistrationId id) {
    return registrar.isLeaving(id);
  }

  private int openOperations() {
    return operations.open();
  }

  /// Has `behindNanos` tell how long the loop has had more to do than one turn takes, in nanoseconds, and
  /// `memoryShort` whether there is no memory for anything new.
  public void measureWith(LongUnaryOperator behindNanos, BooleanSupplier memoryShort) {
    overload.measureWith(behindNanos, memoryShort);
  }

  @Override
  public EngineScope scope() {
    return scope;
  }

  /// The commands whose home this loop is.
  CommandQueue commands() {
    return commands;
  }

  /// The desired observations whose home this loop is.
  DesiredObservations desired() {
    return desired;
  }

  /// The awake windows whose home this loop is.
  Windows windows() {
    return windows;
  }

  @Override
  public void onHeard(EndpointName endpoint, long nowNanos) {
    desired.onHeard(endpoint, nowNanos);
    commands.onHeard(endpoint, nowNanos);
  }

  @Override
  public void onHeard(ServerEvent.OfRegistration event, long nowNanos) {
    switch (event) {
      case ServerEvent.Registered registered -> desired.onRegistered(event.endpoint(), nowNanos);
      case ServerEvent.ObservationEnded ended ->
          desired.onEnded(event.endpoint(), ended.path(), ended.why(), nowNanos);
      case ServerEvent.Updated updated -> desired.onUpdated(updated, nowNanos);
      default -> desired.onHeard(event.endpoint(), nowNanos);
    }
    commands.onHeard(event.endpoint(), nowNanos);
  }

  @Override
  public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
    if (request.method().equals(Code.GET) && request.options().uriPath().equals(CORE)) {
      responder.respond(
          Response.content(
              Code.CONTENT, ContentFormat.LINK_FORMAT, LinkFormat.write(OWN_RESOURCES)),
          nowNanos);
      return;
    }
    switch (ServerUplinks.read(request, objectLists, tolerated)) {
      case UplinkReading.Understood understood ->
          registrar.onUplink(peer, understood, responder, nowNanos);
      case UplinkReading.Data data -> sends.onSend(peer, data, responder, nowNanos);
      case UplinkReading.Refused refused -> {
        boolean elsewhere =
            refused.code().equals(Code.NOT_FOUND) || refused.code().equals(Code.METHOD_NOT_ALLOWED);
        ports
            .events()
            .onRefused(
                peer,
                elsewhere ? Refusal.NOT_FOUND : Refusal.MALFORMED,
                refused.code(),
                refused.diagnostic(),
                nowNanos);
        responder.respond(refused.response(), nowNanos);
      }
    }
  }

  /// Sends a downlink of a caller: as [#send], but [Outcome.Overloaded] under severe pressure.
  public <R> void ask(
      RegistrationId id,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    Optional<String> refusal = overload.operationRefusal(nowNanos);
    if (refusal.isPresent()) {
      listener.onOutcome(new Outcome.Overloaded<>(refusal.get()), nowNanos);
    } else {
      send(id, operation, timeoutNanos, listener, nowNanos);
    }
  }

  /// Wants something observed for a caller: as [DesiredObservations#want] or, where `unlessRefused`,
  /// [DesiredObservations#propose], but [Outcome.Overloaded] and
  /// forgotten under severe pressure.
  void want(
      DesiredObservation wish,
      boolean unlessRefused,
      DesiredObservations.WishListener listener,
      long nowNanos) {
    Optional<String> refusal = overload.operationRefusal(nowNanos);
    if (refusal.isPresent()) {
      listener.onTried(false, new Outcome.Overloaded<>(refusal.get()), nowNanos);
    } else if (unlessRefused) {
      desired.propose(wish, listener, nowNanos);
    } else {
      desired.want(wish, listener, nowNanos);
    }
  }

  /// Gives an endpoint an awake window for a caller: as [Windows#set], but [AwakeSetting.Refused] under
  /// severe pressure.
  void setAwake(EndpointName endpoint, int seconds, AwakeSetting.Listener listener, long nowNanos) {
    Optional<String> refusal = overload.operationRefusal(nowNanos);
    if (refusal.isPresent()) {
      listener.onSet(new AwakeSetting.Refused(refusal.get()), nowNanos);
    } else {
      windows.set(endpoint, seconds, listener, nowNanos);
    }
  }

  /// Sends a downlink to a client, behind those that wait for it already.
  ///
  /// Ends as [Outcome.Asleep] without being sent where the client is in queue mode and its awake window
  /// has passed, as [Outcome.Unreachable] where there is no such registration, and as
  /// [Outcome.Overloaded] where too much waits.
  ///
  /// @param timeoutNanos more than 0, waiting included
  /// @param listener called exactly once, perhaps before this returns
  @Override
  public <R> void send(
      RegistrationId id,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    operations.send(id, operation, timeoutNanos, listener, nowNanos);
  }

  @Override
  public <R> void observe(
      RegistrationId id,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    operations.observe(id, operation, timeoutNanos, listener, nowNanos);
  }

  /// Looks after a registration that a store brought along from an earlier run, unless its client was
  /// faster.
  public void onAdopted(Registration registration) {
    Registration here = registration.onLoop(scope.loop());
    if (ports.registrations().replace(Optional.of(registration), here)) {
      registrar.expiry().watch(here);
    }
  }

  /// Goes on with an observation that a store brought along from an earlier run.
  ///
  /// @param observe the number of its last notification, where it is known
  public void onAdopted(Observation kept, OptionalInt observe, long nowNanos) {
    Optional<Registration> found = ports.registrations().byId(kept.registration());
    if (found.isEmpty()) {
      ports.observations().remove(kept);
      return;
    }
    Registration registration = found.get();
    if (ServerDownlinks.request(kept.operation(), profiles.of(registration))
        instanceof DownlinkRequest.Ready(Request request)) {
      observations.adopt(registration, kept, request, observe, nowNanos);
    }
  }

  /// Drops what this loop holds for a registration that ended on another.
  @Override
  public void onGone(RegistrationId id, long nowNanos) {
    registrar.expiry().forget(id);
    presence.forget(id);
    observations.onGone(id, nowNanos);
    operations.onGone(id, nowNanos);
  }

  /// Drops what this loop holds below paths that a client told another loop it has no more, and follows a
  /// client that told another loop where it is.
  @Override
  public void onChanged(Registration registration, long nowNanos) {
    observations.onChanged(registration, nowNanos);
    operations.onMoved(registration, nowNanos);
  }

  /// Gives up every downlink that has no outcome yet, and every later one at once.
  public void onClose(long nowNanos) {
    overload.close();
    commands.close();
    desired.close();
    operations.close(nowNanos);
  }

  @Override
  public void onUnwanted(Observation observation, long nowNanos) {
    observations.forget(observation, nowNanos);
  }

  /// What this engine holds now.
  public ServerGauges gauges() {
    return new ServerGauges(
        registrar.expiry().watched(),
        overload.registersWaiting(),
        operations.open(),
        observations.count(),
        commands.open());
  }

  /// Tells this loop and, where they hold something, the others.
  private final class Dropping implements Departures {
    @Override
    public void onGone(Registration gone, long nowNanos) {
      Set<Integer> others = otherLoops(gone);
      ServerEngine.this.onGone(gone.id(), nowNanos);
      others.forEach(loop -> scope.neighbours().postGone(loop, gone.id()));
    }

    @Override
    public void onAnswered(Registration registration, long nowNanos) {
      operations.onAnswered(registration, nowNanos);
    }

    @Override
    public void onChanged(Registration before, Registration registration, long nowNanos) {
      Set<Integer> others = otherLoops(registration);
      if (before.loop() != scope.loop()) {
        others.add(before.loop());
      }
      ServerEngine.this.onChanged(registration, nowNanos);
      others.forEach(loop -> scope.neighbours().postChanged(loop, registration));
    }

    private Set<Integer> otherLoops(Registration registration) {
      Set<Integer> loops = new TreeSet<>();
      loops.add(registration.loop());
      ports.observations().of(registration.id()).stream()
          .map(Observation::loop)
          .forEach(loops::add);
      loops.remove(scope.loop());
      return loops;
    }
  }
}
