// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.DeviceCode;
import io.tern.client.ServerAccount;
import io.tern.client.engine.ClientEngine;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Peer;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.op.Arguments;
import io.tern.testkit.SimCoapNode;
import io.tern.testkit.SimNet;
import io.tern.testkit.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// A client in a simulated world: a device with thermometers, of which the server may create and delete
/// some. It may lose power and come back.
final class SimClient {
  static final int APPLICATION_TYPE = 5750;

  final EndpointName name;
  final SimNode node;
  final List<Reboot> reboots = new ArrayList<>();
  private final SimNet net;
  private final Peer server;
  private final Release release;
  private final List<ClientEvent> events = new ArrayList<>();
  private int lives;
  private Optional<ClientEngine> engine = Optional.empty();

  SimClient(SimNet net, String name, Peer server, Release release) {
    this.net = net;
    this.name = new EndpointName(name);
    this.server = server;
    this.release = release;
    node = net.node(name);
    net.invariant(name + " engine", this::leftovers);
  }

  /// A reboot that a server asked for. Who loses power forgets what it has seen, and may take a
  /// retransmission for something new: at most once means within one life.
  record Reboot(int life, Arguments arguments) {}

  private static Models models(Release release) {
    return Registry.builtIn().modelsFor(release, new ObjectList("", List.of(), List.of()));
  }

  /// Begins, or begins anew.
  void powerUp() {
    int life = lives++;
    ServerAccount account = ServerAccount.of("coap://server", server).withLifetimeSeconds(300);
    ClientConfig config = ClientConfig.of(name, release, account, SimClient::models);
    SimCoapNode on =
        SimCoapNode.on(
            net,
            node.name(),
            EndpointConfig.DEFAULT,
            self -> {
              engine = Optional.of(engine(config, self));
              return engine();
            });
    ClientEngine made = engine();
    made.serve(
        Device.instance(models(release).object(Device.ID).orElseThrow(), "U")
            .executing(Device.REBOOT, arguments -> reboots.add(new Reboot(life, arguments))),
        net.nowNanos());
    made.define(Temperature.MODEL, SimClient::thermometer, net.nowNanos());
    made.serve(thermometer(0), net.nowNanos());
    made.start(on.requester(), net.nowNanos());
  }

  private ClientEngine engine(ClientConfig config, SimCoapNode self) {
    return new ClientEngine(
        config,
        DeviceCode.onLoop(net::nowNanos),
        self.timers(),
        net.random(name + " backoff " + lives),
        this::onEvent);
  }

  private static ObjectInstance thermometer(int id) {
    return Temperature.instance(id, 20).accepting(APPLICATION_TYPE);
  }

  private void onEvent(ClientEvent event, long nowNanos) {
    net.note(name + " " + event);
    events.add(event);
  }

  /// Loses power without a word.
  void crash() {
    node.crash();
    engine = Optional.empty();
  }

  ClientEngine engine() {
    return engine.orElseThrow();
  }

  boolean isRegistered() {
    return engine().isRegistered();
  }

  void stop() {
    engine().stop(net.nowNanos());
  }

  /// The handle of the last registration.
  String handle() {
    return events.stream()
        .filter(ClientEvent.Registered.class::isInstance)
        .map(ClientEvent.Registered.class::cast)
        .toList()
        .getLast()
        .handle();
  }

  /// The ids of its thermometers.
  SortedSet<Integer> thermometers() {
    SortedSet<Integer> ids = new TreeSet<>();
    for (int id = 0; id < 64; id++) {
      if (engine().instance(Path.of(Temperature.ID, id)).isPresent()) {
        ids.add(id);
      }
    }
    return ids;
  }

  /// All thermometers show something else.
  void measure(double celsius) {
    for (int id : thermometers()) {
      if (engine().instance(Path.of(Temperature.ID, id)).orElseThrow()
          instanceof ObjectInstance instance) {
        instance.set(Temperature.SENSOR_VALUE, celsius + id);
      }
    }
  }

  private List<String> leftovers() {
    List<String> left = new ArrayList<>();
    engine
        .filter(its -> !its.isStopped() || its.gauges().toString().matches(".*=[1-9].*"))
        .ifPresent(its -> left.add(its.gauges().toString()));
    return left;
  }
}
