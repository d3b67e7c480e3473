// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `tern server` with its store on the disk: Registers that are answered after they are forced to it, and
/// the start after a kill. The disk is that of the working directory.
final class DurableBench {
  private static final int PER_MILLE_MEDIAN = 500;
  private static final int PER_MILLE_MOST = 990;
  private static final int STARTS_MAX = 3;
  private static final int UPDATES = 1_000;
  private static final double MIB = 1 << 20;

  private final DurableCase kind;
  private final int devices;
  private final BenchOptions options;

  DurableBench(DurableCase kind, int devices, BenchOptions options) {
    this.kind = kind;
    this.devices = devices;
    this.options = options;
  }

  /// Runs it; its report, a table or a JSON line for each server or start.
  String report() throws IOException {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "tern-bench-");
    try {
      return switch (kind) {
        case DURABLE ->
            register("memory", Optional.empty()) + register("disk", Optional.of(folder));
        case RESTORE -> restore(folder);
      };
    } finally {
      delete(folder);
    }
  }

  /// Deletes a folder with all that is in it.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private String register(String where, Optional<Path> data) throws IOException {
    int again = options.clients();
    int first = again + devices;
    Devices all = new Devices(first + options.rounds() * devices);
    Latencies latencies = new Latencies(all.count());
    List<Double> cpuMicros = new ArrayList<>();
    List<Double> perSecond = new ArrayList<>();
    try (ProductServer server = ProductServer.start(options.prefix(), data, 0);
        LoadGenerator load = new LoadGenerator(server.address(), Duration.ofSeconds(5))) {
      FleetRun.register(load, all, 0, again, options.window());
      WarmUp.run(options.warmUpMillis(), millis -> again(server, load, all, millis));
      // A round that does not count: new devices are unlike those that come again.
      FleetRun.register(load, all, again, devices, options.window());
      all.time(latencies);
      for (int round = 0; round < options.rounds(); round++) {
        int next = first + round * devices;
        Cost cost =
            Cost.of(
                server::cpuTime,
                () -> FleetRun.register(load, all, next, devices, options.window()));
        cpuMicros.add(cost.cpuMicros());
        perSecond.add(cost.load().answered() * 1e9 / cost.load().nanos());
      }
    }
    return String.format(
        Locale.ROOT,
        options.json()
            ? "{\"case\":\"durable\",\"store\":\"%s\",\"registrationsPerSecond\":%.0f,"
                + "\"subjectCpuMicros\":%.2f,\"microsP50\":%d,\"microsP99\":%d}%n"
            : "durable  %-8s %10.0f registrations/s %8.2f CPU us each %8d us p50 %8d us p99%n",
        where,
        median(perSecond),
        median(cpuMicros),
        latencies.micros(PER_MILLE_MEDIAN),
        latencies.micros(PER_MILLE_MOST));
  }

  /// The same devices register again and again; the processor time of each time.
  private double again(ProductServer server, LoadGenerator load, Devices all, long millis)
      throws IOException {
    all.turnTo(LwM2mCase.REGISTER, 0, options.clients());
    load.use(all, options.window());
    long nanos = Duration.ofMillis(millis).toNanos();
    return Cost.of(server::cpuTime, () -> load.run(nanos)).cpuMicros();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private String restore(Path folder) throws IOException {
    Devices all = new Devices(devices);
    StringBuilder report = new StringBuilder();
    int port;
    double perSecond;
    try (ProductServer server = ProductServer.start(List.of(), Optional.of(folder), 0)) {
      port = server.address().getPort();
      try (LoadGenerator load = new LoadGenerator(server.address(), Duration.ofSeconds(5))) {
        Load done = FleetRun.register(load, all, 0, devices, options.window());
        perSecond = done.answered() * 1e9 / done.nanos();
      }
    }
    for (int start = 1; start <= Math.min(STARTS_MAX, options.rounds()); start++) {
      double mebibytes = size(folder) / MIB;
      try (ProductServer server = ProductServer.start(List.of(), Optional.of(folder), port);
          LoadGenerator load = new LoadGenerator(server.address(), Duration.ofSeconds(5))) {
        double cpuSeconds = server.cpuTime().toMillis() / 1e3;
        double resident = server.residentBytes() / MIB;
        update(load, all);
        report.append(
            String.format(
                Locale.ROOT,
                options.json()
                    ? "{\"case\":\"restore\",\"devices\":%d,\"registrationsPerSecond\":%.0f,"
                        + "\"diskMebibytes\":%.0f,\"readySeconds\":%.2f,\"subjectCpuSeconds\":%.2f,"
                        + "\"residentMebibytes\":%.0f}%n"
                    : "restore  %-8d %10.0f registrations/s %7.0f MiB on disk %7.2f s to ready"
                        + " %7.2f s CPU %7.0f MiB resident%n",
                devices,
                perSecond,
                mebibytes,
                server.startTime().toMillis() / 1e3,
                cpuSeconds,
                resident));
      }
    }
    return report.toString();
  }

  /// Devices that registered before the kill are known by their locations.
  private void update(LoadGenerator load, Devices all) throws IOException {
    int count = Math.min(UPDATES, devices);
    all.turnTo(LwM2mCase.UPDATE, devices - count, count);
    load.use(all, FleetRun.window(options));
    long last = load.begun() + count;
    Load done = load.run(() -> load.begun() >= last);
    if (done.wrong() > 0 || done.answered() < count) {
      throw new IOException("after a restart Updates came to " + done);
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long total = 0;
      for (Path file : files.toList()) {
        total += Files.size(file);
      }
      return total;
    }
  }
}
