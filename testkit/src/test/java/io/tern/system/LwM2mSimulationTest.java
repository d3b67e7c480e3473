// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.object.Device;
import io.tern.client.object.Server;
import io.tern.client.object.Temperature;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.relay.LinkProfile;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.spec.Spec;
import io.tern.testkit.SimNet;
import io.tern.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Server engine and client engines together, over links that lose a fifth of all datagrams, duplicate
/// and reorder others, and take 1 to 10 s and more for the rest.
class LwM2mSimulationTest {
  private static final int STEPS = 40;
  private static final List<Release> RELEASES = List.of(Release.values());

  /// Longer than any datagram takes over a rough link.
  private static final Duration UNDER_WAY_MAX = Duration.ofMinutes(1);

  @Test
  @Spec({"REG-41", "REG-45", "REG-48", "REG-70", "OBS-14", "OBS-16", "OBS-17", "OBS-18"})
  void every_operation_has_one_outcome_and_both_ends_agree() {
    Simulation.forSeeds(1000, net -> new Play(net).play());
  }

  /// One world.
  private static final class Play {
    private final SimNet net;
    private final RandomGenerator random;
    private final SimServer server;
    private final List<SimClient> clients = new ArrayList<>();
    private int reboots;

    Play(SimNet net) {
      this.net = net;
      random = net.random("play");
      server = new SimServer(net);
      net.links(LinkProfile.ROUGH);
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        Release release = RELEASES.get(random.nextInt(RELEASES.size()));
        clients.add(new SimClient(net, "client-" + i, server.peer(), release));
      }
    }

    void play() {
      clients.forEach(SimClient::powerUp);
      for (int step = 0; step < STEPS; step++) {
        net.runFor(Duration.ofMillis(random.nextInt(30_000)));
        act(clients.get(random.nextInt(clients.size())));
      }
      net.links(LinkProfile.PERFECT);
      clients.forEach(client -> net.heal(client.node, server.node.node()));
      net.runFor(UNDER_WAY_MAX);
      await("both ends know the registration", () -> clients.stream().allMatch(this::isKnown));
      await("all over", () -> server.asked.stream().allMatch(SimServer.Asked::isOver));
      for (int i = 0; i < 3; i++) {
        double celsius = 100 + i;
        clients.forEach(client -> client.measure(celsius));
        net.runFor(Duration.ofSeconds(30));
      }
      checkOutcomes();
      clients.forEach(this::checkAgreement);
      clients.forEach(SimClient::stop);
    }

    /// A Register from before a loss of power may arrive after the one from after it, and take its
    /// place; the next Update brings it to light.
    private boolean isKnown(SimClient client) {
      return client.isRegistered()
          && server.registration(client.name).stream()
              .anyMatch(registration -> registration.id().toString().equals(client.handle()));
    }

    private void await(String what, java.util.function.BooleanSupplier condition) {
      assertThat(net.runUntil(condition, Duration.ofHours(2))).as(what).isTrue();
    }

    private void act(SimClient client) {
      switch (random.nextInt(24)) {
        case 0 -> {
          client.crash();
          net.runFor(Duration.ofMillis(random.nextInt(5_000)));
          client.powerUp();
        }
        case 1 -> net.partition(client.node, server.node.node());
        case 2, 3, 4 -> net.heal(client.node, server.node.node());
        case 5, 6, 7, 8 -> client.measure(random.nextInt(50));
        default -> ask(client);
      }
    }

    private void ask(SimClient client) {
      Duration timeout = Duration.ofSeconds(20 + random.nextInt(300));
      server.ask(client.name, operation(), timeout);
    }

