// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.Loaded;
import io.tern.app.config.Settings;
import io.tern.app.config.TcpSettings;
import io.tern.app.device.Devices;
import io.tern.app.log.Field;
import io.tern.app.log.Log;
import io.tern.app.model.ModelLibrary;
import io.tern.app.model.Read;
import io.tern.app.rest.Api;
import io.tern.app.rest.http.HttpCounters;
import io.tern.app.rest.http.HttpServer;
import io.tern.app.store.Store;
import io.tern.app.store.memory.MemoryStore;
import io.tern.app.store.sqlite.SqliteStore;
import io.tern.net.EpochClock;
import io.tern.net.HostPort;
import io.tern.server.ServerEvent;
import io.tern.server.engine.LwM2mServer;
import io.tern.server.engine.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/// A running server: the LwM2M server, the REST interface over it, and what lies between.
final class ServerProgram implements AutoCloseable {
  /// Below the data folder.
  private static final String MODELS = "models";

  private final LwM2mServer server;
  private final HttpServer http;
  private final Store store;
  private final HeapWatch memory;
  private final Duration drainMax;
  private final boolean udp;
  private final Log log;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ServerProgram(
      LwM2mServer server,
      HttpServer http,
      Store store,
      HeapWatch memory,
      Settings settings,
      Log log) {
    this.server = server;
    this.drainMax = settings.http().drainMax();
    this.udp = settings.coap().isPresent();
    this.http = http;
    this.store = store;
    this.memory = memory;
    this.log = log;
  }

  /// Starts everything; HTTP listens last, so that whoever reaches it finds all the rest.
  static Loaded<ServerProgram> start(Settings settings, Log log) {
    ModelLibrary models;
    switch (ModelLibrary.load(
        settings.models(), settings.data().map(data -> data.resolve(MODELS)))) {
      case Read.Ok<ModelLibrary>(ModelLibrary found) -> {
        models = found;
        models.warnings().forEach(log::warn);
        models.skipped().forEach(file -> log.warn("data.dir: " + file + "."));
      }
      case Read.Bad<ModelLibrary>(String sentence) -> {
        return new Loaded.Bad<>(sentence);
      }
    }
    return switch (store(settings, log)) {
      case Loaded.Bad<Store>(String sentence) -> new Loaded.Bad<>(sentence);
      case Loaded.Ok<Store>(Store store) -> start(settings, models, store, log);
    };
  }

  private static Loaded<Store> store(Settings settings, Log log) {
    if (settings.data().isEmpty()) {
      return new Loaded.Ok<>(new MemoryStore(settings.store(), EpochClock.nowNanos()));
    }
    return switch (SqliteStore.open(
        settings.data().get(), settings.store(), EpochClock::nowNanos)) {
      case SqliteStore.Opened.Ok(SqliteStore opened) -> {
        if (opened.idsJumped()) {
          log.warn(
              "tern.commits is not there or does not read, as after a backup was restored: ids of"
                  + " events and commands go on far ahead of those that are stored",
              Field.of("lastEvent", opened.events().lastId()));
        }
        yield new Loaded.Ok<>(opened);
      }
      case SqliteStore.Opened.Refused(String sentence) ->
          new Loaded.Bad<>(
              "data.dir: "
                  + sentence
                  + " (--data DIR names another folder, --memory does without).");
    };
  }

  private static Loaded<ServerProgram> start(
      Settings settings, ModelLibrary models, Store store, Log log) {
    HeapWatch memory = HeapWatch.start(settings.heapMaxPercent(), ServerProgram::endWithoutMemory);
    LwM2mServer server;
    try {
      server = lwm2m(settings, models, store, memory, new ServerLog(log));
    } catch (UncheckedIOException e) {
      memory.close();
      store.close();
      return cannotServe(settings, e);
    }
    try {
      ServerProgram program = assemble(settings, server, models, store, memory, log);
      program.announce(settings, models);
      return new Loaded.Ok<>(program);
    } catch (IOException e) {
      server.close();
      memory.close();
      store.close();
      return cannotListen("http.bind", settings.http().bind(), e);
    }
  }

  /// As the JVM itself ends where an allocation fails: nothing of this process can be relied on to do more.
  private static void endWithoutMemory() {
    Runtime.getRuntime().halt(Exit.OUT_OF_MEMORY);
  }

  private static LwM2mServer lwm2m(
      Settings settings, ModelLibrary models, Store store, HeapWatch memory, ServerLog log) {
    return LwM2mServer.start(
        options -> {
          settings.coap().ifPresent(bind -> options.coap(bind.toString()));
          options
              .insecure()
              .config(initial -> settings.engine())
              .stores(store.registrations(), store.observations())
              .restored(store.restored())
              .journal(store::journal)
              .endpoint(initial -> settings.endpoint())
              .memory(memory)
              .models(models)
              .events(log)
              .endpointEvents(loop -> log);
          tcp(settings.tcp(), options);
          if (settings.loops() > 0) {
            options.loops(settings.loops());
          }
        });
  }

