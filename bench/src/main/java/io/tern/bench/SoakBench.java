// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Tern's LwM2M server in a small heap under a steady load for minutes: 20,000 devices, 6,000 Updates a
/// second. Whether its heap stays level, and how long it lets a device wait.
final class SoakBench {
  static final int DEVICES = 20_000;
  static final int UPDATES_PER_SECOND = 6_000;
  static final int HEAP_MEGABYTES = 512;

  private static final int WINDOW = 256;
  private static final int MINUTES = 10;
  private static final int MINUTES_MAX = 1_440;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final double SECOND_MILLIS = 1_000.0;

  private final int devices;
  private final int updatesPerSecond;
  private final Duration warmUp;
  private final Duration piece;
  private final int pieces;

  /// @param piece each is reported by itself
  SoakBench(int devices, int updatesPerSecond, Duration warmUp, Duration piece, int pieces) {
    this.devices = devices;
    this.updatesPerSecond = updatesPerSecond;
    this.warmUp = warmUp;
    this.piece = piece;
    this.pieces = pieces;
  }

  /// A piece of the time.
  ///
  /// @param heapMegabytes the least that a collection left; -1 where there was none
  /// @param longestPauseMillis of the collector
  /// @param cpuMicros of the server for each Update
  record Piece(
      Load load, int heapMegabytes, double longestPauseMillis, double cpuMicros, Latencies waits) {}

  /// Does what `arguments` say; the exit code.
  static int run(List<String> arguments) throws IOException {
    OptionalInt minutes = new OneOption("soak", "--minutes", MINUTES, MINUTES_MAX).read(arguments);
    if (minutes.isEmpty()) {
      return 2;
    }
    Duration minute = Duration.ofMinutes(1);
    var bench = new SoakBench(DEVICES, UPDATES_PER_SECOND, minute, minute, minutes.getAsInt());
    List<Piece> measured = bench.measure(BenchOptions.DEFAULT.prefix());
    System.out.print(table(measured));
    return measured.stream().allMatch(one -> one.load().wrong() == 0) ? 0 : 1;
  }

  /// Registers the devices, lets them update for the warm-up and then piece by piece.
  List<Piece> measure(List<String> prefix) throws IOException {
    Path log = Files.createTempFile("tern-soak", ".log");
    String heap = HEAP_MEGABYTES + "m";
    List<String> command =
        Subject.command(
            prefix,
            TernLwM2mServer.class,
            "-Xms" + heap,
            "-Xmx" + heap,
            "-Xlog:gc:file=" + log + "::filecount=0");
    long begun = System.nanoTime();
    try (ServerProcess server = ServerProcess.start("tern", command);
        LoadGenerator load = FleetRun.load(server)) {
      Devices fleet = new Devices(devices);
      FleetRun.register(load, fleet, 0, devices, FleetRun.window(BenchOptions.DEFAULT));
      fleet.turnTo(LwM2mCase.UPDATE, 0, devices);
      load.use(fleet, WINDOW);
      load.pace(SECOND_NANOS / updatesPerSecond);
      load.run(warmUp.toNanos());
      List<Piece> measured = new ArrayList<>();
      for (int i = 0; i < pieces; i++) {
        measured.add(piece(server, load, fleet, log, begun));
      }
      return measured;
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private Piece piece(ServerProcess server, LoadGenerator load, Devices fleet, Path log, long begun)
      throws IOException {
    Latencies waits = new Latencies(devices);
    fleet.time(waits);
    double from = seconds(begun);
    Cost cost = Cost.of(server, () -> load.run(piece.toNanos()));
    CollectorLog collections = CollectorLog.of(Files.readAllLines(log));
    return new Piece(
        cost.load(),
        collections.leftMegabytes(from, seconds(begun)),
        collections.longestMillis(from),
        cost.cpuMicros(),
        waits);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / (double) SECOND_NANOS;
  }

  /// One line a piece.
  static String table(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-5s %9s %6s %7s %9s %8s %27s%n",
            "soak",
            "updates/s",
            "lost",
            "heap MB",
            "pause ms",
            "CPU us",
            "update ms p50, p99, max"));
    for (int i = 0; i < pieces.size(); i++) {
      Piece it = pieces.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "%-5d %9.0f %6d %7d %9.1f %8.2f %11.2f %7.2f %7.1f%n",
              i + 1,
              it.load().answered() * (double) SECOND_NANOS / it.load().nanos(),
              it.load().lost(),
              it.heapMegabytes(),
              it.longestPauseMillis(),
              it.cpuMicros(),
              it.waits().micros(500) / SECOND_MILLIS,
              it.waits().micros(990) / SECOND_MILLIS,
              it.waits().micros(1_000) / SECOND_MILLIS));
    }
    return text.toString();
  }
}
