// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import io.tern.client.object.Temperature;
import io.tern.coap.Peer;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.ServerPorts;
import io.tern.server.access.IdentityAccess;
import io.tern.server.engine.ServerEngine;
import io.tern.server.memory.MemoryAwakeWindows;
import io.tern.server.memory.MemoryCommandStore;
import io.tern.server.memory.MemoryDesiredStore;
import io.tern.server.memory.MemoryJournal;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import io.tern.testkit.SimCoapNode;
import io.tern.testkit.SimNet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server in a simulated world, and what it came to know.
final class SimServer implements ServerEvents {
  final SimCoapNode node;
  final List<Asked<?>> asked = new ArrayList<>();
  private final SimNet net;
  private final ServerEngine engine;
  private final MemoryRegistrationStore registrations = new MemoryRegistrationStore();
  private final MemoryObservationStore observations = new MemoryObservationStore();
  private final Map<EndpointName, Map<Path, Node>> heard = new HashMap<>();

  /// A downlink and its outcomes, of which there must be one.
  record Asked<R>(Registration of, Downlink<R> operation, List<Outcome<R>> outcomes) {
    boolean isOver() {
      return !outcomes.isEmpty();
    }

    Optional<R> answer() {
      return outcomes.size() == 1 && outcomes.getFirst() instanceof Outcome.Answered<R>(R value)
          ? Optional.of(value)
          : Optional.empty();
    }
  }

  SimServer(SimNet net) {
    this.net = net;
    ServerEngine[] made = new ServerEngine[1];
    node =
        SimCoapNode.on(
            net,
            "server",
            EndpointConfig.DEFAULT,
            self -> {
              made[0] = engine(self);
              return made[0];
            });
    engine = made[0];
    net.invariant("server engine", this::leftovers);
  }

  private ServerEngine engine(SimCoapNode self) {
    Registry registry = Registry.builtIn();
    ServerPorts ports =
        new ServerPorts(
            registrations,
            observations,
            new MemoryCommandStore(0, 100),
            new MemoryDesiredStore(),
            new MemoryAwakeWindows(),
            new MemoryJournal(),
            new IdentityAccess(true),
            registry::modelsFor,
            this);
    EngineScope scope =
        new EngineScope(0, self.requester(), self.timers(), net.random("handles"), Neighbours.NONE);
    return new ServerEngine(scope, ports, ServerConfig.DEFAULT);
  }

  Peer peer() {
    return node.peer();
  }

  Optional<Registration> registration(EndpointName name) {
    return registrations.byEndpoint(name);
  }

  List<Observation> observations(Registration registration) {
    return observations.of(registration.id());
  }

  /// Asks the client, if it is registered; the outcome will be in [#asked].
  <R> Optional<Asked<R>> ask(EndpointName name, Downlink<R> operation, Duration timeout) {
    Optional<Registration> registration = registration(name);
    if (registration.isEmpty()) {
      return Optional.empty();
    }
    Asked<R> one = new Asked<>(registration.get(), operation, new ArrayList<>());
    asked.add(one);
    net.note("asks " + name + " " + operation);
    engine.send(
        one.of().id(),
        operation,
        timeout.toNanos(),
        (outcome, now) -> {
          one.outcomes().add(outcome);
          if (outcome instanceof Outcome.Answered<?>(Downlink.Observed(Node value, boolean on))) {
            hear(name, operation.path(), value);
          }
        },
        net.nowNanos());
    return Optional.of(one);
  }

  @Override
  public void onEvent(ServerEvent event) {
    switch (event) {
      case ServerEvent.Notified notified when !notified.values().isEmpty() ->
          hear(notified.endpoint(), notified.path(), notified.values().getLast().node());
      case ServerEvent.Registered registered -> onRegistered(registered.endpoint());
      default -> {}
    }
  }

  /// Observations die with a registration; what is wanted is asked for anew, at once.
  private void onRegistered(EndpointName name) {
    heard.remove(name);
    Downlink.Observe observe =
        new Downlink.Observe(
            Path.of(Temperature.ID, 0, Temperature.SENSOR_VALUE), Optional.empty());
    net.after(Duration.ZERO, now -> ask(name, observe, Duration.ofMinutes(3)));
  }

  private void hear(EndpointName name, Path path, Node value) {
    heard.computeIfAbsent(name, n -> new HashMap<>()).put(path, value);
  }

  /// What it last heard of an observed path.
  Optional<Node> lastHeard(EndpointName name, Path path) {
    return Optional.ofNullable(heard.getOrDefault(name, Map.of()).get(path));
  }

  private List<String> leftovers() {
    List<String> left = new ArrayList<>();
    if (registrations.count() != 0 || observations.count() != 0) {
      left.add(registrations.count() + " registrations, " + observations.count() + " observations");
    }
    if (engine.gauges().toString().matches(".*=[1-9].*")) {
      left.add(engine.gauges().toString());
    }
    return left;
  }
}
