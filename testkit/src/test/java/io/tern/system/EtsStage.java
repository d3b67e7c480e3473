// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientConfig;
import io.tern.client.DeviceCode;
import io.tern.client.ServerAccount;
import io.tern.client.engine.ClientEngine;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours;
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
import io.tern.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Our client and our server on a perfect network, in simulated time.
final class EtsStage implements EtsWorld, ServerEvents {
  static final EndpointName NAME = new EndpointName("ets-client");

  final SimNet net;
  final MemoryRegistrationStore registrations = new MemoryRegistrationStore();
  final MemoryObservationStore observations = new MemoryObservationStore();
  final ServerEngine server;
  private final List<ServerEvent> events = new ArrayList<>();
  private final Map<Path, ObjectInstance> instances = new HashMap<>();
  private final Release release;
  private final boolean queueMode;
  private final SimCoapNode serverNode;
  private SimCoapNode clientNode;
  private ClientEngine client;
  private int lives;
  private boolean vanished;

  /// What happens once the client is registered.
  interface Case {
    void play(EtsStage stage);
  }

  private EtsStage(SimNet net, Release release, boolean queueMode) {
    this.net = net;
    this.release = release;
    this.queueMode = queueMode;
    ServerEngine[] made = new ServerEngine[1];
    serverNode =
        SimCoapNode.on(
            net,
            "server",
            EndpointConfig.DEFAULT,
            self -> {
              made[0] = serverOn(self);
              return made[0];
            });
    server = made[0];
    powerUp();
  }

  static void play(Release release, Case what) {
    play(release, false, what);
  }

  static void play(Release release, boolean queueMode, Case what) {
    Simulation.run(
        1,
        net -> {
          EtsStage stage = new EtsStage(net, release, queueMode);
          stage.pass(1);
          assertThat(stage.registration()).isPresent();
          what.play(stage);
          if (stage.vanished) {
            stage.powerUp();
            stage.pass(1);
          }
          stage.client.stop(net.nowNanos());
        });
  }

  private ServerEngine serverOn(SimCoapNode self) {
    ServerPorts ports =
        new ServerPorts(
            registrations,
            observations,
            new MemoryCommandStore(0, 100),
            new MemoryDesiredStore(),
            new MemoryAwakeWindows(),
            new MemoryJournal(),
            new IdentityAccess(true),
            Registry.builtIn()::modelsFor,
            this);
    EngineScope scope =
        new EngineScope(0, self.requester(), self.timers(), net.random("handles"), Neighbours.NONE);
    return new ServerEngine(scope, ports, ServerConfig.DEFAULT);
  }

  static Models models(Release release) {
    return Registry.builtIn().modelsFor(release, new ObjectList("", List.of(), List.of()));
  }

  /// The client begins, or begins anew after it has lost power.
  void powerUp() {
    lives++;
    ServerAccount account =
        ServerAccount.of("coap://server", serverNode.peer()).withLifetimeSeconds(LIFETIME_SECONDS);
    ClientConfig config =
        ClientConfig.of(NAME, release, account, EtsStage::models).withQueueMode(queueMode);
    clientNode =
        SimCoapNode.on(
            net,
            "client",
            EndpointConfig.DEFAULT,
            self -> {
              client =
                  new ClientEngine(
                      config,
                      DeviceCode.onLoop(net::nowNanos),
                      self.timers(),
                      net.random("backoff " + lives),
                      (event, now) -> net.note("client: " + event));
              return client;
            });
    instances.clear();
    EtsObjects.VALUES.forEach((path, value) -> hold(path.prefix(3), value));
    instances.values().forEach(instance -> client.serve(instance, net.nowNanos()));
    client.start(clientNode.requester(), net.nowNanos());
  }

  /// Holds what the table says of one resource.
  private void hold(Path resource, Value value) {
    ObjectInstance instance = instances.computeIfAbsent(resource.prefix(2), this::instance);
    ResourceModel model =
        instance
            .model()
            .resource(resource.resourceId())
            .orElseThrow(() -> new AssertionError(resource + " is not defined"));
    if (model.id() == Device.CURRENT_TIME && resource.objectId() == Device.ID) {
      return; // a clock
    }
    instance.holding(model.id(), model.multiple() ? several(resource) : value);
  }

