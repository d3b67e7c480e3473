// SPDX-License-Identifier: Apache-2.0

package io.tern.server.observe;

import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.ObservationListener;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.server.EngineScope;
import io.tern.server.Journal.Change;
import io.tern.server.Journal.Listener;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerEvent;
import io.tern.server.ServerPorts;
import io.tern.server.client.Presence;
import io.tern.server.client.Profiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The observations whose tokens this loop holds. Of one client, its paths and format there is one: a newer
/// one takes the place of the older when the client has agreed to it.
public final class Observations {
  private static final ReplyListener NOBODY = (reply, nowNanos) -> {};

  private final EngineScope scope;
  private final ServerPorts ports;
  private final Notifications notifications;
  private final Presence presence;
  private final Map<RegistrationId, List<Live>> live = new HashMap<>();
  private final Predicate<RegistrationId> leaving;
  private int count;

  /// @param leaving registrations that are not to be found, and may come back
  public Observations(
      EngineScope scope,
      ServerPorts ports,
      Profiles profiles,
      Presence presence,
      Predicate<RegistrationId> leaving) {
    this.leaving = leaving;
    this.scope = scope;
    this.ports = ports;
    this.notifications = new Notifications(ports, profiles);
    this.presence = presence;
  }

  /// Asks a client to notify.
  ///
  /// @param wanted what to ask for; its time is now
  /// @param notifying whether the values in the answer are kept and told as a notification
  /// @param listener told of the answer
  /// @return gives the observation up, whether the client has agreed or not
  public Cancellable start(
      Registration registration,
      Observation wanted,
      Request request,
      boolean notifying,
      ReplyListener listener,
      long nowNanos) {
    Live started = new Live(wanted, notifying, listener);
    started.attach(scope.requester().observe(registration.peer(), request, started, nowNanos));
    return started;
  }

  /// Goes on with an observation of an earlier run, unless its client is gone.
  ///
  /// @param request what the client was asked then
  /// @param observe the number of the last notification, where it is known
  public void adopt(
      Registration registration,
      Observation kept,
      Request request,
      OptionalInt observe,
      long nowNanos) {
    ports.observations().remove(kept);
    Live adopted = new Live(kept, false, NOBODY);
    Optional<Requester.Observation> resumed =
        scope
            .requester()
            .resume(registration.peer(), request, kept.token(), observe, adopted, nowNanos);
    if (resumed.isPresent()) {
      adopted.resume(resumed.get());
    } else {
      ports
          .journal()
          .append(new Change.Unobserved(kept), Optional.empty(), Listener.NONE, nowNanos);
    }
  }

  /// Tells a client to notify no more of these paths. The observations are gone here in any case.
  ///
  /// @param wanted what is observed; its format, attributes and times say nothing
  /// @param listener told of the answer; when there are several observations, of the last one's
  /// @return false where this loop has no such observation: nobody is told then
  public boolean cancel(Observation wanted, ReplyListener listener, long nowNanos) {
    List<Live> chosen =
        live.getOrDefault(wanted.registration(), List.of()).stream()
            .filter(each -> each.observation.isOf(wanted.paths(), wanted.composite()))
            .toList();
    for (int i = 0; i < chosen.size(); i++) {
      chosen.get(i).cancelAtClient(i + 1 < chosen.size() ? NOBODY : listener, nowNanos);
    }
    return !chosen.isEmpty();
  }

  /// Forgets an observation. The client is told when it notifies: with Reset.
  public void forget(Observation observation, long nowNanos) {
    for (Live each : List.copyOf(live.getOrDefault(observation.registration(), List.of()))) {
      if (each.observation.sameAs(observation)) {
        each.forget(nowNanos);
      }
    }
  }

  /// Forgets all observations of a registration that is over.
  public void onGone(RegistrationId id, long nowNanos) {
    for (Live each : List.copyOf(live.getOrDefault(id, List.of()))) {
      each.forget(nowNanos);
    }
  }

  /// Forgets the observations below paths that the client has no more; the others are at its address.
  public void onChanged(Registration registration, long nowNanos) {
    for (Live each : List.copyOf(live.getOrDefault(registration.id(), List.of()))) {
      Path path = each.observation.path();
      ObjectList announced = registration.terms().objects();
      if (each.observation.paths().stream().noneMatch(announced::announces)) {
        each.forget(
            Optional.of(
                new ServerEvent.ObservationEnded(
                    registration, path, "the client has it no more", nowNanos)),
            nowNanos);
      } else {
        each.moveTo(registration.peer());
      }
    }
  }

  /// How many there are on this loop, those a client has not agreed to yet left out.
  public int count() {
    return count;
  }

