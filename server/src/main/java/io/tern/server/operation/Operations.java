// SPDX-License-Identifier: Apache-2.0

package io.tern.server.operation;

import io.tern.coap.Cancellable;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.coap.DownlinkRequest;
import io.tern.lwm2m.coap.ServerDownlinks;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.EngineScope;
import io.tern.server.Observation;
import io.tern.server.OutcomeListener;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerConfig;
import io.tern.server.ServerPorts;
import io.tern.server.client.Presence;
import io.tern.server.client.Profiles;
import io.tern.server.observe.Observations;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Sends downlinks, first in first out for each client.
public final class Operations {
  private final EngineScope scope;
  private final ServerPorts ports;
  private final ServerConfig config;
  private final Clients clients;
  private final Replies replies;
  private final Map<RegistrationId, Lane> lanes = new HashMap<>();

  /// What is under way to a client that has left, and must not reach the one that comes in its place.
  private final Map<EndpointName, Pending<?>> left = new HashMap<>();

  private int open;
  private boolean closed;

  /// What operations need to know of clients.
  ///
  /// @param unanswered those that have no answer to their Register: what is sent to them waits (REG-56)
  public record Clients(
      Profiles profiles,
      Presence presence,
      Observations observations,
      Predicate<RegistrationId> unanswered) {}

  public Operations(EngineScope scope, ServerPorts ports, ServerConfig config, Clients clients) {
    this.scope = scope;
    this.ports = ports;
    this.config = config;
    this.clients = clients;
    this.replies = new Replies(ports, clients);
  }

  /// What waits for one client.
  private static final class Lane {
    private final ArrayDeque<Pending<?>> waiting = new ArrayDeque<>();
    private @Nullable Pending<?> current;
  }

  /// Sends `operation`, now or when those before it have ended.
  ///
  /// @param timeoutNanos how long until it ends without answer, waiting included; more than 0
  public <R> void send(
      RegistrationId id,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    send(id, operation, timeoutNanos, new Ending<>(listener, false), nowNanos);
  }

  /// The same for an Observe that no caller waits for: what it is answered is told as a notification.
  public <R> void observe(
      RegistrationId id,
      Downlink<R> operation,
      long timeoutNanos,
      OutcomeListener<R> listener,
      long nowNanos) {
    send(id, operation, timeoutNanos, new Ending<>(listener, true), nowNanos);
  }

  /// What comes of the end.
  ///
  /// @param notifying whether the first values of an observation are told as a notification
  private record Ending<R>(OutcomeListener<R> listener, boolean notifying) {}

  private <R> void send(
      RegistrationId id,
      Downlink<R> operation,
      long timeoutNanos,
      Ending<R> ending,
      long nowNanos) {
    OutcomeListener<R> listener = ending.listener;
    if (closed) {
      listener.onOutcome(new Outcome.Cancelled<>(), nowNanos);
      return;
    }
    Lane lane = lanes.computeIfAbsent(id, _ -> new Lane());
    if (lane.waiting.size() >= config.operationsWaitingMax()) {
      listener.onOutcome(
          new Outcome.Overloaded<>(lane.waiting.size() + " operations wait for it already"),
          nowNanos);
      return;
    }
    Pending<R> pending = new Pending<>(id, lane, operation, ending);
    open++;
    pending.timer = scope.timers().at(nowNanos + timeoutNanos, pending::onTimeOut);
    lane.waiting.add(pending);
    pump(id, lane, nowNanos);
  }

  /// Ends what waits for a registration that is over. What is under way ends by itself: whether the client did
  /// it, nobody knows yet. But one that has registered anew may have restarted, and forgotten that it did it.
  public void onGone(RegistrationId id, long nowNanos) {
    Lane lane = lanes.get(id);
    if (lane != null) {
      for (Pending<?> pending : List.copyOf(lane.waiting)) {
        pending.finishUnsent("its registration is over", nowNanos);
      }
      if (lane.current != null) {
        lane.current.onGone(nowNanos);
      }
    }
  }

  /// A client is at another address: what it has not acknowledged goes there, unless it might do it twice.
  public void onMoved(Registration registration, long nowNanos) {
    Lane lane = lanes.get(registration.id());
    if (lane != null && lane.current != null) {
      lane.current.onMoved(registration.peer(), nowNanos);
    }
  }

  /// Sends what waited for the answer to a Register.
  public void onAnswered(Registration registration, long nowNanos) {
    Pending<?> earlier = left.isEmpty() ? null : left.remove(registration.endpoint());
    if (earlier != null) {
      earlier.sendNoMore(nowNanos);
    }
    Lane lane = lanes.get(registration.id());
    if (lane != null) {
      pump(registration.id(), lane, nowNanos);
    }
  }

  /// Gives everything up, and takes no more.
  public void close(long nowNanos) {
    closed = true;
    for (Lane lane : List.copyOf(lanes.values())) {
      List<Pending<?>> all = new ArrayList<>(lane.waiting);
      lane.waiting.clear();
      if (lane.current != null) {
        all.add(lane.current);
      }
      all.forEach(pending -> pending.cancel(nowNanos));
    }
  }

