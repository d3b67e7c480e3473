// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.server.DesiredObservation;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.engine.LwM2mServer;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Our server, and Leshan's client in a process of its own. Both go on from case to case; the client is as
/// new in each, under another name.
final class EtsLeshan implements EtsWorld, AutoCloseable {
  private static final Map<Kind, EtsLeshan> RUNNING = new HashMap<>();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long AWAKE_SECONDS = 4;

  /// When the client sleeps for sure, after it was heard of last.
  static final double ASLEEP_AFTER_SECONDS = AWAKE_SECONDS + 0.5;

  /// An hour of the ETS is 6 minutes here.
  private static final double PACE = 0.1;

  private final MemoryRegistrationStore registrations = new MemoryRegistrationStore();
  private final BlockingQueue<ServerEvent> arriving = new LinkedBlockingQueue<>();
  private final List<ServerEvent> arrived = new CopyOnWriteArrayList<>();
  private final LwM2mServer server;
  private final PeerProcess peer;
  private EndpointName name = new EndpointName("nobody");
  private int cases;

  private record Kind(Release release, boolean queueMode) {}

  private EtsLeshan(Kind kind) {
    server =
        LwM2mServer.start(
            options ->
                options
                    .coap("127.0.0.1:0")
                    .insecure()
                    .loops(1)
                    .stores(registrations, new MemoryObservationStore())
                    .config(config -> config.withGraceSeconds(2).withAwakeSeconds(AWAKE_SECONDS)));
    server.onEvent(arriving::add);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--server", "coap://127.0.0.1:" + server.address().getPort()));
    arguments.addAll(List.of("--version", kind.release.toString()));
    arguments.addAll(List.of("--lifetime", Long.toString(LIFETIME_SECONDS)));
    arguments.addAll(List.of("--queue", Boolean.toString(kind.queueMode)));
    EtsObjects.VALUES.forEach(
        (path, value) -> arguments.addAll(List.of("--hold", path + "=" + EtsObjects.word(value))));
    peer = PeerLaunch.of(PeerProgram.LESHAN_CLIENT, arguments.toArray(String[]::new)).start();
  }

  static void play(Release release, boolean queueMode, Case what) {
    EtsLeshan world = RUNNING.computeIfAbsent(new Kind(release, queueMode), EtsLeshan::new);
    world.name = new EndpointName("ets-" + ++world.cases);
    world.powerUp();
    what.play(world);
    world.peer.ask("vanish");
  }

  /// Ends what runs.
  static void endAll() {
    RUNNING.values().forEach(EtsLeshan::close);
    RUNNING.clear();
  }

  private void powerUp() {
    int before = of(ServerEvent.Registered.class).size();
    peer.ask("renew", name.value());
    boolean ofEarlierCase;
    do {
      ofEarlierCase = peer.poll(line -> line.startsWith("event", "registered")).isPresent();
    } while (ofEarlierCase);
    peer.ask("start");
    peer.awaitEvent(SOON, "registered");
    awaitThat("registered", () -> of(ServerEvent.Registered.class).size() > before);
  }

  @Override
  public EndpointName name() {
    return name;
  }

  @Override
  public Optional<Registration> registration() {
    return server.registration(name);
  }

  @Override
  public <R> Outcome<R> ask(Downlink<R> operation) {
    return server.device(name).within(SOON).unchecked().send(operation);
  }

  /// Leaves an operation for the next wake-up.
  void leave(Downlink<?> operation) {
    server.commands().submit(name, operation, 0, Optional.empty()).toCompletableFuture().join();
  }

  /// Wants a path observed.
  Outcome<?> want(Path path) {
    DesiredObservation wish =
        new DesiredObservation(
            name,
            List.of(path),
            Optional.of(ContentFormat.TEXT),
            Attributes.NONE,
            EpochClock.nowNanos());
    return server.commands().want(wish).toCompletableFuture().join().outcome();
  }

  /// Wants a path observed no more.
  Outcome<?> unwant(Path path) {
    return server.commands().unwant(name, List.of(path)).toCompletableFuture().join().outcome();
  }

  /// How many messages have reached the server.
  long received() {
    return server.messageCounters().received();
  }

  @Override
  public List<ServerEvent> events() {
    arriving.drainTo(arrived);
    return arrived.stream().filter(event -> event.endpoint().equals(name)).toList();
  }

  @Override
  public void pass(double seconds) {
    wait(() -> false, (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  @Override
  public boolean until(BooleanSupplier condition) {
    return wait(condition, SOON.toNanos());
  }

  private boolean wait(BooleanSupplier condition, long nanos) {
    long end = System.nanoTime() + nanos;
    try {
      while (!condition.getAsBoolean()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        ServerEvent event =
            arriving.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(10)), TimeUnit.NANOSECONDS);
        if (event != null) {
          arrived.add(event);
        }
      }
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public double seconds(double seconds) {
    return seconds * PACE;
  }

  @Override
  public void set(String path, Value value) {
    String word = EtsObjects.word(value);
    assertThat(peer.ask("set", path, word.substring(word.indexOf(':') + 1)).word(1))
        .isEqualTo("2.04");
  }

  @Override
  public void update() {
    peer.ask("update");
  }

  @Override
  public void send(List<Path> paths) {
    List<String> words = new ArrayList<>(List.of("send", "SENML_CBOR"));
    paths.forEach(path -> words.add(path.toString()));
    assertThat(peer.ask(words.toArray(String[]::new)).word(1)).isEqualTo("2.04");
  }

  @Override
  public void forget() {
    assertThat(registrations.remove(registration().orElseThrow())).isTrue();
  }

  @Override
  public void vanish() {
    peer.ask("vanish");
  }

  @Override
  public void reboot() {
    peer.awaitEvent(SOON, "executed", "/3/0/4");
    peer.ask("vanish");
    powerUp();
  }

  @Override
  public void close() {
    peer.close();
    server.close();
  }
}
