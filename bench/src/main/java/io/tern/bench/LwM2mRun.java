// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One LwM2M server under one kind of load.
final class LwM2mRun implements AutoCloseable {
  /// How many reads the server is told to do at a time.
  private static final int ASKED = 5_000;

  private static final long COUNTED_AFTER_NANOS_MAX = 2_000_000_000L;
  private static final long LOOK_AGAIN_NANOS = 5_000_000L;

  /// Between the Updates of a server that settles: 3,000 a second, which every server answers with ease.
  private static final long SETTLING_NANOS = 333_333L;

  private final LwM2mCase kind;
  private final LwM2mSubject subject;
  private final BenchOptions options;
  private final ServerProcess server;
  private final LoadGenerator load;
  private final Devices devices;
  private final List<Double> cpuMicros = new ArrayList<>();
  private final List<Double> perSecond = new ArrayList<>();
  private int fleets = 1;
  private Load total = Load.NONE;

  private LwM2mRun(
      LwM2mCase kind,
      LwM2mSubject subject,
      BenchOptions options,
      ServerProcess server,
      LoadGenerator load) {
    this.kind = kind;
    this.subject = subject;
    this.options = options;
    this.server = server;
    this.load = load;
    boolean grows = kind == LwM2mCase.REGISTER;
    devices = new Devices(options.devices() * (grows ? 2 + options.rounds() : 1));
  }

  /// Starts the server and brings it to where the load begins.
  static LwM2mRun start(LwM2mCase kind, LwM2mSubject subject, BenchOptions options)
      throws IOException {
    ServerProcess server = subject.start(options.prefix());
    try {
      LwM2mRun run = new LwM2mRun(kind, subject, options, server, FleetRun.load(server));
      run.prepare();
      return run;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void prepare() throws IOException {
    int count = options.devices();
    FleetRun.register(load, devices, 0, count, FleetRun.window(options));
    if (kind == LwM2mCase.NOTIFY) {
      devices.turnTo(LwM2mCase.READ, 0, count);
      load.use(devices, 0);
      Load observed = asked("fleet-observe", count);
      if (observed.answered() < count) {
        throw new IOException("only " + observed + " are observed by " + subject.title());
      }
    }
    ready();
  }

  private void ready() {
    devices.turnTo(kind, 0, options.devices());
    load.use(devices, kind == LwM2mCase.READ ? 0 : FleetRun.window(options));
  }

  /// Lets the devices update at an even pace for so long, so that the server remembers as many exchanges as
  /// one that has run for days.
  void settle() throws IOException {
    devices.turnTo(LwM2mCase.UPDATE, 0, options.devices());
    load.use(devices, FleetRun.window(options));
    load.pace(SETTLING_NANOS);
    Load settled = load.run(Duration.ofSeconds(options.settleSeconds()).toNanos());
    load.pace(0);
    ready();
    if (settled.wrong() > 0 || settled.lost() * 100 > settled.answered()) {
      throw new IOException(subject.title() + " left Updates without answer: " + settled);
    }
  }

  private Load asked(String command, int count) throws IOException {
    return Asked.whileAsked(
        server,
        load,
        count,
        command,
        options.devices(),
        count,
        FleetRun.window(options),
        Devices.PATH);
  }

  /// Load for so long, before anything is measured; what an exchange costs by then. Devices that
  /// register do it again and again.
  double warmUp(long millis) throws IOException {
    return Cost.of(server, () -> load(millis)).cpuMicros();
  }

  /// A round that does not count, where rounds are unlike the warm-up: the first device that was never
  /// there has a server compile again what it had compiled for those that come again.
  void rehearse() throws IOException {
    if (kind == LwM2mCase.REGISTER) {
      turnToNewFleet();
      round();
    }
  }

  /// As many devices as are there at first: so few that the heap of a server that needs much for each does
  /// not decide.
  private void turnToNewFleet() {
    int count = options.devices();
    devices.turnTo(kind, count * fleets++, count);
    load.use(devices, FleetRun.window(options));
  }

  /// One round.
  void measure() throws IOException {
    if (kind == LwM2mCase.REGISTER) {
      turnToNewFleet();
    }
    Cost cost = Cost.of(server, this::round);
    Load result = cost.load();
    total = total.plus(result);
    cpuMicros.add(cost.cpuMicros());
    perSecond.add(result.answered() * 1e9 / result.nanos());
  }

  /// Load until the server has counted all it answered. Devices that register do it once.
  private Load round() throws IOException {
    long counted = counted();
    long begun = load.begun();
    long end = System.nanoTime() + nanos(options.roundMillis());
    Load result =
        kind == LwM2mCase.REGISTER
            ? load.run(() -> load.begun() - begun >= devices.units() || System.nanoTime() >= end)
            : load(options.roundMillis());
    awaitCounted(counted + result.answered());
    return result;
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private Load load(long millis) throws IOException {
    if (kind != LwM2mCase.READ) {
      return load.run(nanos(millis));
    }
    Load reads = Load.NONE;
    while (reads.nanos() < nanos(millis)) {
      reads = reads.plus(asked("fleet-read", ASKED));
    }
    return reads;
  }

  private long counted() throws IOException {
    return kind.counter() < 0 ? 0 : Long.parseLong(server.ask("counts").get(kind.counter()));
  }

  /// @throws IOException where the server counts less than it answered
  private void awaitCounted(long expected) throws IOException {
    long deadline = System.nanoTime() + COUNTED_AFTER_NANOS_MAX;
    while (kind.counter() >= 0 && counted() < expected) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            subject.title() + " counted " + counted() + ", not " + expected + ": " + kind.title());
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  Measurement result() {
    return new Measurement(
        subject, cpuMicros, perSecond, total.answered(), total.wrong(), total.lost());
  }

  @Override
  public void close() throws IOException {
    try (server) {
      load.close();
    }
  }
}