  /// How many have no outcome yet.
  public int open() {
    return open;
  }

  private void pump(RegistrationId id, Lane lane, long nowNanos) {
    while (lane.current == null && !lane.waiting.isEmpty() && !clients.unanswered.test(id)) {
      Pending<?> next = lane.waiting.remove();
      lane.current = next;
      next.start(nowNanos);
    }
    if (lane.current == null && lane.waiting.isEmpty()) {
      lanes.remove(id, lane);
    }
  }

  /// One operation without outcome.
  private final class Pending<R> {
    private final RegistrationId id;
    private final Lane lane;
    private final Downlink<R> operation;
    private final Ending<R> ending;
    private Timers.@Nullable Timer timer;
    private @Nullable Cancellable exchange;
    private @Nullable EndpointName sentTo;
    private @Nullable Peer sentAt;
    private boolean overtaken;
    private boolean again; // goes out once more when it is given up
    private boolean done;
    private boolean answered;
    private Options sentOptions = Options.NONE;

    Pending(RegistrationId id, Lane lane, Downlink<R> operation, Ending<R> ending) {
      this.id = id;
      this.lane = lane;
      this.operation = operation;
      this.ending = ending;
    }

    void start(long nowNanos) {
      Optional<Registration> found = ports.registrations().byId(id);
      if (found.isEmpty()) {
        finishUnsent("its registration is over", nowNanos);
        return;
      }
      Registration registration = found.get();
      ClientProfile profile = clients.profiles.of(registration);
      boolean singly =
          operation instanceof Downlink.ReadComposite && profile.release() == Release.V1_0;
      switch (ServerDownlinks.request(operation, profile)) {
        case DownlinkRequest.Invalid(String why) when !singly ->
            finish(new Outcome.Invalid<>(why), nowNanos);
        case DownlinkRequest unsent when !clients.presence.isAwake(registration, nowNanos) ->
            finish(new Outcome.Asleep<>(), nowNanos);
        case DownlinkRequest.Invalid invalid ->
            readSingly(registration, new Outcome.Invalid<>(invalid.why()), nowNanos);
        case DownlinkRequest.Ready(Request request) -> dispatch(registration, request, nowNanos);
      }
    }

    private void dispatch(Registration registration, Request request, long nowNanos) {
      sentTo = registration.endpoint();
      sentAt = registration.peer();
      sentOptions = request.options();
      switch (operation) {
        case Downlink.Observe(Path path, var accept, var attributes) ->
            observe(
                registration,
                wanted(List.of(path), false, accept, attributes, nowNanos),
                request,
                nowNanos);
        case Downlink.ObserveComposite(var paths, var accept, var attributes) ->
            observe(
                registration, wanted(paths, true, accept, attributes, nowNanos), request, nowNanos);
        case Downlink.CancelObservation(Path path) ->
            cancelObservation(registration, List.of(path), false, nowNanos);
        case Downlink.CancelObservationComposite(var paths) ->
            cancelObservation(registration, paths, true, nowNanos);
        default ->
            keep(
                scope
                    .requester()
                    .request(
                        registration.peer(),
                        request,
                        (reply, now) -> onReply(registration, request, reply, now),
                        nowNanos),
                nowNanos);
      }
    }

    private Observation wanted(
        List<Path> paths,
        boolean composite,
        Optional<ContentFormat> accept,
        Attributes attributes,
        long nowNanos) {
      return new Observation(
          id, paths, composite, accept, attributes, Token.EMPTY, scope.loop(), nowNanos);
    }

    private void cancelObservation(
        Registration registration, List<Path> paths, boolean composite, long nowNanos) {
      boolean observed =
          clients.observations.cancel(
              wanted(paths, composite, Optional.empty(), Attributes.NONE, nowNanos),
              (reply, now) -> onLastReply(registration, reply, now),
              nowNanos);
      if (!observed) {
        String what = String.join(", ", paths.stream().map(Path::toString).toList());
        finish(new Outcome.Invalid<>(what + " is not observed"), nowNanos);
      }
    }

    private void observe(
        Registration registration, Observation wanted, Request request, long nowNanos) {
      List<Observation> running = ports.observations().of(id);
      boolean full =
          running.size() >= config.observationsMax() && running.stream().noneMatch(wanted::sameAs);
      if (full) {
        String why = "the client has " + running.size() + " observations already";
        finish(new Outcome.Overloaded<>(why), nowNanos);
        return;
      }
      keep(
          clients.observations.start(
              registration,
              wanted,
              request,
              ending.notifying,
              (reply, now) -> onReply(registration, request, reply, now),
              nowNanos),
          nowNanos);
    }

