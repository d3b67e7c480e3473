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

  private final LwM2mCase kind;
  private final LwM2mSubject subject;
  private final BenchOptions options;
  private final ServerProcess server;
  private final LoadGenerator load;
  private final Devices devices;
  private final List<Double> cpuMicros = new ArrayList<>();
  private final List<Double> perSecond = new ArrayList<>();
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
    devices = new Devices(options.clients() + (grows ? options.rounds() * newDevices() : 0));
  }

  /// How many devices register in a round: so few that the heap of a server that needs much for each
  /// does not decide.
  private int newDevices() {
    return 2 * options.clients();
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
    int count = options.clients();
    FleetRun.register(load, devices, 0, count, FleetRun.window(options));
    if (kind == LwM2mCase.NOTIFY) {
      devices.turnTo(LwM2mCase.READ, 0, count);
      load.use(devices, 0);
      Load observed = asked("fleet-observe", count);
      if (observed.answered() < count) {
        throw new IOException("only " + observed + " are observed by " + subject.title());
      }
    }
    devices.turnTo(kind, 0, count);
    load.use(devices, kind == LwM2mCase.READ ? 0 : FleetRun.window(options));
  }

  private Load asked(String command, int count) throws IOException {
    return Asked.whileAsked(
        server,
        load,
        count,
        command,
        options.clients(),
        count,
        FleetRun.window(options),
        Devices.PATH);
  }

  /// Load for so long, before anything is measured. Devices that register do it again and again.
  void warmUp() throws IOException {
    WarmUp.run(
        options.warmUpMillis(),
        millis -> {
          Duration before = server.cpuTime();
          Load result = load(millis);
          Duration used = server.cpuTime().minus(before);
          return used.toNanos() / 1e3 / Math.max(1, result.answered());
        });
  }

  /// One round. Processor time is taken when the server has counted all it answered.
  void measure() throws IOException {
    if (kind == LwM2mCase.REGISTER) {
      devices.turnTo(kind, options.clients() + cpuMicros.size() * newDevices(), newDevices());
      load.use(devices, FleetRun.window(options));
    }
    long counted = counted();
    Duration before = server.cpuTime();
    Load result = load(options.roundMillis());
    awaitCounted(counted + result.answered());
    Duration used = server.cpuTime().minus(before);
    total = total.plus(result);
    cpuMicros.add(used.toNanos() / 1e3 / Math.max(1, result.answered()));
    perSecond.add(result.answered() * 1e9 / result.nanos());
  }

  private Load load(long millis) throws IOException {
    long nanos = Duration.ofMillis(millis).toNanos();
    if (kind == LwM2mCase.READ) {
      Load reads = Load.NONE;
      while (reads.nanos() < nanos) {
        reads = reads.plus(asked("fleet-read", ASKED));
      }
      return reads;
    }
    if (kind != LwM2mCase.REGISTER || devices.units() == options.clients()) {
      return load.run(nanos);
    }
    long end = System.nanoTime() + nanos;
    long last = load.begun() + devices.units();
    return load.run(() -> load.begun() >= last || System.nanoTime() >= end);
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
