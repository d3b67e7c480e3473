// SPDX-License-Identifier: Apache-2.0

package io.tern.server.desired;

import io.tern.coap.Timers;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore;
import io.tern.server.DesiredStore.Entry;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.Neighbours.Neighbour;
import io.tern.server.Observation;
import io.tern.server.ObservationStatus;
import io.tern.server.OutcomeListener;
import io.tern.server.Registration;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvent.ObservationEnded;
import io.tern.server.ServerPorts;
import io.tern.server.operation.Errands;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;

/// The desired observations of the endpoints whose home is this loop.
public final class DesiredObservations {
  private static final long SECOND = 1_000_000_000L;

  /// How long until a client that did not agree is asked again, unless it registers again before.
  private static final long AGAIN_NANOS = 3_600 * SECOND;

  /// How many answers with Reset in a row are a refusal.
  private static final int RESETS_MAX = 3;

  private static final long TIMEOUT_NANOS = 93 * SECOND;
  private static final String RESET = "it answered with Reset";

  /// No caller waits: the first values are told as a notification.
  private static final OutcomeListener<Object> NOBODY = (outcome, nowNanos) -> {};

  private final Timers timers;
  private final Errands errands;
  private final ServerPorts ports;
  private final DesiredStore store;
  private final Standing standing;
  private final long awakeSeconds;

  /// Endpoints that are being asked something now.
  private final Set<EndpointName> asking = new HashSet<>();

  /// Endpoints that left a question unanswered and were not heard of since.
  private final Set<EndpointName> silent = new HashSet<>();

  /// Endpoints whose clients took attributes of what they are being asked for.
  private final Set<EndpointName> written = new HashSet<>();

  /// Wishes whose observation is missing, a moment after it was found to be.
  private final Set<DesiredObservation> missing = new HashSet<>();

  /// How often clients answered with Reset, since they answered otherwise.
  private final Map<DesiredObservation, Integer> resets = new HashMap<>();

  private boolean closed;

  /// @param here the engine of this loop
  public DesiredObservations(Neighbour here, ServerPorts ports, ServerConfig config) {
    this.timers = here.scope().timers();
    this.errands = new Errands(here, ports.observations());
    this.ports = ports;
    this.store = ports.desired();
    this.standing = new Standing(ports);
    this.awakeSeconds = config.awakeSeconds();
  }

  /// Told how the first attempt to establish a wish went.
  @FunctionalInterface
  public interface WishListener {
    /// Called exactly once on the home loop.
    ///
    /// @param durable false where the wish is forgotten again
    /// @param outcome what the client answered; [Outcome.Asleep] where it cannot be asked now
    void onTried(boolean durable, Outcome<?> outcome, long nowNanos);
  }

  /// Wants something observed from now on, in place of an earlier wish for the same paths.
  public void want(DesiredObservation wanted, WishListener listener, long nowNanos) {
    Optional<Entry> before = standing.find(wanted.endpoint(), wanted.paths());
    take(before.map(entry -> wanted.inPlaceOf(entry.wish())).orElse(wanted), listener, nowNanos);
  }

  /// As [#want], but what the client refuses now is not wanted on: what was wanted of these paths before
  /// is wanted again.
  public void propose(DesiredObservation wanted, WishListener listener, long nowNanos) {
    Optional<Entry> before = standing.find(wanted.endpoint(), wanted.paths());
    DesiredObservation wish = before.map(entry -> wanted.inPlaceOf(entry.wish())).orElse(wanted);
    take(
        wish,
        (durable, outcome, then) -> {
          boolean current = standing.find(wish).isPresent();
          if (durable && current && isRefusal(outcome)) {
            giveUp(wish, before, (kept, now) -> listener.onTried(true, outcome, now), then);
          } else {
            listener.onTried(durable, outcome, then);
          }
        },
        nowNanos);
  }

  private static boolean isRefusal(Outcome<?> outcome) {
    return outcome instanceof Outcome.Rejected
        || outcome instanceof Outcome.Invalid
        || outcome instanceof Outcome.Undecodable;
  }

