// SPDX-License-Identifier: Apache-2.0

package io.tern.app.device;

import io.tern.app.model.ModelLibrary;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.model.Conformance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationPage;
import io.tern.server.RegistrationQuery;
import io.tern.server.ServerEvent;
import io.tern.server.engine.Commands;
import io.tern.server.engine.LwM2mServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// All devices of a server.
public final class Devices {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LwM2mServer server;
  private final ModelLibrary models;
  private final Duration awake;
  private final LastValues values;
  private final LongAdder misfits = new LongAdder();

  /// The devices of `server`.
  ///
  /// @param models the definitions that the server uses as well
  /// @param awake how long a device in queue mode is awake after it was heard of
  public Devices(LwM2mServer server, ModelLibrary models, Duration awake, LastValues values) {
    this.server = server;
    this.models = models;
    this.awake = awake;
    this.values = values;
  }

  /// A part of the devices, in order of endpoint name.
  public RegistrationPage list(RegistrationQuery query) {
    return server.registrations(query);
  }

  /// The device of that name.
  public Optional<Registration> find(EndpointName endpoint) {
    return server.registration(endpoint);
  }

  /// How many there are.
  public long count() {
    return server.registered();
  }

  /// The object definitions that hold for a device.
  public Models models(Registration device) {
    return models.models(device.terms().release(), device.terms().objects());
  }

  /// All object definitions, as they are now.
  public Registry registry() {
    return models.registry();
  }

  /// Whether a device may be expected to listen now.
  public boolean isAwake(Registration device) {
    return !device.terms().queueMode()
        || EpochClock.nowNanos() - device.lastSeenNanos() < awake.toNanos();
  }

  /// The observations of a device, in order of path.
  public List<Observation> observations(Registration device) {
    return server.observations(device.endpoint());
  }

  /// What waits for devices.
  public Commands commands() {
    return server.commands();
  }

  /// What is wanted observed of a device, and how far that is.
  public List<DesiredStore.Entry> desired(EndpointName endpoint) {
    return server.commands().desired(endpoint);
  }

  /// Wants something observed, and waits for the device to agree.
  ///
  /// @param timeout how long at most; after it the device is still asked
  public Commands.Wished want(DesiredObservation wish, Duration timeout) {
    Commands.Wished wished = await(server.commands().want(wish), timeout);
    if (wished.outcome() instanceof Outcome.Answered<?>(Downlink.Observed observed)) {
      values.put(
          wish.endpoint(),
          wish.paths().getFirst(),
          observed.node(),
          time(EpochClock.nowNanos()),
          Origin.READ);
    }
    return wished;
  }

  /// Wants something observed no more, and waits for the device to know.
  ///
  /// @param timeout how long at most
  public Commands.Wished unwant(EndpointName endpoint, Path path, Duration timeout) {
    return await(server.commands().unwant(endpoint, List.of(path)), timeout);
  }

  /// A wish that takes longer goes on; for the caller its client is silent.
  private static Commands.Wished await(CompletionStage<Commands.Wished> stage, Duration timeout) {
    return stage
        .toCompletableFuture()
        .completeOnTimeout(
            new Commands.Wished(true, new Outcome.TimedOut<>()),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS)
        .join();
  }

  /// The object definitions that hold for a device, registered or not.
  public Models models(EndpointName endpoint) {
    return find(endpoint)
        .map(this::models)
        .orElse(models.models(Release.V1_1, new ObjectList("", List.of(), List.of())));
  }

  /// The values last told by a device.
  public LastValues values() {
    return values;
  }

  /// Answers and notifications with a value that the object definitions do not allow. Such values are
  /// kept and told like others.
  public long misfits() {
    return misfits.sum();
  }

  private void judge(Path path, Node node, Models definitions) {
    if (Conformance.check(path, node, definitions).isPresent()) {
      misfits.increment();
    }
  }

  /// Asks a device and waits for what comes of it.
  ///
  /// @param timeout how long at most
  public <R> Outcome<R> ask(Registration device, Downlink<R> operation, Duration timeout) {
    Outcome<R> outcome = server.device(device.endpoint()).within(timeout).send(operation);
    if (outcome instanceof Outcome.Answered<R>(R answer)) {
      remember(device, operation, answer);
    }
    return outcome;
  }

  private void remember(Registration device, Downlink<?> operation, Object answer) {
    Instant now = time(EpochClock.nowNanos());
    if (answer instanceof Node node) {
      judge(operation.path(), node, models(device));
      values.put(device.endpoint(), operation.path(), node, now, Origin.READ);
    } else if (answer instanceof Downlink.Observed observed) {
      judge(operation.path(), observed.node(), models(device));
      values.put(device.endpoint(), operation.path(), observed.node(), now, Origin.READ);
    } else if (answer instanceof Downlink.Contents contents) {
      keep(device, contents, now);
    } else if (answer instanceof Downlink.ObservedComposite observed) {
      keep(device, observed.contents(), now);
    }
  }

  private void keep(Registration device, Downlink.Contents contents, Instant now) {
    for (TimedNode told : contents.nodes()) {
      judge(told.path(), told.node(), models(device));
      Instant time = told.time().orElse(now);
      values.put(device.endpoint(), told.path(), told.node(), time, Origin.READ);
    }
  }

  /// Keeps what events tell of values.
  public void onEvent(ServerEvent event) {
    switch (event) {
      case ServerEvent.Notified notified -> keep(notified, notified.values(), Origin.NOTIFIED);
      case ServerEvent.Sent sent -> keep(sent, sent.values(), Origin.SENT);
      case ServerEvent.Deregistered gone -> values.forget(gone.endpoint());
      case ServerEvent.Expired gone -> values.forget(gone.endpoint());
      case ServerEvent.Registered registered -> {}
      case ServerEvent.Updated updated -> {}
      case ServerEvent.ObservationEnded ended -> {}
      case ServerEvent.CommandChanged changed -> {}
    }
  }

  private static Instant time(long nanos) {
    return Instant.ofEpochMilli(nanos / NANOS_PER_MILLI);
  }

  private void keep(ServerEvent.OfRegistration event, List<TimedNode> told, Origin origin) {
    Instant received = time(event.timeNanos());
    Models definitions = models(event.registration());
    told.forEach(value -> judge(value.path(), value.node(), definitions));
    told.stream()
        .sorted(Comparator.comparing(value -> value.time().orElse(received)))
        .forEach(
            value ->
                values.put(
                    event.endpoint(),
                    value.path(),
                    value.node(),
                    value.time().orElse(received),
                    origin));
  }
}
