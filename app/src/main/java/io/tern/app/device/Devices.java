// SPDX-License-Identifier: Apache-2.0

package io.tern.app.device;

import io.tern.app.model.ModelLibrary;
import io.tern.app.store.CommandHistory;
import io.tern.app.store.Store;
import io.tern.app.store.ValueHistory;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.model.Conformance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore;
import io.tern.server.Observation;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.RegistrationPage;
import io.tern.server.RegistrationQuery;
import io.tern.server.ServerEvent;
import io.tern.server.engine.Commands;
import io.tern.server.engine.LwM2mServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// All devices of a server.
public final class Devices {
  private final LwM2mServer server;
  private final ModelLibrary models;
  private final Duration awake;
  private final ValueHistory values;
  private final CommandHistory history;
  private final LongAdder misfits = new LongAdder();

  /// The devices of `server`.
  ///
  /// @param models the definitions that the server uses as well
  /// @param awake how long a device in queue mode is awake after it was heard of
  public Devices(LwM2mServer server, ModelLibrary models, Duration awake, Store store) {
    this.server = server;
    this.models = models;
    this.awake = awake;
    this.values = store.values();
    this.history = store.commands();
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
    return device.isAwake(awake.toNanos(), EpochClock.nowNanos());
  }

  /// How many payloads of a device deviated from their format and were understood all the same.
  public Map<Tolerance, Long> warnings(Registration device) {
    return server.counters().warnings(device.endpoint());
  }

  /// The observations of a device, in order of path.
  public List<Observation> observations(Registration device) {
    return server.observations(device.endpoint());
  }

  /// What waits for devices.
  public Commands commands() {
    return server.commands();
  }

  /// A command as it is now, also one that ended in an earlier run.
  public Optional<Command> command(CommandId id) {
    return server.commands().find(id).or(() -> history.find(id));
  }

  /// The commands of a device as they are now, the newest first.
  ///
  /// @param before begin behind this one; empty for the newest
  /// @param limitMax how many at most, 1 or more
  public List<Command> commandsBefore(
      EndpointName endpoint, Optional<CommandId> before, int limitMax) {
    return history.list(endpoint, before, limitMax).stream()
        .map(kept -> server.commands().find(kept.id()).orElse(kept))
        .toList();
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
    if (wished.outcome() instanceof Outcome.Answered<?>(Object answer)) {
      List<TimedNode> told =
          switch (answer) {
            case Downlink.Observed(var node, boolean established) ->
                List.of(new TimedNode(Optional.empty(), wish.paths().getFirst(), node));
            case Downlink.ObservedComposite(var contents, boolean established) -> contents.nodes();
            default -> List.of();
          };
      values.keep(wish.endpoint(), told, Origin.READ, EpochClock.nowNanos());
    }
    return wished;
  }

  /// Wants something observed no more, and waits for the device to know.
  ///
  /// @param timeout how long at most
  public Commands.Wished unwant(EndpointName endpoint, List<Path> paths, Duration timeout) {
    return await(server.commands().unwant(endpoint, paths), timeout);
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

  /// What devices told.
  public ValueHistory values() {
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
    if (answer instanceof Node node) {
      remember(device, operation.path(), node);
    } else if (answer instanceof Downlink.Observed observed) {
      remember(device, operation.path(), observed.node());
    } else if (answer instanceof Downlink.Contents contents) {
      remember(device, contents.nodes());
    } else if (answer instanceof Downlink.ObservedComposite observed) {
      remember(device, observed.contents().nodes());
    }
  }

  private void remember(Registration device, Path path, Node node) {
    remember(device, List.of(new TimedNode(Optional.empty(), path, node)));
  }

  private void remember(Registration device, List<TimedNode> told) {
    Models definitions = models(device);
    told.forEach(value -> judge(value.path(), value.node(), definitions));
    values.keep(device.endpoint(), told, Origin.READ, EpochClock.nowNanos());
  }

  /// Holds what a device notified of against the definitions.
  public void onNotified(ServerEvent.Notified event) {
    judge(event, event.values());
  }

  /// Holds what a device sent against the definitions.
  public void onSent(ServerEvent.Sent event) {
    judge(event, event.values());
  }

  private void judge(ServerEvent.OfRegistration event, List<TimedNode> told) {
    Models definitions = models(event.registration());
    told.forEach(value -> judge(value.path(), value.node(), definitions));
  }
}
