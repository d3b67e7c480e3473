// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.AddressProof;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Malformed;
import io.tern.coap.Peer;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.DownlinkCheck;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.net.HostPort;
import io.tern.net.LoopsConfig;
import io.tern.net.NetCounters;
import io.tern.net.TcpConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import io.tern.server.EngineScope;
import io.tern.server.Neighbours;
import io.tern.server.Observation;
import io.tern.server.Pressure;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.RegistrationPage;
import io.tern.server.RegistrationQuery;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.ServerPorts;
import io.tern.server.memory.MessageCounters;
import io.tern.server.memory.ServerCounters;
import io.tern.server.memory.Watches;
import io.tern.server.operation.Errands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/// A running LwM2M server: engines on loops, and a way to talk to their clients from any thread.
///
/// Methods may block and belong on virtual threads. Listeners and stages run on virtual threads, never
/// on a loop.
public final class LwM2mServer implements AutoCloseable {
  private static final Duration DRAIN_MAX = Duration.ofSeconds(2);

  /// Long enough for the slowest round trip.
  private static final long PROOF_FRESH_NANOS = Duration.ofMinutes(5).toNanos();

  private static final int TOKEN_LOOP_SHIFT = 56;

  private final ServerOptions options;
  private final ServerCounters counters = new ServerCounters();
  private final MessageCounters messages = new MessageCounters();
  private final NetCounters net = new NetCounters();
  private final Deliveries deliveries;
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReferenceArray<Seat> seats;

  /// Fewer than were asked for where the system cannot spread clients over sockets.
  private final AtomicInteger loopCount = new AtomicInteger();

  private final Loops loops;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Watches watches = new Watches();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final Commands commands;
  private final AwakeTimes awakeTimes;

  private LwM2mServer(ServerOptions options, LoopsConfig config) throws IOException {
    this.options = options;
    options.restored.awake().forEach(options.awake::put);
    this.deliveries = new Deliveries(options.eventQueueMax);
    this.seats = new AtomicReferenceArray<>(config.loops());
    this.loops =
        Loops.start(
            config,
            net,
            index -> messages.counting(options.endpointEvents.apply(index)),
            this::assemble);
    this.commands = new Commands(new CommandLines(), options, virtualThreads, this::refusal);
    this.awakeTimes = new AwakeTimes(new CommandLines(), options, virtualThreads);
  }

  /// Starts a server.
  ///
  /// @param configure says what it is made of, [ServerOptions#coap] or [ServerOptions#coapTcp] at least
  /// @throws IllegalArgumentException where an option has no legal value
  /// @throws UncheckedIOException where the address cannot be bound
  public static LwM2mServer start(Consumer<ServerOptions> configure) {
    ServerOptions options = new ServerOptions();
    configure.accept(options);
    try {
      LwM2mServer server = new LwM2mServer(options, loopsConfig(options));
      server.commands.adopt();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve at " + options.addresses(), e);
    }
  }

  private static LoopsConfig loopsConfig(ServerOptions options) throws IOException {
    if (options.coap.isEmpty() && options.coapTcp.isEmpty()) {
      throw new IllegalArgumentException("no address to serve at");
    }
    TcpConfig tcp = tcpConfig(options);
    LoopsConfig config =
        (options.coap.isPresent()
                ? LoopsConfig.at(resolve(options.coap.get())).withTcp(tcp)
                : LoopsConfig.over(tcp))
            .withEndpoint(options.insecure ? open(options.endpoint) : options.endpoint);
    return options.loops.isPresent() ? config.withLoops(options.loops.getAsInt()) : config;
  }

  /// `endpoint` for clients without identity: one that got a new address is known by the token of its
  /// observation, and nobody gets large answers at an address that is not proved.
  private static EndpointConfig open(EndpointConfig endpoint) {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    var proof =
        new AddressProof(AddressProof.When.FOR_LARGE_ANSWERS, Bytes.wrap(key), PROOF_FRESH_NANOS);
    return endpoint.withAdmission(
        endpoint.admission().withAnonymousMayMove(true).withAddressProof(proof));
  }

  private static TcpConfig tcpConfig(ServerOptions options) throws IOException {
    if (options.coapTcp.isEmpty()) {
      return TcpConfig.OFF;
    }
    TcpConfig config = TcpConfig.OFF.accepting(resolve(options.coapTcp.get()));
    return config.withConnections(
        options.connectionsMax.orElse(config.connectionsMax()),
        options.connectionsPerAddressMax.orElse(config.perAddressMax()));
  }

  private static InetSocketAddress resolve(String hostAndPort) throws IOException {
    return switch (HostPort.parse(hostAndPort)) {
      case HostPort.Parsed.Ok(HostPort value) -> value.resolve();
      case HostPort.Parsed.Bad(String reason) -> throw new IllegalArgumentException(reason);
    };
  }

