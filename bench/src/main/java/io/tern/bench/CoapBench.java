// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `GET /bench` over UDP on the loopback interface: processor time of the server per request, for a
/// bare echo, Californium and Tern.
///
/// All servers run at once, each in a process of its own; load goes to one after the other, round
/// after round, so that a slow minute of the machine meets them all.
final class CoapBench {
  private final BenchOptions options;

  CoapBench(BenchOptions options) {
    this.options = options;
  }

  /// One server under load.
  private static final class Run implements AutoCloseable {
    final Subject subject;
    final ServerProcess server;
    final LoadGenerator load;
    final List<Double> cpuMicros = new ArrayList<>();
    final List<Double> requestsPerSecond = new ArrayList<>();
    long answered;
    long wrong;
    long lost;

    Run(Subject subject, ServerProcess server, LoadGenerator load) {
      this.subject = subject;
      this.server = server;
      this.load = load;
    }

    void measure(long millis) throws IOException {
      Duration before = server.cpuTime();
      Load result = load.run(Duration.ofMillis(millis).toNanos());
      Duration used = server.cpuTime().minus(before);
      answered += result.answered();
      wrong += result.wrong();
      lost += result.lost();
      double requests = Math.max(1, result.answered());
      cpuMicros.add(used.toNanos() / 1e3 / requests);
      requestsPerSecond.add(result.answered() * 1e9 / result.nanos());
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

  /// Runs all rounds; one measurement a server.
  List<Measurement> run() throws IOException {
    List<Run> runs = new ArrayList<>();
    try {
      for (Subject subject : Subject.values()) {
        runs.add(start(subject));
      }
      for (Run run : runs) {
        run.load.run(Duration.ofMillis(options.warmUpMillis()).toNanos());
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (Run run : runs) {
          run.measure(options.roundMillis());
        }
      }
      return runs.stream().map(Run::result).toList();
    } finally {
      for (Run run : runs) {
        run.close();
      }
    }
  }

  private Run start(Subject subject) throws IOException {
    ServerProcess server = subject.start(prefix());
    try {
      return new Run(
          subject,
          server,
          new LoadGenerator(server.address(), subject.echoes(), options.ports(), options.window()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /// On one core a server's processor time is free of what its own threads cost each other.
  private List<String> prefix() {
    boolean pinned =
        options.pin()
            && Runtime.getRuntime().availableProcessors() > 1
            && List.of("/usr/bin/taskset", "/bin/taskset").stream()
                .anyMatch(file -> java.nio.file.Files.isExecutable(java.nio.file.Path.of(file)));
    return pinned ? List.of("taskset", "-c", "0") : List.of();
  }
}