  private static void tcp(TcpSettings tcp, ServerOptions options) {
    tcp.bind().ifPresent(bind -> options.coapTcp(bind.toString()));
    long idleNanos = tcp.idleMax().toNanos();
    options
        .connections(tcp.connectionsMax(), tcp.perAddressMax())
        .endpoint(
            initial ->
                initial.withStreams(
                    initial.streams().withKeepAlive(idleNanos, initial.streams().pongWaitNanos())));
  }

  /// The picture of the product: devices over the server, calls over the devices, events beside them.
  private static ServerProgram assemble(
      Settings settings,
      LwM2mServer server,
      ModelLibrary models,
      Store store,
      HeapWatch memory,
      Log log)
      throws IOException {
    Devices devices = new Devices(server, models, store);
    HttpCounters counters = new HttpCounters();
    server.onEvent(ServerEvent.Notified.class, devices::onNotified);
    server.onEvent(ServerEvent.Sent.class, devices::onSent);
    server.onEvent(ServerEvent.CommandChanged.class, devices::onCommandChanged);
    ServerMetrics metrics = new ServerMetrics(server, devices, models, store, counters, log);
    Api api = new Api(devices, models, store.events(), settings.api(), metrics::page);
    HttpServer http = HttpServer.start(settings.http(), api.router(), counters, log);
    return new ServerProgram(server, http, store, memory, settings, log);
  }

  private static <T> Loaded<T> cannotServe(Settings settings, Exception failure) {
    Map<String, HostPort> places = new LinkedHashMap<>();
    settings.coap().ifPresent(bind -> places.put("coap.bind", bind));
    settings.tcp().bind().ifPresent(bind -> places.put("coap-tcp.bind", bind));
    return cannotListen(
        String.join(" or ", places.keySet()),
        places.values().stream().map(HostPort::toString).collect(Collectors.joining(" and ")),
        failure);
  }

  private static <T> Loaded<T> cannotListen(String key, Object where, Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new Loaded.Bad<>(key + ": cannot listen at " + where + ": " + cause.getMessage() + ".");
  }

  private void announce(Settings settings, ModelLibrary models) {
    if (settings.data().isEmpty()) {
      log.info("everything is in memory and ends with this process (data.memory)");
    }
    if (store.health().quarantined() > 0) {
      log.warn(
          "the store had damaged records, which are set aside",
          Field.of("records", store.health().quarantined()));
    }
    log.info(
        "ready",
        Field.of("devices", String.join(" ", deviceUris())),
        Field.of("http", httpAddress()),
        Field.of("data", settings.data().map(Object::toString).orElse("in memory")),
        Field.of("objects", models.registry().ids().size()));
  }

  /// Where devices reach it over UDP.
  ///
  /// @throws IllegalStateException where they come over TCP alone
  HostPort coapAddress() {
    return hostPort(server.address());
  }

  /// Where devices reach it over TCP.
  Optional<HostPort> coapTcpAddress() {
    return server.tcpAddress().map(ServerProgram::hostPort);
  }

  /// Where devices reach it, the way that most take first; at least one.
  List<String> deviceUris() {
    List<String> uris = new ArrayList<>();
    if (udp) {
      uris.add("coap://" + coapAddress());
    }
    coapTcpAddress().ifPresent(its -> uris.add("coap+tcp://" + its));
    return uris;
  }

  private static HostPort hostPort(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  /// Where the REST interface is.
  HostPort httpAddress() {
    return http.address();
  }

  /// What says that it is ready: `tern ready` and a JSON object of its addresses.
  String readyLine() {
    Map<String, HostPort> addresses = new LinkedHashMap<>();
    if (udp) {
      addresses.put("coap", coapAddress());
    }
    coapTcpAddress().ifPresent(its -> addresses.put("coapTcp", its));
    addresses.put("http", httpAddress());
    return addresses.entrySet().stream()
        .map(its -> "\"" + its.getKey() + "\":\"" + its.getValue() + "\"")
        .collect(Collectors.joining(",", "tern ready {", "}"));
  }

  /// Stops in order: event streams end, HTTP calls under way get time to finish, then the devices'
  /// side goes, which answers what calls are left.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    log.info("stopping");
    store.events().endReaders();
    Thread ending = Thread.ofVirtual().name("tern-http-stop").start(http::close);
    try {
      ending.join(drainMax);
      server.close();
      ending.join();
    } catch (InterruptedException e) {
      server.close();
      Thread.currentThread().interrupt();
    }
    memory.close();
    store.close();
    log.info("stopped");
  }
}
