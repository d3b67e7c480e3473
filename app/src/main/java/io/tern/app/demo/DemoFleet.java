// SPDX-License-Identifier: Apache-2.0

package io.tern.app.demo;

import io.tern.app.log.Field;
import io.tern.app.log.Level;
import io.tern.app.log.Log;
import io.tern.client.ClientEvent;
import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.lwm2m.model.Registry;
import io.tern.net.EpochClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// The simulated devices, running.
public final class DemoFleet implements AutoCloseable {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long SEED = 25;

  private final List<LwM2mClient> clients = new ArrayList<>();
  private final List<DemoDevice> devices;
  private final Log log;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread mover;

  private DemoFleet(List<DemoDevice> devices, Log log) {
    this.devices = List.copyOf(devices);
    this.log = log;
    this.mover = Thread.ofVirtual().name("tern-demo").unstarted(this::move);
  }

  /// Starts 25 devices.
  ///
  /// @param server such as `coap://127.0.0.1:5683`
  /// @throws IOException where a socket cannot be had
  public static DemoFleet start(String server, Registry registry, Log log) throws IOException {
    DemoKinds kinds =
        new DemoKinds(
            registry,
            () -> Instant.ofEpochSecond(0, EpochClock.nowNanos()),
            new SplittableRandom(SEED));
    List<DemoDevice> devices = new ArrayList<>();
    addMany(devices, "meter", 7, kinds::meter);
    addMany(devices, "light", 7, kinds::light);
    addMany(devices, "climate", 6, kinds::climate);
    addMany(devices, "tracker", 5, kinds::tracker);
    DemoFleet fleet = new DemoFleet(devices, log);
    try {
      for (DemoDevice device : devices) {
        fleet.clients.add(fleet.client(device, server));
      }
    } catch (IOException | RuntimeException e) {
      fleet.close();
      throw e;
    }
    fleet.mover.start();
    return fleet;
  }

  private static void addMany(
      List<DemoDevice> devices, String kind, int count, Function<String, DemoDevice> maker) {
    for (int number = 1; number <= count; number++) {
      devices.add(maker.apply("%s-%02d".formatted(kind, number)));
    }
  }

  private LwM2mClient client(DemoDevice device, String server) throws IOException {
    return LwM2mClient.start(
        setup ->
            setup
                .endpoint(device.endpoint())
                .server(server)
                .bind("127.0.0.1:0")
                .lifetime(LIFETIME)
                .closeMax(CLOSE_MAX)
                .device(
                    instance ->
                        instance
                            .holding(Device.MANUFACTURER, "Tern demo")
                            .holding(Device.MODEL_NUMBER, device.model())
                            .holding(Device.SERIAL_NUMBER, "demo-" + device.endpoint())
                            .holding(Device.FIRMWARE_VERSION, "1.0.0")
                            .holding(Device.AVAILABLE_POWER_SOURCES, Map.of(0, 1, 1, 5))
                            .holding(Device.BATTERY_LEVEL, 90))
                .serving(device.instances().toArray(ObjectInstance[]::new))
                .onEvent(event -> onEvent(device.endpoint(), event)));
  }

  private void onEvent(String endpoint, ClientEvent event) {
    switch (event) {
      case ClientEvent.RegistrationFailed failed ->
          log.limited(
              Level.WARN,
              "a demo device cannot register",
              new Field("endpoint", endpoint),
              new Field("reason", failed.why()));
      case ClientEvent.DeviceFailed failed ->
          log.bug("a demo device failed", failed.failure(), new Field("endpoint", endpoint));
      default ->
          log.debug("demo device", new Field("endpoint", endpoint), Field.of("event", event));
    }
  }

  /// How many devices there are.
  public int size() {
    return devices.size();
  }

  private void move() {
    try {
      for (long seconds = 1; !closed.get(); seconds++) {
        Thread.sleep(TICK);
        for (DemoDevice device : devices) {
          device.motion().move(seconds);
        }
      }
    } catch (InterruptedException e) {
      // Closing: nothing is left to move.
      Thread.currentThread().interrupt();
    }
  }

  /// Has all devices de-register, at the same time.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    mover.interrupt();
    List<Thread> closers =
        clients.stream().map(client -> Thread.ofVirtual().start(client::close)).toList();
    try {
      for (Thread closer : closers) {
        closer.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