  /// A client that took attributes of the wish before it refused has to be asked for the earlier one.
  private void giveUp(
      DesiredObservation wish, Optional<Entry> before, Journal.Listener listener, long nowNanos) {
    boolean changed = written.contains(wish.endpoint());
    Optional<Entry> again =
        before.map(
            entry ->
                changed
                    ? new Entry(entry.wish().inPlaceOf(wish), new ObservationStatus.Pending())
                    : entry);
    Optional<Change> earlier = again.map(entry -> new Change.Desired(entry.wish()));
    ports
        .journal()
        .append(
            earlier.orElse(new Change.Undesired(wish)),
            Optional.empty(),
            (durable, doneNanos) -> {
              if (durable) {
                again.ifPresentOrElse(
                    store::put, () -> store.remove(wish.endpoint(), wish.paths()));
                pump(wish.endpoint(), doneNanos);
              }
              listener.onAppended(durable, doneNanos);
            },
            nowNanos);
  }

  private void take(DesiredObservation wish, WishListener listener, long nowNanos) {
    ports
        .journal()
        .append(
            new Change.Desired(wish),
            Optional.empty(),
            (durable, doneNanos) -> {
              if (durable) {
                standing
                    .find(wish.endpoint(), wish.paths())
                    .ifPresent(entry -> resets.remove(entry.wish()));
                store.put(new Entry(wish, new ObservationStatus.Pending()));
                tryNow(wish, listener, doneNanos);
              } else {
                listener.onTried(false, new Outcome.Cancelled<>(), doneNanos);
              }
            },
            nowNanos);
  }

  private void tryNow(DesiredObservation wish, WishListener listener, long nowNanos) {
    Optional<Registration> registration = awake(wish.endpoint(), nowNanos);
    if (registration.isEmpty() || !asking.add(wish.endpoint())) {
      listener.onTried(true, new Outcome.Asleep<>(), nowNanos);
      return;
    }
    ask(
        registration.get(),
        wish,
        (outcome, then) -> listener.onTried(true, outcome, then),
        nowNanos);
  }

  /// Wants something observed no more. The client is told where it can be reached now, and otherwise
  /// when it notifies again.
  ///
  /// @param listener told of the client's answer; [Outcome.Asleep] where it cannot be told now
  public void unwant(
      EndpointName endpoint, List<Path> paths, WishListener listener, long nowNanos) {
    Optional<Entry> found = standing.find(endpoint, paths);
    if (found.isEmpty()) { // one that runs without being wanted
      cancel(endpoint, paths, listener, nowNanos);
      return;
    }
    ports
        .journal()
        .append(
            new Change.Undesired(found.get().wish()),
            Optional.empty(),
            (durable, doneNanos) -> {
              if (durable) {
                store.remove(endpoint, paths);
                resets.remove(found.get().wish());
                cancel(endpoint, paths, listener, doneNanos);
              } else {
                listener.onTried(false, new Outcome.Cancelled<>(), doneNanos);
              }
            },
            nowNanos);
  }

  private void cancel(
      EndpointName endpoint, List<Path> paths, WishListener listener, long nowNanos) {
    Optional<Observation> running = standing.running(endpoint, paths);
    if (running.isEmpty()) {
      listener.onTried(true, new Outcome.Answered<>(new Downlink.Done()), nowNanos);
      return;
    }
    Optional<Registration> registration = awake(endpoint, nowNanos);
    if (registration.isEmpty()) {
      errands.forget(running.get(), nowNanos);
      listener.onTried(true, new Outcome.Asleep<>(), nowNanos);
      return;
    }
    errands.send(
        registration.get(),
        DesiredObservation.together(paths)
            ? new Downlink.CancelObservationComposite(paths)
            : new Downlink.CancelObservation(paths.getFirst()),
        TIMEOUT_NANOS,
        (outcome, then) -> {
          if (outcome instanceof Outcome.Asleep) {
            errands.forget(running.get(), then);
          }
          listener.onTried(true, outcome, then);
        },
        nowNanos);
  }

  /// Takes over a wish of an earlier run. Its observation may have been restored as well.
  public void onAdopted(DesiredObservation wish, long nowNanos) {
    store.put(new Entry(wish, new ObservationStatus.Pending()));
    pump(wish.endpoint(), nowNanos);
  }

  /// A client of this home registered: it has forgotten all observations.
  public void onRegistered(EndpointName endpoint, long nowNanos) {
    store.of(endpoint).forEach(entry -> store.put(entry.with(new ObservationStatus.Pending())));
    onHeard(endpoint, nowNanos);
  }

