// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.Malformed;
import io.tern.coap.link.Link;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.object.Resource;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.AwakeSetting;
import io.tern.server.Observation;
import io.tern.server.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One client of a server, by its endpoint name, registered or not.
///
/// Methods without `Async` wait for the outcome and belong on a virtual thread, never on a loop. Paths
/// are texts such as `/3/0`; a text that is no path is an `IllegalArgumentException`.
///
/// What the object definitions of the client forbid is not sent but [Outcome.Invalid]: see
/// [DownlinkCheck][io.tern.lwm2m.op.DownlinkCheck], and [#unchecked] for the way round.
public final class Device {
  private final LwM2mServer server;
  private final EndpointName endpoint;
  private final Duration timeout;
  private final boolean checked;

  Device(LwM2mServer server, EndpointName endpoint, Duration timeout, boolean checked) {
    this.server = server;
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.checked = checked;
  }

  /// The same client, for operations that end after `limit`, waiting included.
  public Device within(Duration limit) {
    return new Device(server, endpoint, limit, checked);
  }

  /// The same client, for operations that are sent whatever the object definitions say of ranges and
  /// operations: for those who write firmware. What cannot be encoded is [Outcome.Invalid] all the same.
  public Device unchecked() {
    return new Device(server, endpoint, timeout, false);
  }

  /// Its endpoint name.
  public EndpointName endpoint() {
    return endpoint;
  }

  /// Its registration, if it has one.
  public Optional<Registration> registration() {
    return server.registration(endpoint);
  }

  /// Its observations, in order of path.
  public List<Observation> observations() {
    return server.observations(endpoint);
  }

  /// How long it stays awake after it was heard of, where it is in queue mode: seconds.
  public long awakeSeconds() {
    return server.awakeTimes().seconds(endpoint);
  }

  /// Has it stay awake for a time of its own: see [AwakeTimes#set].
  ///
  /// @param seconds 1 to 86400
  public CompletionStage<AwakeSetting> awakeSecondsAsync(int seconds) {
    return server.awakeTimes().set(endpoint, seconds);
  }

  /// Has it stay awake for a time of its own, and waits until that is durable.
  public AwakeSetting awakeSeconds(int seconds) {
    return LwM2mServer.await(awakeSecondsAsync(seconds));
  }

  /// Has it stay awake as long as devices do by the configuration.
  public CompletionStage<AwakeSetting> awakeAsConfiguredAsync() {
    return server.awakeTimes().unset(endpoint);
  }

  /// Has it stay awake as long as devices do by the configuration, and waits until that is durable.
  public AwakeSetting awakeAsConfigured() {
    return LwM2mServer.await(awakeAsConfiguredAsync());
  }

  /// Sends any operation.
  public <R> CompletionStage<Outcome<R>> sendAsync(Downlink<R> operation) {
    return checked
        ? server.send(endpoint, operation, timeout)
        : server.sendUnchecked(endpoint, operation, timeout);
  }

  /// Sends any operation and waits.
  public <R> Outcome<R> send(Downlink<R> operation) {
    return LwM2mServer.await(sendAsync(operation));
  }

  /// Read (LwM2M 1.2 Core §6.3.1), in the format that the client prefers.
  public CompletionStage<Outcome<Node>> readAsync(String path) {
    return sendAsync(new Downlink.Read(path(path), Optional.empty()));
  }

  /// Read, and wait.
  public Outcome<Node> read(String path) {
    return LwM2mServer.await(readAsync(path));
  }

  /// Discover (LwM2M 1.2 Core §6.3.2), as deep as the client does by itself.
  public CompletionStage<Outcome<List<Link>>> discoverAsync(String path) {
    return sendAsync(new Downlink.Discover(path(path), OptionalInt.empty()));
  }

  /// Discover, and wait.
  public Outcome<List<Link>> discover(String path) {
    return LwM2mServer.await(discoverAsync(path));
  }

  /// Write (LwM2M 1.2 Core §6.3.3): `node` replaces what is there.
  public CompletionStage<Outcome<Downlink.Done>> writeAsync(String path, Node node) {
    return sendAsync(
        new Downlink.Write(path(path), Downlink.Write.Mode.REPLACE, node, Optional.empty()));
  }

  /// Write, and wait.
  public Outcome<Downlink.Done> write(String path, Node node) {
    return LwM2mServer.await(writeAsync(path, node));
  }

  /// Write to a single resource.
  public CompletionStage<Outcome<Downlink.Done>> writeAsync(String path, Value value) {
    Path target = path(path);
    if (!target.isResource()) {
      throw new IllegalArgumentException("one value is for a resource: " + path);
    }
    return writeAsync(path, new Node.SingleResource(target.resourceId(), value));
  }