    /// A body that the client does not understand is sent in another format; a Read-Composite that it
    /// does not know becomes single reads.
    private void onReply(Registration registration, Request request, Reply reply, long nowNanos) {
      if (!done && again && reply instanceof Reply.Cancelled) {
        again = false;
        start(nowNanos);
        return;
      }
      if (!done
          && reply instanceof Reply.Answered(Peer from, Response response)
          && from.identity().equals(registration.peer().identity())) {
        ClientProfile profile = clients.profiles.of(registration);
        Optional<Request> next = ServerDownlinks.otherwise(operation, request, response, profile);
        if (next.isPresent()) {
          clients.profiles.learn(id, request.options(), response.code());
          dispatch(registration, next.get(), nowNanos);
          return;
        }
        if (operation instanceof Downlink.ReadComposite(_, var accept)
            && (ServerDownlinks.isCompositeUnknown(response)
                || accept.isEmpty()
                    && ServerDownlinks.refusedFormat(request.options(), response.code())
                        .isPresent())) {
          readSingly(registration, outcome(registration, reply, nowNanos), nowNanos);
          return;
        }
      }
      onLastReply(registration, reply, nowNanos);
    }

    private void readSingly(Registration registration, Outcome<R> otherwise, long nowNanos) {
      if (!(operation instanceof Downlink.ReadComposite read)) {
        finish(otherwise, nowNanos);
        return;
      }
      sentTo = registration.endpoint();
      sentAt = null;
      ClientProfile profile = clients.profiles.of(registration);
      new SingleReads(
              read,
              registration.terms().objects(),
              (single, listener, now) -> ask(registration, profile, single, listener, now),
              (contents, now) -> finish(contents.map(this::typed).orElse(otherwise), now))
          .start(nowNanos);
    }

    /// A Read-Composite is answered with contents; the compiler cannot see it.
    @SuppressWarnings("unchecked")
    private Outcome<R> typed(Outcome<Downlink.Contents> outcome) {
      return (Outcome<R>) outcome;
    }

    private void ask(
        Registration registration,
        ClientProfile profile,
        Downlink.Read read,
        OutcomeListener<Node> listener,
        long nowNanos) {
      if (done) {
        return;
      }
      switch (ServerDownlinks.request(read, profile)) {
        case DownlinkRequest.Invalid(String why) ->
            listener.onOutcome(new Outcome.Invalid<>(why), nowNanos);
        case DownlinkRequest.Ready(Request request) -> {
          sentOptions = request.options();
          keep(
              scope
                  .requester()
                  .request(
                      registration.peer(),
                      request,
                      (reply, now) ->
                          listener.onOutcome(
                              replies.outcome(read, registration, sentOptions, reply, now), now),
                      nowNanos),
              nowNanos);
        }
      }
    }

    /// The requester may have called back already.
    private void keep(Cancellable started, long nowNanos) {
      if (!done) {
        exchange = started;
      } else if (!answered) {
        started.cancel(nowNanos);
      }
    }

    private void onLastReply(Registration registration, Reply reply, long nowNanos) {
      if (done) {
        return;
      }
      finish(outcome(registration, reply, nowNanos), nowNanos);
    }

    private Outcome<R> outcome(Registration registration, Reply reply, long nowNanos) {
      return overtaken && reply instanceof Reply.Cancelled
          ? new Outcome.TimedOut<>()
          : replies.outcome(operation, registration, sentOptions, reply, nowNanos);
    }

    /// Its registration is over.
    void onGone(long nowNanos) {
      if (sentTo == null || operation.isIdempotent()) {
        return;
      }
      if (ports.registrations().byEndpoint(sentTo).isPresent()) {
        sendNoMore(nowNanos);
      } else {
        left.put(sentTo, this);
      }
    }

    /// Its client is at `peer` now.
    void onMoved(Peer peer, long nowNanos) {
      if (exchange == null || sentAt == null || peer.equals(sentAt)) {
        return;
      }
      if (operation.isIdempotent()) {
        again = true;
        exchange.cancelUnacknowledged(nowNanos);
      } else {
        sendNoMore(nowNanos);
      }
    }

    /// What its client has acknowledged may still be answered.
    void sendNoMore(long nowNanos) {
      overtaken = true;
      if (exchange != null) {
        exchange.cancelUnacknowledged(nowNanos);
      }
    }

    private void onTimeOut(long nowNanos) {
      if (sentTo == null) {
        String why = "what was before it took all of its time";
        finish(new Outcome.Overloaded<>(why), nowNanos);
        return;
      }
      ports
          .registrations()
          .byId(id)
          .ifPresent(registration -> clients.presence.onSilent(registration, nowNanos));
      finish(new Outcome.TimedOut<>(), nowNanos);
    }

    private void finishUnsent(String why, long nowNanos) {
      finish(new Outcome.Unreachable<>(why), nowNanos);
    }

    private void cancel(long nowNanos) {
      finish(new Outcome.Cancelled<>(), nowNanos);
    }

    private void finish(Outcome<R> outcome, long nowNanos) {
      if (done) {
        return;
      }
      done = true;
      answered = outcome instanceof Outcome.Answered;
      open--;
      if (timer != null) {
        timer.cancel();
      }
      Cancellable started = exchange;
      exchange = null;
      if (started != null && !answered) {
        started.cancel(nowNanos);
      }
      if (sentTo != null && !left.isEmpty()) {
        left.remove(sentTo, this);
      }
      if (this.equals(lane.current)) {
        lane.current = null;
      } else {
        lane.waiting.remove(this);
      }
      ending.listener.onOutcome(outcome, nowNanos);
      pump(id, lane, nowNanos);
    }
  }
}
