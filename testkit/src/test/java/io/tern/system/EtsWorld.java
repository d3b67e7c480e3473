// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.coap.link.Link;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Where a case of the Enabler Test Specification (ETS 1.2) is played: our server, and a client of some
/// make, registered there, that holds the [EtsObjects].
interface EtsWorld {
  long LIFETIME_SECONDS = 60;

  /// What happens once the client is registered.
  @FunctionalInterface
  interface Case {
    void play(EtsWorld world);
  }

  /// Who the client is.
  enum Make {
    /// Ours, in the simulated network and its time.
    TERN,
    /// Leshan's, in a process of its own, over UDP.
    LESHAN;

    void play(Release release, Case what) {
      play(release, false, what);
    }

    void play(Release release, boolean queueMode, Case what) {
      switch (this) {
        case TERN -> EtsStage.play(release, queueMode, what::play);
        case LESHAN -> EtsLeshan.play(release, queueMode, what);
      }
    }
  }

  /// The client's endpoint name.
  EndpointName name();

  /// The client's registration as the server has it.
  Optional<Registration> registration();

  /// Sends an operation and waits for its outcome.
  <R> Outcome<R> ask(Downlink<R> operation);

  /// What the server told of this client.
  List<ServerEvent> events();

  /// Lets time pass.
  void pass(double seconds);

  /// Lets time pass until something holds, at most a while; whether it does then.
  boolean until(BooleanSupplier condition);

  /// How long what the ETS says takes `seconds` takes here.
  double seconds(double seconds);

  /// Changes a resource of the client as its device would.
  void set(String path, Value value);

  /// Has the client send an Update.
  void update();

  /// Has the client send values of itself.
  void send(List<Path> paths);

  /// Has the server lose the registration.
  void forget();

  /// Has the client fall silent for good.
  void vanish();

  /// Lets pass what the client takes to reboot after it was told to.
  void reboot();

  default <E extends ServerEvent> List<E> of(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  default void awaitThat(String what, BooleanSupplier condition) {
    assertThat(until(condition)).as(what).isTrue();
  }

  default long lifetime() {
    return registration().orElseThrow().terms().lifetimeSeconds();
  }

  default List<Integer> instances(int object) {
    return registration()
        .flatMap(now -> now.terms().objects().object(object))
        .map(there -> List.copyOf(there.instances()))
        .orElse(List.of());
  }

  default <R> R answer(Downlink<R> operation) {
    Outcome<R> outcome = ask(operation);
    assertThat(outcome).as(operation.toString()).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered<R>) outcome).value();
  }

  /// The code with which the client refuses.
  default String refusal(Downlink<?> operation) {
    Outcome<?> outcome = ask(operation);
    assertThat(outcome).as(operation.toString()).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<?>) outcome).code().toString();
  }

  static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  default Node read(String path, ContentFormat format) {
    return answer(new Downlink.Read(path(path), Optional.of(format)));
  }

  /// The value of a single resource or resource instance.
  default Value value(String path, ContentFormat format) {
    return switch (read(path, format)) {
      case Node.SingleResource(int id, Value value) -> value;
      case Node.ResourceInstanceNode(int id, Value value) -> value;
      case Node other -> throw new AssertionError(path + " is " + other);
    };
  }

  default void put(String path, Value value, ContentFormat format) {
    Path at = path(path);
    Node node =
        at.isResourceInstance()
            ? new Node.ResourceInstanceNode(at.resourceInstanceId(), value)
            : new Node.SingleResource(at.resourceId(), value);
    write(path, Downlink.Write.Mode.REPLACE, node, format);
  }

  default void write(String path, Downlink.Write.Mode mode, Node node, ContentFormat format) {
    answer(new Downlink.Write(path(path), mode, node, Optional.of(format)));
  }

  default void execute(String path) {
    answer(new Downlink.Execute(path(path), Arguments.NONE));
  }

  default void attach(String path, Attributes attributes) {
    answer(new Downlink.WriteAttributes(path(path), attributes));
  }

  default List<Link> discover(String path) {
    return answer(new Downlink.Discover(path(path), OptionalInt.empty()));
  }

  /// One link of a Discover.
  default Map<String, Optional<String>> discovered(String path, String target) {
    return discover(path).stream()
        .filter(link -> link.target().equals(target))
        .findFirst()
        .map(Link::attributes)
        .map(attributes -> (Map<String, Optional<String>>) new TreeMap<>(attributes))
        .orElseThrow(() -> new AssertionError(target + " is not in " + discover(path)));
  }

  default Downlink.Create creation(int instance, Map<Integer, Value> identities) {
    return new Downlink.Create(
        Path.of(EtsObjects.PORTFOLIO),
        OptionalInt.of(instance),
        Node.InstanceNode.of(
            instance, List.of(new Node.MultipleResource(0, new TreeMap<>(identities)))),
        Optional.of(ContentFormat.TLV));
  }
}
