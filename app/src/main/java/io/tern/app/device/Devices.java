// SPDX-License-Identifier: Apache-2.0

package io.tern.app.device;

import io.tern.app.model.ModelLibrary;
import io.tern.app.store.CommandHistory;
import io.tern.app.store.Store;
import io.tern.app.store.ValueHistory;
import io.tern.app.store.Values;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.model.Conformance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
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
import io.tern.server.engine.AwakeTimes;
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
  private final ValueHistory values;
  private final CommandHistory history;
  private final LongAdder misfits = new LongAdder();

  /// The devices of `server`.
  ///
  /// @param models the definitions that the server uses as well
  public Devices(LwM2mServer server, ModelLibrary models, Store store) {
    this.server = server;
    this.models = models;
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
    return server.awakeTimes().isAwake(device, EpochClock.nowNanos());
  }

  /// How long devices stay awake after they were heard of.
  public AwakeTimes awakeTimes() {
    return server.awakeTimes();
  }

  /// How many payloads of a device deviated from their format and were understood all the same.
  public Map<Tolerance, Long> warnings(Registration device) {
    return server.counters().warnings(device.endpoint());
  }

  /// The observations of a device, in order of path.
  public List<Observation> observations(EndpointName device) {
    return server.observations(device);
  }

  /// What waits for devices. What is left is not held against the definitions: callers have done so.
  public Commands commands() {
    return server.commands().unchecked();
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

  /// Wants something observed, and waits for the device to agree. What it refuses now is not wanted on.
  ///
  /// @param timeout how long at most; after it the device is still asked
  public Commands.Wished want(DesiredObservation wish, Duration timeout) {
    CompletionStage<Commands.Wished> wished = server.commands().propose(wish);
    CompletionStage<Commands.Wished> kept =
        wished.thenApply(
            it -> {
              remember(wish.endpoint(), observe(wish), it.outcome());
              return it;
            });
    return await(kept, timeout);
  }

  private static Downlink<?> observe(DesiredObservation wish) {
    return wish.together()
        ? new Downlink.ObserveComposite(wish.paths(), wish.format(), wish.attributes())
        : new Downlink.Observe(wish.paths().getFirst(), wish.format(), wish.attributes());
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

  /// Asks a device and waits for what comes of it. The operation is not held against the definitions:
  /// callers have done so, and tell more of what is wrong.
  ///
  /// @param timeout how long at most
  public <R> Outcome<R> ask(Registration device, Downlink<R> operation, Duration timeout) {
    Outcome<R> outcome =
        server.device(device.endpoint()).within(timeout).unchecked().send(operation);
    remember(device.endpoint(), operation, outcome);
    return outcome;
  }

  private void remember(EndpointName endpoint, Downlink<?> operation, Outcome<?> outcome) {
    List<TimedNode> told = Values.told(operation, outcome);
    if (!told.isEmpty()) {
      judge(endpoint, told);
      values.keep(endpoint, told, Origin.READ, EpochClock.nowNanos());
    }
  }

  /// Holds what a device notified of against the definitions.
  public void onNotified(ServerEvent.Notified event) {
    judge(event, event.values());
  }

  /// Holds what a device sent against the definitions.
  public void onSent(ServerEvent.Sent event) {
    judge(event, event.values());
  }

  /// Holds what a command read against the definitions. The store has kept it with the command.
  public void onCommandChanged(ServerEvent.CommandChanged event) {
    Command command = event.command();
    if (command.state() instanceof Command.State.Ended(Outcome<?> outcome, long atNanos)) {
      judge(command.endpoint(), Values.told(command.operation(), outcome));
    }
  }

  private void judge(EndpointName endpoint, List<TimedNode> told) {
    if (!told.isEmpty()) {
      judge(models(endpoint), told);
    }
  }

  private void judge(ServerEvent.OfRegistration event, List<TimedNode> told) {
    judge(models(event.registration()), told);
  }

  private void judge(Models definitions, List<TimedNode> told) {
    for (TimedNode value : told) {
      if (Conformance.check(value.path(), value.node(), definitions).isPresent()) {
        misfits.increment();
      }
    }
  }
}