    private Downlink<?> operation() {
      Path thermometer = Path.of(Temperature.ID, Math.max(0, random.nextInt(5) - 2));
      Path value = thermometer.child(Temperature.SENSOR_VALUE);
      Path observed =
          switch (random.nextInt(3)) {
            case 0 -> value;
            case 1 -> thermometer;
            default -> Path.of(Temperature.ID);
          };
      return switch (random.nextInt(13)) {
        case 0 -> new Downlink.Read(observed, Optional.empty());
        case 1 -> new Downlink.Discover(observed, OptionalInt.empty());
        case 2 -> write(thermometer.child(SimClient.APPLICATION_TYPE), new Value.Text("shed"));
        case 3 -> write(Path.of(Server.ID, 0, Server.LIFETIME), new Value.Int(lifetime()));
        case 4 -> new Downlink.WriteAttributes(value, Attributes.NONE.withPmin(random.nextInt(9)));
        case 5 -> reboot();
        case 6 ->
            new Downlink.Execute(
                Path.of(Server.ID, 0, Server.REGISTRATION_UPDATE_TRIGGER), Arguments.NONE);
        case 7 ->
            new Downlink.Create(
                Path.of(Temperature.ID),
                OptionalInt.empty(),
                Node.InstanceNode.of(0, List.of()),
                Optional.empty());
        case 8 -> new Downlink.Delete(Path.of(Temperature.ID, 1 + random.nextInt(2)));
        case 9 -> new Downlink.CancelObservation(observed);
        default -> new Downlink.Observe(observed, Optional.empty());
      };
    }

    private long lifetime() {
      return 200 + random.nextLong(400);
    }

    private static Downlink.Write write(Path path, Value value) {
      return new Downlink.Write(
          path,
          Downlink.Write.Mode.REPLACE,
          new Node.SingleResource(path.resourceId(), value),
          Optional.empty());
    }

    /// Every reboot has an argument of its own.
    private Downlink.Execute reboot() {
      SortedMap<Integer, Optional<String>> arguments = new TreeMap<>();
      arguments.put(0, Optional.of("n" + reboots++));
      return new Downlink.Execute(Path.of(Device.ID, 0, Device.REBOOT), new Arguments(arguments));
    }

    private void checkOutcomes() {
      for (SimServer.Asked<?> asked : server.asked) {
        assertThat(asked.outcomes()).as("outcomes of %s", asked.operation()).hasSize(1);
        if (asked.operation() instanceof Downlink.Execute(Path path, Arguments arguments)
            && path.objectId() == Device.ID) {
          List<SimClient.Reboot> runs =
              clients.stream()
                  .flatMap(client -> client.reboots.stream())
                  .filter(reboot -> reboot.arguments().equals(arguments))
                  .toList();
          assertThat(runs).as("runs in one life").doesNotHaveDuplicates();
          if (asked.outcomes().getFirst() instanceof Outcome.Answered<?>) {
            assertThat(runs).as("runs of %s", arguments).isNotEmpty();
          }
        }
      }
    }

    private void checkAgreement(SimClient client) {
      Registration registration = server.registration(client.name).orElseThrow();
      assertThat(isKnown(client)).as("registration of %s", client.name).isTrue();
      List<Integer> announced =
          registration
              .terms()
              .objects()
              .object(Temperature.ID)
              .map(SupportedObject::instances)
              .orElseThrow();
      assertThat(announced).containsExactlyElementsOf(client.thermometers());
      Node lifetime = read(client, Path.of(Server.ID, 0, Server.LIFETIME));
      assertThat(lifetime)
          .isEqualTo(
              new Node.SingleResource(
                  Server.LIFETIME, new Value.Int(registration.terms().lifetimeSeconds())));
      List<Path> observed =
          server.observations(registration).stream().map(Observation::path).sorted().toList();
      assertThat(client.engine().observedPaths().stream().sorted().toList())
          .as("paths observed of %s", client.name)
          .isEqualTo(observed);
      for (Path path : observed) {
        assertThat(server.lastHeard(client.name, path))
            .as("last heard of %s%s", client.name, path)
            .contains(read(client, path));
      }
    }

    private Node read(SimClient client, Path path) {
      Downlink.Read read = new Downlink.Read(path, Optional.empty());
      SimServer.Asked<Node> asked =
          server.ask(client.name, read, Duration.ofSeconds(60)).orElseThrow();
      await("answer to " + read, asked::isOver);
      return asked.answer().orElseThrow(() -> new AssertionError(read + ": " + asked.outcomes()));
    }
  }
}
