// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Timers;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.model.Registry;
import io.tern.server.AccessPolicy;
import io.tern.server.AwakeWindows;
import io.tern.server.CommandStore;
import io.tern.server.DesiredStore;
import io.tern.server.Journal;
import io.tern.server.ModelSource;
import io.tern.server.ObservationStore;
import io.tern.server.RegistrationStore;
import io.tern.server.Restored;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvents;
import io.tern.server.access.IdentityAccess;
import io.tern.server.memory.MemoryAwakeWindows;
import io.tern.server.memory.MemoryCommandStore;
import io.tern.server.memory.MemoryDesiredStore;
import io.tern.server.memory.MemoryJournal;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a [LwM2mServer] is made of. Everything but [#coap] has a default: no client without security,
/// everything in memory, the built-in object registry, one loop a core.
public final class ServerOptions {
  private static final int COMMANDS_REMEMBERED = 10_000;

  Optional<String> coap = Optional.empty();
  Optional<String> coapTcp = Optional.empty();
  OptionalInt connectionsMax = OptionalInt.empty();
  OptionalInt connectionsPerAddressMax = OptionalInt.empty();
  OptionalInt loops = OptionalInt.empty();
  boolean insecure;
  Optional<AccessPolicy> access = Optional.empty();
  ServerConfig config = ServerConfig.DEFAULT;
  EndpointConfig endpoint = EndpointConfig.DEFAULT;
  RegistrationStore registrations = new MemoryRegistrationStore();
  ObservationStore observations = new MemoryObservationStore();
  Optional<CommandStore> commandStore = Optional.empty();
  DesiredStore desired = new MemoryDesiredStore();
  AwakeWindows awake = new MemoryAwakeWindows();
  JournalSource journal = (loop, post) -> new MemoryJournal();
  Restored restored = Restored.NOTHING;
  ModelSource models = (release, objects) -> Registry.builtIn().modelsFor(release, objects);
  ServerEvents events = ServerEvents.NONE;
  IntFunction<EndpointEvents> endpointEvents = loop -> EndpointEvents.NONE;
  Duration operationTimeout = Duration.ofMinutes(2);
  int eventQueueMax = 65_536;
  BooleanSupplier memoryShort = () -> false;

  ServerOptions() {}

  /// Makes the journal of each loop.
  @FunctionalInterface
  public interface JournalSource {
    /// The journal of a loop.
    ///
    /// @param post runs a task on that loop, from any thread; false where it takes no more
    Journal journal(int loop, Predicate<Timers.Task> post);
  }

  /// Serves CoAP over UDP at `HOST:PORT` or `[IPV6]:PORT`; port 0 picks a free one.
  public ServerOptions coap(String hostAndPort) {
    coap = Optional.of(hostAndPort);
    return this;
  }

  /// Serves CoAP over TCP at `HOST:PORT` or `[IPV6]:PORT`; port 0 picks a free one.
  public ServerOptions coapTcp(String hostAndPort) {
    coapTcp = Optional.of(hostAndPort);
    return this;
  }

  /// Takes at most so many TCP connections on each loop, and so many of them from one address.
  public ServerOptions connections(int max, int perAddressMax) {
    connectionsMax = OptionalInt.of(max);
    connectionsPerAddressMax = OptionalInt.of(perAddressMax);
    return this;
  }

  /// Lets clients without security in.
  public ServerOptions insecure() {
    insecure = true;
    return this;
  }

  /// Runs so many loops, 1 or more.
  public ServerOptions loops(int count) {
    loops = OptionalInt.of(count);
    return this;
  }

  /// Asks `policy` who may be which endpoint, in place of [IdentityAccess].
  public ServerOptions access(AccessPolicy policy) {
    access = Optional.of(policy);
    return this;
  }

  /// Changes how the engine behaves.
  public ServerOptions config(UnaryOperator<ServerConfig> change) {
    config = change.apply(config);
    return this;
  }

  /// Changes how the CoAP endpoints behave.
  public ServerOptions endpoint(UnaryOperator<EndpointConfig> change) {
    endpoint = change.apply(endpoint);
    return this;
  }

  /// Keeps the working set in these stores.
  public ServerOptions stores(
      RegistrationStore registrationStore, ObservationStore observationStore) {
    registrations = registrationStore;
    observations = observationStore;
    return this;
  }

  /// Keeps commands and desired observations in these stores.
  public ServerOptions commandStores(CommandStore commands, DesiredStore wishes) {
    commandStore = Optional.of(commands);
    desired = wishes;
    return this;
  }

  /// The store of commands; one in memory goes on counting where the earlier run ended.
  CommandStore commands() {
    if (commandStore.isEmpty()) {
      commandStore =
          Optional.of(new MemoryCommandStore(restored.lastCommand(), COMMANDS_REMEMBERED));
    }
    return commandStore.get();
  }

  /// Makes changes durable before they are acknowledged.
  public ServerOptions journal(JournalSource source) {
    journal = source;
    return this;
  }

  /// Takes on nothing new while `isShort` says that memory is short. Asked on the loops, at any time.
  public ServerOptions memory(BooleanSupplier isShort) {
    memoryShort = isShort;
    return this;
  }

  /// Takes object definitions from `source`.
  public ServerOptions models(ModelSource source) {
    models = source;
    return this;
  }

  /// Goes on with what a store kept of an earlier run.
  public ServerOptions restored(Restored kept) {
    restored = kept;
    return this;
  }

  /// Reports to `sink`, on the loops. For what may wait there is [LwM2mServer#onEvent].
  public ServerOptions events(ServerEvents sink) {
    events = sink;
    return this;
  }

  /// Reports the messages of each loop to the sink that `sinks` gives for it.
  public ServerOptions endpointEvents(IntFunction<EndpointEvents> sinks) {
    endpointEvents = sinks;
    return this;
  }

  /// Ends an operation that names no time of its own after `timeout`.
  public ServerOptions operationTimeout(Duration timeout) {
    operationTimeout = timeout;
    return this;
  }

  /// Keeps at most so many events for listeners that are behind; the rest are lost and counted.
  public ServerOptions eventQueue(int eventsMax) {
    eventQueueMax = eventsMax;
    return this;
  }

  /// Where it is to serve, for people.
  String addresses() {
    return Stream.concat(coap.stream(), coapTcp.map(tcp -> "over TCP, " + tcp).stream())
        .collect(Collectors.joining(" and, "));
  }

  AccessPolicy accessPolicy() {
    return access.orElseGet(() -> new IdentityAccess(insecure));
  }
}
