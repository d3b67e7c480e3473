// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.DeviceCode;
import io.tern.client.Instance;
import io.tern.client.InstanceFactory;
import io.tern.client.SendOutcome;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.Address;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.Timers;
import io.tern.coap.Transport;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.net.EpochClock;
import io.tern.net.HostPort;
import io.tern.net.LoopsConfig;
import io.tern.net.NetEvents;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// An LwM2M client with a socket of its own, for a program that is a device or contains one.
///
/// It registers when it starts and stays registered until it is closed. Suppliers, checks, writers and
/// executors of its instances run on virtual threads, as do listeners of events, one event after the
/// other. Every method may be called from any thread but none of a loop.
public final class LwM2mClient implements AutoCloseable {
  private static final int EVENTS_MAX = 4096;
  private static final int PORT_DEFAULT = 5683;
  private static final String ANY_V4 = "0.0.0.0:0";
  private static final String ANY_V6 = "[::]:0";
  private static final Duration CALL_MAX = Duration.ofSeconds(10);

  private final Loops loops;
  private final LoopScope scope;
  private final ClientEngine engine;
  private final Duration closeMax;
  private final BlockingQueue<Optional<ClientEvent>> events;
  private final AtomicLong eventsLost = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch registered = new CountDownLatch(1);
  private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

  private LwM2mClient(ClientSetup setup) throws IOException {
    events = new LinkedBlockingQueue<>(EVENTS_MAX);
    closeMax = setup.closeMax();
    Address.Ip server = resolve(setup.server());
    Transport transport = setup.transport();
    ClientConfig config = setup.config(new Peer(transport, server, Identity.ANONYMOUS));
    Assembly assembly = new Assembly();
    loops =
        Loops.start(
            loopsConfig(setup, server).withLoops(1).withEndpoint(setup.endpointConfig()),
            NetEvents.NONE,
            index -> assembly,
            assembly.with(
                its ->
                    new ClientEngine(
                        config,
                        new Threads(its),
                        its.timers(),
                        its.random(),
                        this::onEngineEvent)));
    scope = assembly.scope();
    engine = assembly.engine();
    Thread.ofVirtual().name("tern-client-events").start(() -> deliver(setup.listener()));
    ask(nowNanos -> begin(setup, config, nowNanos));
  }

  /// What the loops' start leaves behind.
  private static final class Assembly implements EndpointEvents {
    private Optional<LoopScope> scope = Optional.empty();
    private Optional<ClientEngine> engine = Optional.empty();

    Function<LoopScope, Handler> with(Function<LoopScope, ClientEngine> maker) {
      return its -> {
        ClientEngine made = maker.apply(its);
        scope = Optional.of(its);
        engine = Optional.of(made);
        return made;
      };
    }

    @Override
    public void onDisconnected(Peer peer, String why, long nowNanos) {
      engine.ifPresent(its -> its.onDisconnected(peer, nowNanos));
    }

    LoopScope scope() {
      return scope.orElseThrow();
    }

    ClientEngine engine() {
      return engine.orElseThrow();
    }
  }

  /// Starts a client.
  ///
  /// @throws IOException if the server's name cannot be resolved or no socket can be bound
  /// @throws IllegalArgumentException if the setup lacks a server or a name, or contradicts itself
  public static LwM2mClient start(Consumer<ClientSetup> setup) throws IOException {
    ClientSetup collected = new ClientSetup();
    setup.accept(collected);
    return new LwM2mClient(collected);
  }

  private static Address.Ip resolve(URI server) throws IOException {
    String host = server.getHost().replaceAll("^\\[|]$", "");
    int port = server.getPort() < 0 ? PORT_DEFAULT : server.getPort();
    return SocketAddresses.toIp(new HostPort(host, port).resolve());
  }

  private static LoopsConfig loopsConfig(ClientSetup setup, Address.Ip server) throws IOException {
    if (setup.transport().isStream()) {
      return LoopsConfig.over(TcpConfig.OFF.connecting());
    }
    String bind = setup.bind().orElse(server.isV4() ? ANY_V4 : ANY_V6);
    return LoopsConfig.at(parse(bind).resolve());
  }