  /// A client of this home sent an Update. What it refused is asked again where it has it again.
  public void onUpdated(ServerEvent.Updated event, long nowNanos) {
    ObjectList now = event.registration().terms().objects();
    ObjectList before = event.before().terms().objects();
    if (!now.equals(before)) {
      for (Entry entry : store.of(event.endpoint())) {
        if (entry.status() instanceof ObservationStatus.Refused
            && entry.wish().paths().stream()
                .anyMatch(path -> now.announces(path) && !before.announces(path))) {
          store.put(entry.with(new ObservationStatus.Pending()));
        }
      }
    }
    onHeard(event.endpoint(), nowNanos);
  }

  /// A client of this home was heard of.
  public void onHeard(EndpointName endpoint, long nowNanos) {
    silent.remove(endpoint);
    pump(endpoint, nowNanos);
  }

  /// A client of this home ended an observation, or lost it with its connection.
  ///
  /// @param path what it observed; the root for one of several paths
  public void onEnded(EndpointName endpoint, Path path, String why, long nowNanos) {
    for (Entry entry : store.of(endpoint)) {
      DesiredObservation wish = entry.wish();
      boolean meant = path.isRoot() ? wish.together() : wish.paths().equals(List.of(path));
      if (meant
          && entry.status() instanceof ObservationStatus.Established
          && !standing.isEstablished(wish)) {
        if (why.equals(ObservationEnded.DISCONNECTED)) {
          pending(wish, why);
        } else {
          refuse(wish, why, nowNanos);
        }
      }
    }
  }

  /// Asks nobody any more.
  public void close() {
    closed = true;
  }

  private Optional<Registration> awake(EndpointName endpoint, long nowNanos) {
    return ports
        .registrations()
        .byEndpoint(endpoint)
        .filter(registration -> ports.awake().isAwake(registration, awakeSeconds, nowNanos));
  }

  /// Asks the client for the next thing that is wanted and not established, one at a time.
  private void pump(EndpointName endpoint, long nowNanos) {
    List<Entry> entries = store.of(endpoint);
    if (closed || entries.isEmpty() || silent.contains(endpoint) || asking.contains(endpoint)) {
      return;
    }
    Optional<Registration> found = awake(endpoint, nowNanos);
    if (found.isEmpty()) {
      return;
    }
    Registration registration = found.get();
    for (Entry entry : entries) {
      if (isDue(entry, registration, nowNanos)) {
        asking.add(endpoint);
        ask(registration, entry.wish(), NOBODY, nowNanos);
        return;
      }
    }
  }

  /// What runs is what is wanted only where the client has agreed to just that.
  private boolean isDue(Entry entry, Registration registration, long nowNanos) {
    Optional<Long> since = standing.establishedSince(entry.wish(), registration);
    if (since.isPresent()) {
      if (!(entry.status() instanceof ObservationStatus.Established)) {
        store.put(entry.with(new ObservationStatus.Established(since.get())));
      }
      return false;
    }
    return switch (entry.status()) {
      case ObservationStatus.Pending pending -> true;
      case ObservationStatus.Asked asked -> true;
      case ObservationStatus.Established established -> {
        miss(entry.wish(), nowNanos);
        yield false;
      }
      case ObservationStatus.Refused(String why, OptionalLong again) ->
          again.isPresent() && again.getAsLong() <= nowNanos;
    };
  }

  /// Asks again where the observation is missing for no reason. Where the client ended it, the event that
  /// says so may still be on its way to this loop.
  private void miss(DesiredObservation wish, long nowNanos) {
    if (missing.add(wish)) {
      timers.at(
          nowNanos + SECOND,
          now -> {
            missing.remove(wish);
            standing
                .find(wish)
                .filter(entry -> entry.status() instanceof ObservationStatus.Established)
                .filter(entry -> !standing.isEstablished(wish))
                .ifPresent(entry -> store.put(entry.with(new ObservationStatus.Pending())));
            pump(wish.endpoint(), now);
          });
    }
  }

  private void ask(
      Registration registration,
      DesiredObservation wish,
      OutcomeListener<Object> listener,
      long nowNanos) {
    store.put(new Entry(wish, new ObservationStatus.Asked()));
    step(registration, wish, Steps.of(registration, wish), listener, nowNanos);
  }