  /// The stack on one loop: stores, journal, access rules and models below, the CoAP endpoint above,
  /// the engine between them.
  private Handler assemble(LoopScope loop) {
    EngineScope scope =
        new EngineScope(loop.index(), loop.requester(), loop.timers(), loop.random(), new Posts());
    ServerPorts ports =
        new ServerPorts(
            options.registrations,
            options.observations,
            options.commands(),
            options.desired,
            options.awake,
            options.journal.journal(loop.index(), loop::post),
            options.accessPolicy(),
            options.models,
            new Fan(List.of(counters, options.events, deliveries)));
    ServerEngine engine = new ServerEngine(scope, ports, options.config);
    engine.measureWith(loop::behindNanos, options.memoryShort);
    seats.set(loop.index(), new Seat(loop, engine));
    loopCount.incrementAndGet();
    adoptStored(loop, engine);
    return engine;
  }

  /// What the stores brought along is looked after by the loops in turn, before the first of them runs.
  /// The token of an observation names its loop, among those that are left of the earlier run's.
  private void adoptStored(LoopScope loop, ServerEngine engine) {
    long nowNanos = EpochClock.nowNanos();
    int[] turn = {0};
    options.registrations.forEach(
        registration -> {
          if (turn[0]++ % loop.count() == loop.index()) {
            engine.onAdopted(registration);
          }
          for (Observation kept : options.observations.of(registration.id())) {
            if ((kept.token().bits() >>> TOKEN_LOOP_SHIFT) % loop.count() == loop.index()) {
              engine.onAdopted(kept, observe(kept), nowNanos);
            }
          }
        });
  }