  private static Map<Integer, Value> several(Path resource) {
    Map<Integer, Value> values = new TreeMap<>();
    EtsObjects.VALUES.forEach(
        (path, value) -> {
          if (path.prefix(3).equals(resource)) {
            values.put(path.resourceInstanceId(), value);
          }
        });
    return values;
  }

  private ObjectInstance instance(Path path) {
    Models known =
        path.objectId() == EtsObjects.CELLULAR ? Registry.builtIn().newest() : models(release);
    ObjectModel model = known.object(path.objectId()).orElseThrow();
    if (path.objectId() == Device.ID) {
      return Device.instance(model, "U")
          .executingLater(
              Device.REBOOT, arguments -> net.after(Duration.ofSeconds(1), now -> powerUp()));
    }
    boolean first =
        instances.keySet().stream().noneMatch(at -> at.prefix(1).equals(path.prefix(1)));
    if (model.multiple() && first) {
      client.define(model, id -> blank(model, id), net.nowNanos());
    }
    return blank(model, path.instanceId());
  }

  private static ObjectInstance blank(ObjectModel model, int id) {
    ObjectInstance instance = ObjectInstance.of(model, id);
    for (ResourceModel resource : model.resources().values()) {
      switch (resource.operations()) {
        case E -> instance.executing(resource.id(), arguments -> {});
        case RW, W -> instance.accepting(resource.id());
        default -> {}
      }
    }
    return instance;
  }

  /// Gives the device a Firmware Update object.
  void serveFirmware() {
    ObjectModel model = models(release).object(EtsFirmware.ID).orElseThrow();
    client.serve(new EtsFirmware(model, net, instances.get(Path.of(Device.ID, 0))), net.nowNanos());
  }

  ClientEngine client() {
    return client;
  }

  SimCoapNode clientNode() {
    return clientNode;
  }

  @Override
  public EndpointName name() {
    return NAME;
  }

  @Override
  public Optional<Registration> registration() {
    return registrations.byEndpoint(NAME);
  }

  @Override
  public void onEvent(ServerEvent event) {
    events.add(event);
  }

  @Override
  public List<ServerEvent> events() {
    return events;
  }

  @Override
  public void pass(double seconds) {
    net.runFor(Duration.ofMillis((long) (seconds * 1_000)));
  }

  @Override
  public boolean until(BooleanSupplier condition) {
    return net.runUntil(condition, Duration.ofMinutes(5));
  }

  @Override
  public double seconds(double seconds) {
    return seconds;
  }

  @Override
  public <R> Outcome<R> ask(Downlink<R> operation) {
    List<Outcome<R>> outcomes = new ArrayList<>();
    server.send(
        registration().orElseThrow().id(),
        operation,
        Duration.ofMinutes(3).toNanos(),
        (outcome, now) -> outcomes.add(outcome),
        net.nowNanos());
    assertThat(net.runUntil(() -> !outcomes.isEmpty(), Duration.ofMinutes(4))).isTrue();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  @Override
  public void set(String path, Value value) {
    Path at = EtsWorld.path(path);
    instances.get(at.prefix(2)).set(at.resourceId(), value);
  }

  @Override
  public void update() {
    client.update(net.nowNanos());
  }

  @Override
  public void send(List<Path> paths) {
    client.send(paths, Optional.empty(), (result, now) -> {}, net.nowNanos());
    pass(2);
  }

  @Override
  public void forget() {
    Registration forgotten = registration().orElseThrow();
    assertThat(registrations.remove(forgotten)).isTrue();
    server.onGone(forgotten.id(), net.nowNanos());
  }

  @Override
  public void vanish() {
    clientNode.node().crash();
    vanished = true;
  }

  @Override
  public void reboot() {
    int before = lives;
    awaitThat("reboots", () -> lives > before);
    awaitThat("registers again", () -> client.isRegistered());
  }
}