  /// One observation, from the request on.
  private final class Live implements ObservationListener, Cancellable {
    private Observation observation;
    private final boolean notifying;
    private final ReplyListener listener;
    private Requester.@Nullable Observation handle;
    private boolean answered;
    private boolean established;
    private boolean forgotten;

    /// Whether the end that the client told is being stored.
    private boolean ending;

    /// That of the last answer that named one; a notification without it is taken to have the same.
    private Optional<ContentFormat> lastFormat = Optional.empty();

    Live(Observation wanted, boolean notifying, ReplyListener listener) {
      this.observation = wanted;
      this.notifying = notifying;
      this.listener = listener;
    }

    /// The requester may have called back already.
    void attach(Requester.Observation given) {
      handle = given;
      if (forgotten) {
        given.forget();
      }
    }

    void resume(Requester.Observation given) {
      handle = given;
      answered = true;
      add(observation.established(given.token(), scope.loop(), observation.sinceNanos()));
    }

    @Override
    public void onReply(Reply reply, long nowNanos) {
      if (answered) {
        return;
      }
      answered = true;
      boolean agreed =
          reply instanceof Reply.Answered(Peer from, Response response)
              && response.code().isSuccess()
              && response.options().observe().isPresent();
      if (reply instanceof Reply.Answered(_, Response response)) {
        remember(response);
      }
      if (agreed && ports.registrations().byId(observation.registration()).isPresent()) {
        establish(nowNanos);
        ports
            .journal()
            .append(
                new Change.Observed(observation),
                Optional.empty(),
                (durable, doneNanos) -> onStored(durable, reply, doneNanos),
                nowNanos);
        if (notifying && reply instanceof Reply.Answered(Peer from, Response response)) {
          tellFirst(from, response, nowNanos);
        }
      } else {
        forget(nowNanos);
        listener.onReply(reply, nowNanos);
      }
    }

    /// The first response counts as the first notification. What is wrong with it, the listener tells.
    private void tellFirst(Peer from, Response response, long nowNanos) {
      Optional<Registration> registration =
          ports
              .registrations()
              .byId(observation.registration())
              .filter(found -> found.peer().identity().equals(from.identity()));
      if (registration.isPresent()
          && decode(registration.get(), response, nowNanos) instanceof Decoded.Content content) {
        notifications.keep(
            registration.get(), observation, response, content, Receipt.NONE, nowNanos);
      }
    }

    private void onStored(boolean durable, Reply reply, long nowNanos) {
      if (durable) {
        listener.onReply(reply, nowNanos);
      } else {
        forget(nowNanos);
        listener.onReply(new Reply.Refused("what can be stored"), nowNanos);
      }
    }

    private void establish(long nowNanos) {
      Token token = handle == null ? Token.EMPTY : handle.token();
      Observation agreed = observation.established(token, scope.loop(), nowNanos);
      List<Live> ofClient =
          live.computeIfAbsent(observation.registration(), _ -> new ArrayList<>(2));
      for (Live each : List.copyOf(ofClient)) {
        if (each.observation.sameAs(agreed)) {
          each.forget(nowNanos);
        }
      }
      add(agreed);
    }

    private void add(Observation agreed) {
      observation = agreed;
      established = true;
      live.computeIfAbsent(observation.registration(), _ -> new ArrayList<>(2)).add(this);
      count++;
      ports.observations().put(observation);
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      onNotification(from, response, Receipt.NONE, nowNanos);
    }

    @Override
    public void onNotification(Peer from, Response response, Receipt receipt, long nowNanos) {
      Optional<Registration> found = ports.registrations().byId(observation.registration());
      if (found.isEmpty() && isLeaving()) {
        receipt.refuse(nowNanos);
        return;
      }
      if (found.isEmpty() || !established) {
        forget(nowNanos);
        receipt.accept(nowNanos);
        return;
      }
      Registration registration = found.get();
      if (!from.identity().equals(registration.peer().identity())) {
        ports.events().onForeign(registration, from, nowNanos);
        receipt.accept(nowNanos);
        return;
      }
      report(presence.onHeard(registration, nowNanos), response, receipt, nowNanos);
    }

    /// Whether to have the client say it again, when it is decided whether its registration is over.
    private boolean isLeaving() {
      return established && leaving.test(observation.registration());
    }

    private void remember(Response response) {
      lastFormat = response.options().contentFormat().or(() -> lastFormat);
    }

    private void report(
        Registration registration, Response response, Receipt receipt, long nowNanos) {
      Path path = observation.path();
      remember(response);
      switch (decode(registration, response, nowNanos)) {
        case Decoded.Content content -> {
          if (!content.tolerances().isEmpty()) {
            ports.events().onTolerated(registration, path, content.tolerances(), nowNanos);
          }
          notifications.keep(registration, observation, response, content, receipt, nowNanos);
        }
        case Decoded.Broken(Malformed reason) ->
            notifications.drop(registration, path, reason, receipt, nowNanos);
        case Decoded.Unsupported(var format) ->
            notifications.drop(
                registration, path, Formats.unsupported(format, path), receipt, nowNanos);
      }
    }

