// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Address;
import io.tern.coap.Peer;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerEvent;
import io.tern.server.Terms;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Who is told which values, and until when.
class WatchesTest {
  private static final Path CELSIUS = Path.of(3303, 0, 5700);
  private static final Path LEVEL = Path.of(3, 0, 9);
  private final Watches watches = new Watches();
  private final List<String> told = new ArrayList<>();

  private static Registration registration(String endpoint) {
    Terms terms =
        new Terms(
            Release.V1_1,
            60,
            Binding.U,
            false,
            Optional.empty(),
            new ObjectList("", List.of(), List.of()));
    return new Registration(
        RegistrationId.random(new Random(7)),
        new EndpointName(endpoint),
        terms,
        Peer.udp(Address.Ip.v4(1, 1)),
        0,
        1,
        1,
        1);
  }

  private Consumer<TimedNode> listener(String name) {
    return value -> told.add(name);
  }

  private void add(String endpoint, Path path, Consumer<TimedNode> listener) {
    watches.add(new EndpointName(endpoint), path, listener);
  }

  private void notify(String endpoint, Path path) {
    Node.SingleResource node = new Node.SingleResource(path.resourceId(), new Value.Int(1));
    TimedNode value = new TimedNode(Optional.empty(), path, node);
    watches.onEvent(
        new ServerEvent.Notified(
            registration(endpoint), path, Optional.empty(), List.of(value), 5));
  }

  @Test
  @Spec("OBS-02")
  void only_those_who_watch_that_path_of_that_client_are_told() {
    Consumer<TimedNode> second = listener("second");
    add("a", CELSIUS, listener("first"));
    add("a", CELSIUS, second);
    add("b", CELSIUS, listener("other"));
    notify("a", CELSIUS);
    notify("a", LEVEL);
    notify("c", CELSIUS);
    assertThat(told).containsExactly("first", "second");
    watches.remove(new EndpointName("a"), CELSIUS, second);
    notify("a", CELSIUS);
    assertThat(told).containsExactly("first", "second", "first");
    assertThat(watches.size()).isEqualTo(2);
  }

  @Test
  void a_watch_ends_with_its_observation_and_with_its_client() {
    add("a", CELSIUS, listener("a"));
    add("a", LEVEL, listener("a"));
    watches.onEvent(new ServerEvent.ObservationEnded(registration("a"), CELSIUS, "gone", 5));
    assertThat(watches.size()).isEqualTo(1);
    watches.end(new EndpointName("a"), LEVEL);
    assertThat(watches.size()).isZero();
    add("a", LEVEL, listener("a"));
    add("b", LEVEL, listener("b"));
    add("c", LEVEL, listener("c"));
    watches.onEvent(new ServerEvent.Deregistered(registration("a"), 5));
    watches.onEvent(new ServerEvent.Expired(registration("b"), 5));
    assertThat(watches.size()).isEqualTo(1);
    Consumer<TimedNode> late = listener("late");
    add("d", LEVEL, late);
    watches.remove(new EndpointName("d"), LEVEL, late);
    assertThat(watches.size()).isEqualTo(1);
  }

  @Test
  void one_listener_that_fails_hurts_no_other() {
    add(
        "a",
        CELSIUS,
        value -> {
          throw new IllegalStateException("broken");
        });
    add("a", CELSIUS, listener("whole"));
    assertThatThrownBy(() -> notify("a", CELSIUS)).hasMessage("broken");
    assertThat(told).containsExactly("whole");
  }
}
