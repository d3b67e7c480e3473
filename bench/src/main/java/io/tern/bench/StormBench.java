// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// A fleet that registers all at once with `tern server` and its store on the disk, as after an outage:
/// how long until all are in, beside what the same server registers a second when they come as it can take
/// them, and how long the devices that were in before wait for the answer to an Update meanwhile.
final class StormBench {
  static final int DEVICES = 50_000;

  private static final int DEVICES_MAX = 1_000_000;
  private static final int ESTABLISHED = 2_000;
  private static final int WINDOW = 256;
  private static final int PEAK_DEVICES = 20_000;
  private static final int ROUNDS = 3;
  private static final long UPDATE_EVERY_NANOS = 2_000_000L;
  private static final long MINUTES_MAX_NANOS = Duration.ofMinutes(10).toNanos();
  private static final double SECOND_NANOS = 1e9;
  private static final double MIB = 1 << 20;

  private final int devices;
  private final int warmUpDevices;

  StormBench(int devices, int warmUpDevices) {
    this.devices = devices;
    this.warmUpDevices = warmUpDevices;
  }

  /// How it went.
  ///
  /// @param peakPerSecond registrations a second when they come as the server can take them
  /// @param allSeconds until all were registered
  /// @param mostSeconds until 95 % were
  /// @param waits of Updates meanwhile
  record Storm(
      double peakPerSecond,
      double allSeconds,
      double mostSeconds,
      Latencies waits,
      StormDevices.Counts counts,
      long serverDrops,
      long deviceDrops,
      double residentMebibytes) {}

  /// Does what `arguments` say; the exit code.
  static int run(List<String> arguments) throws IOException {
    OptionalInt devices = new OneOption("storm", "--devices", DEVICES, DEVICES_MAX).read(arguments);
    if (devices.isEmpty()) {
      return 2;
    }
    StormBench bench = new StormBench(devices.getAsInt(), 5 * PEAK_DEVICES);
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "tern-bench-");
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Storm storm = bench.measure(folder.resolve("round-" + round));
        System.out.print(bench.line(storm));
        System.out.flush();
        if (storm.counts().wrong > 0) {
          System.err.println("tern bench: storm: " + storm.counts().wrong + " wrong answers");
          return 1;
        }
      }
      return 0;
    } finally {
      DurableBench.delete(folder);
    }
  }

  /// Starts a server on `data`, warms it up, and lets the storm break loose.
  Storm measure(Path data) throws IOException {
    int first = ESTABLISHED + warmUpDevices;
    try (ProductServer server = ProductServer.start(List.of(), Optional.of(data), 0, 0)) {
      double peak;
      Devices others = new Devices(warmUpDevices);
      try (LoadGenerator load = new LoadGenerator(server.address(), Duration.ofSeconds(5))) {
        int half = warmUpDevices / 2;
        FleetRun.register(load, others, 0, half, WINDOW);
        Load done = FleetRun.register(load, others, half, warmUpDevices - half, WINDOW);
        peak = done.answered() * SECOND_NANOS / done.nanos();
      }
      try (StormDevices fleet = new StormDevices(server.address(), first + devices)) {
        establish(fleet);
        return storm(fleet, first, peak, server);
      }
    }
  }

  private void establish(StormDevices fleet) throws IOException {
    for (int i = 0; i < ESTABLISHED; i++) {
      fleet.register(warmUpDevices + i);
      while (i + 1 - fleet.registered() > WINDOW) {
        fleet.turn();
      }
    }
    while (fleet.registered() < ESTABLISHED) {
      fleet.turn();
    }
  }

  private Storm storm(StormDevices fleet, int first, double peak, ProductServer server)
      throws IOException {
    long begun = System.nanoTime();
    long nextUpdate = begun;
    int updating = 0;
    int coming = first;
    while (fleet.registered() < ESTABLISHED + devices) {
      long now = System.nanoTime();
      if (now - begun > MINUTES_MAX_NANOS) {
        throw new IOException("only " + fleet.registered() + " are registered after ten minutes");
      }
      while (now - nextUpdate >= 0) {
        fleet.update(warmUpDevices + updating++ % ESTABLISHED);
        nextUpdate += UPDATE_EVERY_NANOS;
      }
      for (int i = 0; i < Slots.COUNT && coming < first + devices; i++) {
        fleet.register(coming++);
      }
      fleet.turn();
    }
    long[] times = fleet.registeredNanos(first, first + devices);
    return new Storm(
        peak,
        (times[devices - 1] - begun) / SECOND_NANOS,
        (times[(int) (devices * 95L / 100)] - begun) / SECOND_NANOS,
        fleet.waits(),
        fleet.counts(),
        drops(List.of(server.address().getPort())),
        drops(fleet.ports()),
        server.residentBytes() / MIB);
  }

  /// What the system has dropped because a buffer was full, of all sockets at these ports.
  private static long drops(List<Integer> ports) throws IOException {
    List<String> ends =
        ports.stream().map(port -> String.format(Locale.ROOT, ":%04X", port)).toList();
    long sum = 0;
    for (String file : List.of("/proc/net/udp", "/proc/net/udp6")) {
      Path path = Path.of(file);
      for (String line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
        String[] words = line.strip().split("\\s+", -1);
        sum +=
            ends.stream().anyMatch(words[1]::endsWith)
                ? Long.parseLong(words[words.length - 1])
                : 0;
      }
    }
    return sum;
  }

  private String line(Storm it) {
    double ideal = devices / it.peakPerSecond();
    return String.format(
        Locale.ROOT,
        "storm %d: peak %.0f/s, ideal %.2f s; all in after %.2f s (%.2f x), 95 %% after %.2f s (%.2f of"
            + " peak); %d Updates p50 %.2f ms, p99 %.2f ms, max %.1f ms; %d repeated, %d acknowledged"
            + " first, %d refused, %d given up; dropped before the server %d, before the devices %d; %.0f MiB"
            + " resident%n",
        devices,
        it.peakPerSecond(),
        ideal,
        it.allSeconds(),
        it.allSeconds() / ideal,
        it.mostSeconds(),
        ideal * 0.95 / it.mostSeconds(),
        it.counts().updates,
        it.waits().micros(500) / 1e3,
        it.waits().micros(990) / 1e3,
        it.waits().micros(1_000) / 1e3,
        it.counts().retransmissions,
        it.counts().promises,
        it.counts().refusals,
        it.counts().givenUp,
        it.serverDrops(),
        it.deviceDrops(),
        it.residentMebibytes());
  }
}