    private Decoded decode(Registration registration, Response response, long nowNanos) {
      return notifications.decode(
          registration, observation, lastFormat.or(observation::format), response, nowNanos);
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      onEnded(last, Receipt.NONE, nowNanos);
    }

    /// A client that repeats its last notification finds the observation there until all is kept.
    @Override
    public void onEnded(Response last, Receipt receipt, long nowNanos) {
      Optional<Registration> found = ports.registrations().byId(observation.registration());
      if (found.isEmpty() && isLeaving()) {
        receipt.refuse(nowNanos);
        return;
      }
      if (!established || found.isEmpty()) {
        forget(nowNanos);
        receipt.accept(nowNanos);
        return;
      }
      Registration registration = presence.onHeard(found.get(), nowNanos);
      ServerEvent.ObservationEnded ended =
          new ServerEvent.ObservationEnded(
              registration,
              observation.path(),
              "the client ended it with " + last.code(),
              nowNanos);
      Receipt end = new Ending(ended, receipt);
      if (last.code().equals(Code.CONTENT)) {
        report(registration, last, end, nowNanos);
      } else {
        end.accept(nowNanos);
      }
    }

    /// The end, which is kept once the last value is.
    private final class Ending implements Receipt {
      private final ServerEvent.ObservationEnded event;
      private final Receipt receipt;

      Ending(ServerEvent.ObservationEnded event, Receipt receipt) {
        this.event = event;
        this.receipt = receipt;
      }

      @Override
      public void accept(long nowNanos) {
        if (!established) {
          receipt.accept(nowNanos);
          return;
        }
        ending = true;
        ports
            .journal()
            .append(
                new Change.Unobserved(observation),
                Optional.of(event),
                (durable, doneNanos) -> {
                  ending = false;
                  if (durable) {
                    remove();
                    receipt.accept(doneNanos);
                    ports.events().onEvent(event);
                  } else {
                    receipt.refuse(doneNanos);
                    ports.events().onJournalFailure(event.registration(), doneNanos);
                  }
                },
                nowNanos);
      }

      @Override
      public void refuse(long nowNanos) {
        receipt.refuse(nowNanos);
      }
    }

    @Override
    public void onDisconnected(String why, long nowNanos) {
      Optional<Registration> found = ports.registrations().byId(observation.registration());
      forget(
          found.map(
              registration ->
                  new ServerEvent.ObservationEnded(
                      registration,
                      observation.path(),
                      ServerEvent.ObservationEnded.DISCONNECTED,
                      nowNanos)),
          nowNanos);
    }

    void moveTo(Peer peer) {
      Requester.Observation known = handle;
      if (known != null) {
        known.moveTo(peer);
      }
    }

    void cancelAtClient(ReplyListener cancelListener, long nowNanos) {
      Requester.Observation known = handle;
      drop(Optional.empty(), nowNanos);
      if (known != null) {
        known.cancel(cancelListener, nowNanos);
      }
    }

    void forget(long nowNanos) {
      forget(Optional.empty(), nowNanos);
    }

    void forget(Optional<ServerEvent> why, long nowNanos) {
      Requester.Observation known = handle;
      drop(why, nowNanos);
      if (known != null) {
        known.forget();
      }
    }

    private void drop(Optional<ServerEvent> why, long nowNanos) {
      if (!remove()) {
        return;
      }
      // Where the registration is over, that says it all.
      if (ports.registrations().byId(observation.registration()).isPresent()) {
        Optional<ServerEvent> event = ending ? Optional.empty() : why;
        ports
            .journal()
            .append(
                new Change.Unobserved(observation),
                event,
                (durable, doneNanos) -> event.ifPresent(ports.events()::onEvent),
                nowNanos);
      }
    }

    /// @return false where there was nothing to remove
    private boolean remove() {
      forgotten = true;
      handle = null;
      if (!established) {
        return false;
      }
      established = false;
      count--;
      ports.observations().remove(observation);
      List<Live> ofClient = live.get(observation.registration());
      if (ofClient != null && ofClient.remove(this) && ofClient.isEmpty()) {
        live.remove(observation.registration());
      }
      return true;
    }

    @Override
    public void cancel(long nowNanos) {
      answered = true;
      forget(nowNanos);
    }

    @Override
    public void cancelUnacknowledged(long nowNanos) {
      if (!answered) {
        cancel(nowNanos);
        listener.onReply(new Reply.Cancelled(), nowNanos);
      }
    }
  }
}