  private OptionalInt observe(Observation kept) {
    Integer number = options.restored.observed().get(kept.token());
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// An engine and the loop it runs on. All are in place before the first loop runs.
  private record Seat(LoopScope loop, ServerEngine engine) {}

  /// Runs on a loop with its engine.
  private interface EngineTask {
    void run(ServerEngine engine, long nowNanos);
  }

  private boolean post(int loop, EngineTask task) {
    Seat seat = seats.get(loop);
    return seat.loop.post(now -> task.run(seat.engine, now));
  }

  /// Where clients reach this server over UDP, with the port that was picked.
  ///
  /// @throws IllegalStateException where it serves over TCP alone
  public InetSocketAddress address() {
    return loops.address();
  }

  /// What may wait for clients that are asleep.
  public Commands commands() {
    return commands;
  }

  /// How long clients in queue mode stay awake.
  public AwakeTimes awakeTimes() {
    return awakeTimes;
  }

  /// Where clients reach this server over TCP, with the port that was picked.
  public Optional<InetSocketAddress> tcpAddress() {
    return loops.tcpAddress();
  }

  /// A client by its endpoint name, registered or not.
  ///
  /// @throws IllegalArgumentException where `endpoint` cannot be an endpoint name
  public Device device(String endpoint) {
    return device(new EndpointName(endpoint));
  }

  /// A client by its endpoint name, registered or not.
  public Device device(EndpointName endpoint) {
    return new Device(this, endpoint, options.operationTimeout, true);
  }

  /// The registration of an endpoint.
  public Optional<Registration> registration(EndpointName endpoint) {
    return options.registrations.byEndpoint(endpoint);
  }

  /// A part of the registrations, in order of endpoint name.
  public RegistrationPage registrations(RegistrationQuery query) {
    return options.registrations.list(query);
  }

  /// How many clients are registered.
  public long registered() {
    return options.registrations.count();
  }

  /// The observations of an endpoint, in order of path.
  public List<Observation> observations(EndpointName endpoint) {
    return registration(endpoint)
        .map(registration -> options.observations.of(registration.id()))
        .orElse(List.of());
  }

  /// Sends a downlink, unless the object definitions of the client forbid it ([DownlinkCheck]): that is
  /// [Outcome.Invalid]. The stage always completes, never exceptionally.
  public <R> CompletionStage<Outcome<R>> send(
      EndpointName endpoint, Downlink<R> operation, Duration timeout) {
    return refusal(endpoint, operation)
        .<CompletionStage<Outcome<R>>>map(
            why -> CompletableFuture.completedFuture(new Outcome.Invalid<>(why)))
        .orElseGet(() -> sendUnchecked(endpoint, operation, timeout));
  }

  /// Why the definitions that hold for a client forbid `operation`. Of who is not registered none are known.
  private Optional<String> refusal(EndpointName endpoint, Downlink<?> operation) {
    return registration(endpoint)
        .map(Registration::terms)
        .map(terms -> options.models.models(terms.release(), terms.objects()))
        .flatMap(models -> DownlinkCheck.refusal(operation, models));
  }

  /// The same, whatever the definitions say.
  <R> CompletionStage<Outcome<R>> sendUnchecked(
      EndpointName endpoint, Downlink<R> operation, Duration timeout) {
    Optional<Registration> registration = registration(endpoint);
    if (registration.isEmpty()) {
      return CompletableFuture.completedFuture(new Outcome.Unreachable<>("it is not registered"));
    }
    RegistrationId id = registration.get().id();
    CompletableFuture<Outcome<R>> ending = new CompletableFuture<>();
    boolean posted =
        post(
            loopOf(registration.get(), operation),
            (engine, now) ->
                engine.ask(
                    id,
                    operation,
                    Math.max(1, timeout.toNanos()),
                    (outcome, then) -> virtualThreads.execute(() -> ending.complete(outcome)),
                    now));
    if (!posted) {
      ending.complete(
          closed.get()
              ? new Outcome.Unreachable<>("the server is closed")
              : new Outcome.Overloaded<>("the server takes no more work now"));
    }
    return ending;
  }

  /// Waits for what comes of it.
  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private int loopOf(Registration registration, Downlink<?> operation) {
    return Errands.loopOf(registration, operation, options.observations) % loopCount.get();
  }

  /// Has `listener` told of everything that happens from now on, in order, on one virtual thread. What
  /// it throws is counted and hurts nobody else.
  public void onEvent(Consumer<ServerEvent> listener) {
    onEvent(ServerEvent.class, listener);
  }

  /// The same for events of one kind. What no listener is told costs the loops nothing.
  public <E extends ServerEvent> void onEvent(Class<E> kind, Consumer<? super E> listener) {
    deliveries.add(kind, listener);
  }

  /// Who hears of the values of single paths; costs nothing before the first is asked for.
  Watches watches() {
    if (watching.compareAndSet(false, true)) {
      onEvent(watches::onEvent);
    }
    return watches;
  }

  /// What the engines have counted.
  public ServerCounters counters() {
    return counters;
  }

  /// What the CoAP endpoints have counted.
  public MessageCounters messageCounters() {
    return messages;
  }

  /// What the sockets have counted.
  public NetCounters netCounters() {
    return net;
  }

  /// Events that listeners lost because they were too far behind.
  public long eventsLost() {
    return deliveries.lost();
  }

  /// Exceptions that listeners threw.
  public long listenerFailures() {
    return deliveries.failures();
  }

  /// Ends in order: every open operation is cancelled, what is on its way goes out, events that have
  /// happened are delivered.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (int loop = 0; loop < loopCount.get(); loop++) {
      post(loop, ServerEngine::onClose);
    }
    loops.drain(DRAIN_MAX);
    loops.close();
    deliveries.close();
    virtualThreads.shutdown();
  }

  /// Reaches the engines of other loops through their mailboxes.
  private final class Posts implements Neighbours {
    @Override
    public int loops() {
      return Math.max(1, loopCount.get());
    }

    @Override
    public boolean post(int loop, Errand errand) {
      return loop < loopCount.get() && LwM2mServer.this.post(loop, errand::run);
    }
  }

  /// Reaches the engines from any thread.
  private final class CommandLines implements Commands.Lines {
    @Override
    public int loops() {
      return Math.max(1, loopCount.get());
    }

    @Override
    public boolean post(int loop, Task task) {
      return LwM2mServer.this.post(loop, task::run);
    }
  }

  /// Tells several.
  private record Fan(List<ServerEvents> sinks) implements ServerEvents {
    @Override
    public void onEvent(ServerEvent event) {
      sinks.forEach(sink -> sink.onEvent(event));
    }

    @Override
    public void onHeard(Registration registration, long nowNanos) {
      sinks.forEach(sink -> sink.onHeard(registration, nowNanos));
    }

    @Override
    public void onRefused(Peer peer, Refusal reason, Code code, String why, long nowNanos) {
      sinks.forEach(sink -> sink.onRefused(peer, reason, code, why, nowNanos));
    }

    @Override
    public void onUndecodable(
        Registration registration, Path path, Malformed reason, long nowNanos) {
      sinks.forEach(sink -> sink.onUndecodable(registration, path, reason, nowNanos));
    }

    @Override
    public void onTolerated(
        Registration registration, Path path, Set<Tolerance> tolerances, long nowNanos) {
      sinks.forEach(sink -> sink.onTolerated(registration, path, tolerances, nowNanos));
    }

    @Override
    public void onForeign(Registration registration, Peer from, long nowNanos) {
      sinks.forEach(sink -> sink.onForeign(registration, from, nowNanos));
    }

    @Override
    public void onJournalFailure(Registration registration, long nowNanos) {
      sinks.forEach(sink -> sink.onJournalFailure(registration, nowNanos));
    }

    @Override
    public void onPressure(Pressure pressure, long nowNanos) {
      sinks.forEach(sink -> sink.onPressure(pressure, nowNanos));
    }

    @Override
    public void onShed(long nowNanos) {
      sinks.forEach(sink -> sink.onShed(nowNanos));
    }

    @Override
    public void onCommandRefused(CommandBound bound, long nowNanos) {
      sinks.forEach(sink -> sink.onCommandRefused(bound, nowNanos));
    }
  }
}