  private static HostPort parse(String hostAndPort) {
    return switch (HostPort.parse(hostAndPort)) {
      case HostPort.Parsed.Ok(HostPort value) -> value;
      case HostPort.Parsed.Bad(String reason) -> throw new IllegalArgumentException(reason);
    };
  }

  private boolean begin(ClientSetup setup, ClientConfig config, long nowNanos) {
    ObjectModel device = config.models().apply(config.release()).object(Device.ID).orElseThrow();
    ObjectInstance instance = Device.instance(device, config.account().binding().toString());
    setup.device().accept(instance);
    engine.serve(instance, nowNanos);
    setup.factories().forEach((model, factory) -> engine.define(model, factory, nowNanos));
    setup.instances().forEach(served -> engine.serve(served, nowNanos));
    engine.start(scope.requester(), nowNanos);
    return true;
  }

  /// Gives a resource that an [ObjectInstance] holds another value; notification attributes decide
  /// whether the server hears of it.
  ///
  /// @param path of the resource, such as `/3303/0/5700`
  /// @throws IllegalArgumentException if there is no such resource or it cannot hold the value
  public void set(String path, Object value) {
    Path resource = resource(path);
    ask(
        nowNanos -> {
          if (!(engine.instance(resource).orElse(null) instanceof ObjectInstance instance)) {
            throw new IllegalArgumentException("no instance at " + path);
          }
          return instance.set(resource.resourceId(), value);
        });
  }

  /// Says that the value at the path of a resource may be another than before.
  ///
  /// @throws IllegalArgumentException if there is no such resource
  public void changed(String path) {
    Path resource = resource(path);
    ask(
        nowNanos -> {
          if (!(engine.instance(resource).orElse(null) instanceof ObjectInstance instance)) {
            throw new IllegalArgumentException("no instance at " + path);
          }
          return instance.changed(resource.resourceId());
        });
  }

  private static Path resource(String path) {
    return Path.parse(path)
        .filter(Path::isResource)
        .orElseThrow(() -> new IllegalArgumentException("not the path of a resource: " + path));
  }

  /// Serves one more instance.
  ///
  /// @throws IllegalArgumentException if there is one of that id
  public void serve(Instance instance) {
    ask(
        nowNanos -> {
          engine.serve(instance, nowNanos);
          return true;
        });
  }

  /// Serves one more object, of which servers may create and delete instances.
  ///
  /// @throws IllegalArgumentException if the object is served already
  public void define(ObjectModel model, InstanceFactory factory) {
    ask(
        nowNanos -> {
          engine.define(model, factory, nowNanos);
          return true;
        });
  }

  /// No longer serves the instance at `path`, such as `/3303/1`; false where there is none, and for what
  /// no client is without, such as `/3/0`.
  public boolean withdraw(String path) {
    Path instance =
        Path.parse(path)
            .filter(Path::isInstance)
            .orElseThrow(
                () -> new IllegalArgumentException("not the path of an instance: " + path));
    return ask(nowNanos -> engine.withdraw(instance, nowNanos));
  }

  /// Sends an Update now.
  public void update() {
    ask(
        nowNanos -> {
          engine.update(nowNanos);
          return true;
        });
  }

  /// Says that the device has no way to its server until [#online]: nothing is sent, and notifications
  /// are stored as the server wants it (`/1/x/6`, `hqmax`).
  public void offline() {
    ask(
        nowNanos -> {
          engine.offline(nowNanos);
          return true;
        });
  }

  /// Says that there is a way again: the client tells the server so, and then what was stored.
  public void online() {
    ask(
        nowNanos -> {
          engine.online(nowNanos);
          return true;
        });
  }