  /// Write to a single resource, and wait.
  public Outcome<Downlink.Done> write(String path, Value value) {
    return LwM2mServer.await(writeAsync(path, value));
  }

  /// Write, partial update: what `node` does not mention stays.
  public CompletionStage<Outcome<Downlink.Done>> updateAsync(String path, Node node) {
    return sendAsync(
        new Downlink.Write(path(path), Downlink.Write.Mode.UPDATE, node, Optional.empty()));
  }

  /// Write, partial update, and wait.
  public Outcome<Downlink.Done> update(String path, Node node) {
    return LwM2mServer.await(updateAsync(path, node));
  }

  /// Write-Attributes (LwM2M 1.2 Core §6.3.4).
  public CompletionStage<Outcome<Downlink.Done>> writeAttributesAsync(
      String path, Attributes attributes) {
    return sendAsync(new Downlink.WriteAttributes(path(path), attributes));
  }

  /// Write-Attributes, and wait.
  public Outcome<Downlink.Done> writeAttributes(String path, Attributes attributes) {
    return LwM2mServer.await(writeAttributesAsync(path, attributes));
  }

  /// Execute (LwM2M 1.2 Core §6.3.5).
  public CompletionStage<Outcome<Downlink.Done>> executeAsync(String path, Arguments arguments) {
    return sendAsync(new Downlink.Execute(path(path), arguments));
  }

  /// Execute, and wait.
  public Outcome<Downlink.Done> execute(String path, Arguments arguments) {
    return LwM2mServer.await(executeAsync(path, arguments));
  }

  /// Create (LwM2M 1.2 Core §6.3.6).
  ///
  /// @param path the object
  /// @param instanceId empty to let the client choose
  public CompletionStage<Outcome<Downlink.Created>> createAsync(
      String path, OptionalInt instanceId, Node.InstanceNode content) {
    return sendAsync(new Downlink.Create(path(path), instanceId, content, Optional.empty()));
  }

  /// Create, and wait.
  public Outcome<Downlink.Created> create(
      String path, OptionalInt instanceId, Node.InstanceNode content) {
    return LwM2mServer.await(createAsync(path, instanceId, content));
  }

  /// Delete (LwM2M 1.2 Core §6.3.7).
  public CompletionStage<Outcome<Downlink.Done>> deleteAsync(String path) {
    return sendAsync(new Downlink.Delete(path(path)));
  }

  /// Delete, and wait.
  public Outcome<Downlink.Done> delete(String path) {
    return LwM2mServer.await(deleteAsync(path));
  }

  /// Observe (LwM2M 1.2 Core §6.4.1). Values arrive as [io.tern.server.ServerEvent.Notified].
  public CompletionStage<Outcome<Downlink.Observed>> observeAsync(String path) {
    return sendAsync(new Downlink.Observe(path(path), Optional.empty()));
  }

  /// Observe, and wait for the first value.
  public Outcome<Downlink.Observed> observe(String path) {
    return LwM2mServer.await(observeAsync(path));
  }

