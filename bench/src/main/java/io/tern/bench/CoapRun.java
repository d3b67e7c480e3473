// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One server under one kind of load.
final class CoapRun implements AutoCloseable {
  /// How many requests the server is told to send at a time.
  private static final int ASKED = 2_000;

  private final CoapCase kind;
  private final Subject subject;
  private final BenchOptions options;
  private final ServerProcess server;
  private final LoadGenerator load;
  private final List<Double> cpuMicros = new ArrayList<>();
  private final List<Double> requestsPerSecond = new ArrayList<>();
  private long answered;
  private long wrong;
  private long lost;

  private CoapRun(
      CoapCase kind,
      Subject subject,
      BenchOptions options,
      ServerProcess server,
      LoadGenerator load) {
    this.kind = kind;
    this.subject = subject;
    this.options = options;
    this.server = server;
    this.load = load;
  }

  /// Starts the server and brings it to where the load begins.
  static CoapRun start(CoapCase kind, Subject subject, BenchOptions options) throws IOException {
    ServerProcess server = subject.start(options.prefix(), "-Xmx" + kind.heapGigabytes() + "g");
    try {
      var load = new LoadGenerator(server.address());
      var run = new CoapRun(kind, subject, options, server, load);
      run.prepare();
      return run;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void prepare() throws IOException {
    int count = options.clients();
    if (kind == CoapCase.FAN_OUT) {
      load.use(FanClients.registering(count), options.window());
      Load registered = load.run(() -> load.begun() >= count);
      if (registered.answered() < count || registered.wrong() > 0) {
        throw new IOException("only " + registered + " clients observe " + subject.title());
      }
    }
    load.use(kind.clients(subject, count), kind == CoapCase.OBSERVED ? 0 : kind.window(options));
    if (kind == CoapCase.OBSERVED) {
      Load observed = whileAsked("observe", count);
      if (observed.answered() < count) {
        throw new IOException("only " + observed + " are observed by " + subject.title());
      }
      load.begins(kind.window(options));
    }
  }

  /// Answers the server while it asks `count` devices.
  private Load whileAsked(String command, int count) throws IOException {
    return Asked.whileAsked(
        server,
        load,
        count,
        command,
        LoadGenerator.BASE + 1,
        load.port(),
        options.clients(),
        count,
        options.window());
  }

  /// Load before anything is measured; what a request costs by then.
  double warmUp(long millis) throws IOException {
    return round(millis).cpuMicros();
  }

  /// One round.
  void measure() throws IOException {
    Cost round = round(options.roundMillis());
    answered += round.load().answered();
    wrong += round.load().wrong();
    lost += round.load().lost();
    cpuMicros.add(round.cpuMicros());
    requestsPerSecond.add(round.load().answered() * 1e9 / round.load().nanos());
  }

  private Cost round(long millis) throws IOException {
    return Cost.of(server, () -> load(millis));
  }

  private Load load(long millis) throws IOException {
    long nanos = Duration.ofMillis(millis).toNanos();
    if (kind != CoapCase.DOWNLINK) {
      Load units = load.run(nanos);
      long each = kind.answersPerUnit();
      return new Load(units.answered() * each, units.wrong(), units.lost() * each, units.nanos());
    }
    Load total = Load.NONE;
    while (total.nanos() < nanos) {
      total = total.plus(whileAsked("request", ASKED));
    }
    return total;
  }

  Measurement result() {
    return new Measurement(subject, cpuMicros, requestsPerSecond, answered, wrong, lost);
  }

  @Override
  public void close() throws IOException {
    try (server) {
      load.close();
    }
  }
}