  /// Sends to the server what is at `paths` now, such as `/3303/0/5700` (LwM2M 1.2 Core §6.4.6). The
  /// stage always completes, never exceptionally.
  public CompletionStage<SendOutcome> sendAsync(String... paths) {
    List<Path> parsed =
        Stream.of(paths)
            .map(
                path ->
                    Path.parse(path)
                        .orElseThrow(() -> new IllegalArgumentException("not a path: " + path)))
            .toList();
    CompletableFuture<SendOutcome> ending = new CompletableFuture<>();
    boolean posted =
        scope.post(
            nowNanos ->
                engine.send(
                    parsed,
                    Optional.empty(),
                    (outcome, n) -> Thread.ofVirtual().start(() -> ending.complete(outcome)),
                    nowNanos));
    if (!posted) {
      ending.complete(new SendOutcome.NotSent("the client is closed or overloaded"));
    }
    return ending;
  }

  /// Sends, and waits for the server's word, which may take as long as a CoAP exchange.
  public SendOutcome send(String... paths) {
    return sendAsync(paths).toCompletableFuture().join();
  }

  /// Whether the server knows the client, as far as the client knows.
  public boolean isRegistered() {
    return ask(nowNanos -> engine.isRegistered());
  }

  /// Waits for the first registration.
  ///
  /// @return whether the client has been registered in that time
  public boolean awaitRegistered(Duration max) throws InterruptedException {
    return registered.await(max.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// What the client holds now.
  public ClientGauges gauges() {
    return ask(nowNanos -> engine.gauges());
  }

  /// The address of its UDP socket.
  ///
  /// @throws IllegalStateException where it reaches its server over TCP
  public InetSocketAddress address() {
    return loops.address();
  }

  /// How many events were lost because the listener was too slow.
  public long eventsLost() {
    return eventsLost.get();
  }

  /// De-registers, waits for the server's word as long as the setup says, and closes the socket.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (scope.post(engine::stop)) {
      stopped.completeOnTimeout(false, closeMax.toNanos(), TimeUnit.NANOSECONDS).join();
    }
    loops.close();
    if (!events.offer(Optional.empty())) {
      events.clear();
      events.add(Optional.empty());
    }
  }

  /// Runs `task` on the loop and waits for what it returns.
  private <T> T ask(Function<Long, T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean posted =
        scope.post(
            nowNanos -> {
              try {
                answer.complete(task.apply(nowNanos));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    if (!posted) {
      throw new IllegalStateException("the client is closed or overloaded");
    }
    try {
      return answer.get(CALL_MAX.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the client's loop does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void onEngineEvent(ClientEvent event, long nowNanos) {
    if (event instanceof ClientEvent.Registered) {
      registered.countDown();
    }
    if (event instanceof ClientEvent.Stopped) {
      stopped.complete(true);
    }
    if (!events.offer(Optional.of(event))) {
      eventsLost.incrementAndGet();
    }
  }

  private void deliver(Consumer<ClientEvent> listener) {
    try {
      for (Optional<ClientEvent> event = events.take(); event.isPresent(); event = events.take()) {
        tell(listener, event.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(Consumer<ClientEvent> listener, ClientEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  /// Code of the device on virtual threads.
  private static final class Threads implements DeviceCode {
    private static final Duration FULL_PAUSE = Duration.ofMillis(1);
    private static final int POSTS_MAX = 10_000;

    private final LoopScope scope;

    Threads(LoopScope scope) {
      this.scope = scope;
    }

    @Override
    public <T> void call(Supplier<Answer<T>> code, AnswerListener<T> listener, long nowNanos) {
      Thread.ofVirtual().name("tern-client-device").start(() -> run(code, listener));
    }

    private <T> void run(Supplier<Answer<T>> code, AnswerListener<T> listener) {
      Answer<T> answer;
      try {
        answer = code.get();
      } catch (RuntimeException | Error e) {
        answer = Answer.refused(Code.INTERNAL_SERVER_ERROR, "the device failed");
      }
      Answer<T> given = answer;
      try {
        for (int i = 0; i < POSTS_MAX && !scope.post(n -> listener.onAnswer(given, n)); i++) {
          Thread.sleep(FULL_PAUSE);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean post(Timers.Task task) {
      if (scope.isCurrentThread()) {
        task.run(EpochClock.nowNanos());
        return true;
      }
      return scope.post(task);
    }
  }
}
