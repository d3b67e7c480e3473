// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;

/// One LwM2M server and its fleet: devices register, update for a while, and are then silent.
final class FleetRun implements AutoCloseable {
  /// Registered before anything is measured, so that what is loaded once does not count.
  private static final int FIRST = 1_000;

  /// So few that an Update hardly waits for another.
  private static final int WINDOW = 8;

  private static final int WINDOW_MAX = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ATTEMPTS_MAX = 5;

  private final LwM2mSubject subject;
  private final BenchOptions options;
  private final ServerProcess server;
  private final LoadGenerator load;
  private final int count;
  private final Devices devices;
  private final Latencies latencies;
  private long heapBefore;
  private double fresh;
  private double registrationsPerSecond;
  private double updateCpuMicros;

  /// What it came to.
  ///
  /// @param freshBytes heap for each device right after it registered
  /// @param idleBytes heap for each device after all were silent
  /// @param updateCpuMicros processor time of the server for each Update
  /// @param latencies of the Updates
  record Held(
      LwM2mSubject subject,
      double freshBytes,
      double idleBytes,
      double registrationsPerSecond,
      double updateCpuMicros,
      Latencies latencies) {}

  private FleetRun(
      LwM2mSubject subject,
      int count,
      BenchOptions options,
      ServerProcess server,
      LoadGenerator load) {
    this.subject = subject;
    this.options = options;
    this.server = server;
    this.load = load;
    this.count = count;
    devices = new Devices(FIRST + count);
    latencies = new Latencies(count);
  }

  /// A generator with some patience: a server that does not run for a second on a busy machine has lost
  /// nothing.
  static LoadGenerator load(ServerProcess server) throws IOException {
    return new LoadGenerator(server.address(), PATIENCE);
  }

  static FleetRun start(LwM2mSubject subject, int count, BenchOptions options) throws IOException {
    ServerProcess server = subject.start(options.prefix());
    try {
      return new FleetRun(subject, count, options, server, load(server));
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  /// Registers devices that were never there, all of them: those whose datagram was lost do it again.
  static Load register(LoadGenerator load, Devices devices, int first, int count, int window)
      throws IOException {
    Load registered = registerOnce(load, devices, first, count, window);
    for (int device = first; device < first + count; device++) {
      for (int i = 0; i < ATTEMPTS_MAX && !devices.isRegistered(device); i++) {
        registerOnce(load, devices, device, 1, 1);
      }
      if (!devices.isRegistered(device)) {
        throw new IOException("device " + device + " cannot register: " + registered);
      }
    }
    return registered;
  }

  private static Load registerOnce(
      LoadGenerator load, Devices devices, int first, int count, int window) throws IOException {
    devices.turnTo(LwM2mCase.REGISTER, first, count);
    load.use(devices, window);
    long last = load.begun() + count;
    return load.run(() -> load.begun() >= last);
  }

  /// How many exchanges are under way at a time: few enough for the receive buffer of a server that
  /// left it as the system gives it.
  static int window(BenchOptions options) {
    return Math.min(WINDOW_MAX, options.window());
  }

  /// Registers all devices.
  void register() throws IOException {
    register(load, devices, 0, FIRST, WINDOW);
    heapBefore = heap();
    Load registered = register(load, devices, FIRST, count, window(options));
    registrationsPerSecond = registered.answered() * 1e9 / registered.nanos();
    fresh = (double) (heap() - heapBefore) / count;
  }

  /// Lets devices update in turn; those of the warm-up are not timed.
  void update() throws IOException {
    devices.turnTo(LwM2mCase.UPDATE, FIRST, count);
    load.use(devices, WINDOW);
    load.run(Duration.ofMillis(options.warmUpMillis()).toNanos());
    devices.time(latencies);
    long nanos = Duration.ofMillis(options.roundMillis()).toNanos();
    Cost cost = Cost.of(server, () -> load.run(nanos));
    updateCpuMicros = cost.cpuMicros();
    Load updated = cost.load();
    if (updated.wrong() > 0 || updated.lost() * 100 > updated.answered()) {
      throw new IOException(subject.title() + " left Updates without answer: " + updated);
    }
  }

  private long heap() throws IOException {
    return Long.parseLong(server.ask("heap").getFirst());
  }

  /// What is held now, after all were silent.
  Held held() throws IOException {
    return new Held(
        subject,
        fresh,
        (double) (heap() - heapBefore) / count,
        registrationsPerSecond,
        updateCpuMicros,
        latencies);
  }

  @Override
  public void close() throws IOException {
    try (server) {
      load.close();
    }
  }
}
