// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientConfig;
import io.tern.client.DeviceCode;
import io.tern.client.ServerAccount;
import io.tern.client.engine.ClientEngine;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.ContentFormat;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// A case of the Enabler Test Specification (ETS 1.2): our client with the objects of its test
/// configurations 1, 3, 4 and 12, and our server, on a perfect network.
final class EtsStage implements ServerEvents {
  static final EndpointName NAME = new EndpointName("ets-client");
  static final int APN_CONNECTION_PROFILE = 11;
  static final int PORTFOLIO = 16;
  static final long LIFETIME_SECONDS = 60;

  final SimNet net;
  final MemoryRegistrationStore registrations = new MemoryRegistrationStore();
  final MemoryObservationStore observations = new MemoryObservationStore();
  final List<ServerEvent> events = new ArrayList<>();
  final ServerEngine server;
  ObjectInstance device;
  private final Release release;
  private final boolean queueMode;
  private final SimCoapNode serverNode;
  private SimCoapNode clientNode;
  private ClientEngine client;
  private int reboots;

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
    reboots++;
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
                      net.random("backoff " + reboots),
                      (event, now) -> net.note("client: " + event));
              return client;
            });
    device =
        Device.instance(models(release).object(Device.ID).orElseThrow(), "U")
            .holding(Device.MANUFACTURER, "Tern")
            .holding(Device.MODEL_NUMBER, "T1")
            .holding(Device.SERIAL_NUMBER, "007")
            .holding(Device.FIRMWARE_VERSION, "1.0")
            .holding(Device.AVAILABLE_POWER_SOURCES, Map.of(0, 1, 1, 5))
            .holding(Device.POWER_SOURCE_VOLTAGE, Map.of(0, 3800, 1, 5000))
            .holding(Device.BATTERY_LEVEL, 90)
            .holding(Device.UTC_OFFSET, "+02:00")
            .holding(Device.TIMEZONE, "Europe/Berlin")
            .executingLater(
                Device.REBOOT, arguments -> net.after(Duration.ofSeconds(1), this::reboot));
    client.serve(device, net.nowNanos());
    ObjectModel portfolio = models(release).object(PORTFOLIO).orElseThrow();
    client.define(
        portfolio, id -> ObjectInstance.of(portfolio, id).accepting(0, 1), net.nowNanos());
    client.serve(
        ObjectInstance.of(portfolio, 0).holding(0, Map.of(0, "Host", 1, "Hive")).accepting(0, 1),
        net.nowNanos());
    ObjectModel profile = models(release).object(APN_CONNECTION_PROFILE).orElseThrow();
    client.define(profile, id -> ObjectInstance.of(profile, id).accepting(0, 3, 4), net.nowNanos());
    client.serve(
        ObjectInstance.of(profile, 0).holding(0, "first").holding(4, 3).accepting(0, 3, 4),
        net.nowNanos());
    client.start(clientNode.requester(), net.nowNanos());
  }

  private void reboot(long nowNanos) {
    powerUp();
  }

  ClientEngine client() {
    return client;
  }

  SimCoapNode clientNode() {
    return clientNode;
  }

  int lives() {
    return reboots;
  }

  Optional<Registration> registration() {
    return registrations.byEndpoint(NAME);
  }

  long lifetime() {
    return registration().orElseThrow().terms().lifetimeSeconds();
  }

  void pass(long seconds) {
    net.runFor(Duration.ofSeconds(seconds));
  }

  @Override
  public void onEvent(ServerEvent event) {
    events.add(event);
  }

  <E extends ServerEvent> List<E> of(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Sends an operation and waits for its outcome.
  <R> Outcome<R> ask(Downlink<R> operation) {
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

  <R> R answer(Downlink<R> operation) {
    Outcome<R> outcome = ask(operation);
    assertThat(outcome).as(operation.toString()).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered<R>) outcome).value();
  }

  /// The code with which the client refuses.
  String refusal(Downlink<?> operation) {
    Outcome<?> outcome = ask(operation);
    assertThat(outcome).as(operation.toString()).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<?>) outcome).code().toString();
  }

  static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  Node read(String path, ContentFormat format) {
    return answer(new Downlink.Read(path(path), Optional.of(format)));
  }

  /// The value of a single resource or resource instance.
  Value value(String path, ContentFormat format) {
    return switch (read(path, format)) {
      case Node.SingleResource(int id, Value value) -> value;
      case Node.ResourceInstanceNode(int id, Value value) -> value;
      case Node other -> throw new AssertionError(path + " is " + other);
    };
  }

  void put(String path, Value value, ContentFormat format) {
    Path at = path(path);
    write(
        path, Downlink.Write.Mode.REPLACE, new Node.SingleResource(at.resourceId(), value), format);
  }

  void write(String path, Downlink.Write.Mode mode, Node node, ContentFormat format) {
    answer(new Downlink.Write(path(path), mode, node, Optional.of(format)));
  }

  void execute(String path) {
    answer(new Downlink.Execute(path(path), Arguments.NONE));
  }

  Downlink.Create creation(int instance, Map<Integer, Value> identities) {
    return new Downlink.Create(
        Path.of(PORTFOLIO),
        OptionalInt.of(instance),
        Node.InstanceNode.of(
            instance, List.of(new Node.MultipleResource(0, new TreeMap<>(identities)))),
        Optional.of(ContentFormat.TLV));
  }
}