  private void step(
      Registration registration,
      DesiredObservation wish,
      Queue<Downlink<?>> steps,
      OutcomeListener<Object> listener,
      long nowNanos) {
    send(
        registration,
        steps.remove(),
        listener.equals(NOBODY),
        (outcome, then) -> {
          boolean withdrawn = standing.find(wish.endpoint(), wish.paths()).isEmpty();
          if (outcome instanceof Outcome.Answered && !steps.isEmpty() && !withdrawn) {
            written.add(wish.endpoint());
            step(registration, wish, steps, listener, then);
            return;
          }
          asking.remove(wish.endpoint());
          if (withdrawn) { // while the client was asked, and had nothing to cancel
            cancel(wish.endpoint(), wish.paths(), (durable, last, now) -> {}, then);
            listener.onOutcome(new Outcome.Cancelled<>(), then);
          } else {
            judge(wish, outcome, then);
            listener.onOutcome(widen(outcome), then);
          }
          written.remove(wish.endpoint());
          pump(wish.endpoint(), then);
        },
        nowNanos);
  }

  private <R> void send(
      Registration registration,
      Downlink<R> operation,
      boolean notifying,
      OutcomeListener<R> listener,
      long nowNanos) {
    if (notifying) {
      errands.observe(registration, operation, TIMEOUT_NANOS, listener, nowNanos);
    } else {
      errands.send(registration, operation, TIMEOUT_NANOS, listener, nowNanos);
    }
  }

  @SuppressWarnings("unchecked")
  private static Outcome<Object> widen(Outcome<?> outcome) {
    return (Outcome<Object>) outcome;
  }

  private void judge(DesiredObservation wish, Outcome<?> outcome, long nowNanos) {
    if (standing.find(wish).isEmpty()) {
      return; // it has been withdrawn or replaced meanwhile
    }
    int before = Optional.ofNullable(resets.remove(wish)).orElse(0);
    switch (outcome) {
      case Outcome.Answered<?>(Downlink.Observed(var node, boolean established)) ->
          agreed(wish, established, nowNanos);
      case Outcome.Answered<?>(Downlink.ObservedComposite(var contents, boolean established)) ->
          agreed(wish, established, nowNanos);
      case Outcome.Answered<?> other -> refuse(wish, "an answer to something else", nowNanos);
      case Outcome.Rejected<?>(var code, String why) ->
          refuse(wish, (code + " " + why).strip(), nowNanos);
      case Outcome.Invalid<?>(String why) -> refuse(wish, why, nowNanos);
      case Outcome.Undecodable<?>(var reason) -> refuse(wish, reason.toString(), nowNanos);
      case Outcome.TimedOut<?> timedOut -> pending(wish, "the client did not answer");
      case Outcome.Asleep<?> asleep -> pending(wish, "the client is asleep");
      case Outcome.Unreachable<?>(String why) -> pending(wish, why);
      case Outcome.Reset<?> reset -> onReset(wish, before + 1, nowNanos);
      case Outcome.Overloaded<?>(String why) -> {
        pending(wish, why);
        timers.at(nowNanos + SECOND, now -> onHeard(wish.endpoint(), now));
      }
      case Outcome.Expired<?> expired -> pending(wish, "it waited too long");
      case Outcome.Cancelled<?> cancelled -> pending(wish, "it was given up");
    }
  }

  private void agreed(DesiredObservation wish, boolean established, long nowNanos) {
    if (established) {
      DesiredObservation agreed = wish.asAgreed();
      store.put(new Entry(agreed, new ObservationStatus.Established(nowNanos)));
      if (!wish.agreed()) {
        ports
            .journal()
            .append(
                new Change.Agreed(wish), Optional.empty(), (durable, doneNanos) -> {}, nowNanos);
      }
    } else {
      refuse(wish, "the client answered and will not notify", nowNanos);
    }
  }

  private void onReset(DesiredObservation wish, int resetsInRow, long nowNanos) {
    if (resetsInRow < RESETS_MAX) {
      resets.put(wish, resetsInRow);
      pending(wish, RESET);
    } else {
      refuse(wish, RESET, nowNanos);
    }
  }

  private void pending(DesiredObservation wish, String why) {
    silent.add(wish.endpoint());
    store.put(new Entry(wish, new ObservationStatus.Pending(Optional.of(why))));
  }

  private void refuse(DesiredObservation wish, String why, long nowNanos) {
    long again = nowNanos + AGAIN_NANOS;
    store.put(new Entry(wish, new ObservationStatus.Refused(why, OptionalLong.of(again))));
    timers.at(again, now -> pump(wish.endpoint(), now));
  }
}