  /// Cancel Observation (LwM2M 1.2 Core §6.4.3).
  public CompletionStage<Outcome<Downlink.Done>> cancelObservationAsync(String path) {
    Path target = path(path);
    return sendAsync(new Downlink.CancelObservation(target))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Answered<Downlink.Done>) {
                server.watches().end(endpoint, target);
              }
              return outcome;
            });
  }

  /// Cancel Observation, and wait.
  public Outcome<Downlink.Done> cancelObservation(String path) {
    return LwM2mServer.await(cancelObservationAsync(path));
  }

  /// Read of a resource by its constant, such as `Temperature.SENSOR_VALUE`. An answer of another type
  /// is [Outcome.Undecodable].
  ///
  /// @param instance the object instance
  public <T> CompletionStage<Outcome<T>> readAsync(Resource.Valued<T> resource, int instance) {
    return sendAsync(new Downlink.Read(resource.path(instance), Optional.empty()))
        .thenApply(outcome -> outcome.then(node -> content(resource, instance, node)));
  }

  /// Read, and wait.
  public <T> Outcome<T> read(Resource.Valued<T> resource, int instance) {
    return LwM2mServer.await(readAsync(resource, instance));
  }

  /// Read from instance 0, and wait.
  public <T> Outcome<T> read(Resource.Valued<T> resource) {
    return read(resource, 0);
  }

  /// Write to a resource by its constant: `content` replaces what is there.
  public <T> CompletionStage<Outcome<Downlink.Done>> writeAsync(
      Resource.Valued<T> resource, int instance, T content) {
    return sendAsync(
        new Downlink.Write(
            resource.path(instance),
            Downlink.Write.Mode.REPLACE,
            resource.node(content),
            Optional.empty()));
  }

  /// Write, and wait.
  public <T> Outcome<Downlink.Done> write(Resource.Valued<T> resource, int instance, T content) {
    return LwM2mServer.await(writeAsync(resource, instance, content));
  }

  /// Write to instance 0, and wait.
  public <T> Outcome<Downlink.Done> write(Resource.Valued<T> resource, T content) {
    return write(resource, 0, content);
  }

  /// Execute a resource by its constant, and wait.
  public Outcome<Downlink.Done> execute(
      Resource.Executable resource, int instance, Arguments arguments) {
    return send(new Downlink.Execute(resource.path(instance), arguments));
  }

  /// Execute of instance 0 without arguments, and wait.
  public Outcome<Downlink.Done> execute(Resource.Executable resource) {
    return execute(resource, 0, Arguments.NONE);
  }

  /// Observe a resource by its constant, and wait for the first value. Until the observation is over,
  /// `listener` is told the later ones, in order, on the thread of [LwM2mServer#onEvent]; values of
  /// another type are left out.
  public <T> Outcome<T> observe(
      Resource.Valued<T> resource, int instance, Consumer<? super T> listener) {
    Path path = resource.path(instance);
    Consumer<TimedNode> watch = value -> resource.content(value.node()).ifPresent(listener);
    server.watches().add(endpoint, path, watch);
    Outcome<Downlink.Observed> outcome = send(new Downlink.Observe(path, Optional.empty()));
    if (!(outcome instanceof Outcome.Answered<Downlink.Observed>(var observed))
        || !observed.established()) {
      server.watches().remove(endpoint, path, watch);
    }
    return outcome.then(observed -> content(resource, instance, observed.node()));
  }

  /// Cancel Observation of a resource by its constant, and wait.
  public Outcome<Downlink.Done> cancelObservation(Resource.Valued<?> resource, int instance) {
    return cancelObservation(resource.path(instance).toString());
  }

  private static <T> Outcome<T> content(Resource.Valued<T> resource, int instance, Node node) {
    return resource
        .content(node)
        .<Outcome<T>>map(Outcome.Answered::new)
        .orElseGet(
            () ->
                new Outcome.Undecodable<>(
                    new Malformed(
                        resource.path(instance).toString(),
                        "holds no " + resource.type().dataType().registryName())));
  }

  /// Read-Composite (LwM2M 1.2 Core §6.3.8), or single reads where the client has no such operation.
  public CompletionStage<Outcome<Downlink.Contents>> readCompositeAsync(String... paths) {
    return sendAsync(new Downlink.ReadComposite(paths(paths), Optional.empty()));
  }

  /// Read-Composite, and wait.
  public Outcome<Downlink.Contents> readComposite(String... paths) {
    return LwM2mServer.await(readCompositeAsync(paths));
  }

  /// Write-Composite (LwM2M 1.2 Core §6.3.9): all changes or none.
  public CompletionStage<Outcome<Downlink.Done>> writeCompositeAsync(List<Change> changes) {
    return sendAsync(new Downlink.WriteComposite(changes, Optional.empty()));
  }

  /// Write-Composite, and wait.
  public Outcome<Downlink.Done> writeComposite(List<Change> changes) {
    return LwM2mServer.await(writeCompositeAsync(changes));
  }

  /// Observe-Composite (LwM2M 1.2 Core §6.4.4). Values arrive as [io.tern.server.ServerEvent.Notified].
  public CompletionStage<Outcome<Downlink.ObservedComposite>> observeCompositeAsync(
      String... paths) {
    return sendAsync(
        new Downlink.ObserveComposite(paths(paths), Optional.empty(), Attributes.NONE));
  }

  /// Observe-Composite, and wait for the first values.
  public Outcome<Downlink.ObservedComposite> observeComposite(String... paths) {
    return LwM2mServer.await(observeCompositeAsync(paths));
  }

  /// Cancel Observation-Composite (LwM2M 1.2 Core §6.4.5) of exactly these paths.
  public CompletionStage<Outcome<Downlink.Done>> cancelCompositeObservationAsync(String... paths) {
    return sendAsync(new Downlink.CancelObservationComposite(paths(paths)));
  }

  /// Cancel Observation-Composite, and wait.
  public Outcome<Downlink.Done> cancelCompositeObservation(String... paths) {
    return LwM2mServer.await(cancelCompositeObservationAsync(paths));
  }

  private static List<Path> paths(String... texts) {
    return Stream.of(texts).map(Device::path).toList();
  }

  private static Path path(String text) {
    return Path.parse(text).orElseThrow(() -> new IllegalArgumentException("not a path: " + text));
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
