// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// Heap for each registered device, and how long an Update takes among so many.
///
/// Servers remember what they answered for 247 s (EXCHANGE_LIFETIME, RFC 7252 §4.8.2), so heap is told
/// twice: right after devices registered and after they have been silent.
final class FleetBench {
  private static final int PER_MILLE_MEDIAN = 500;
  private static final int PER_MILLE_MOST = 990;
  private static final int PER_MILLE_ALL = 1_000;

  private final FleetCase kind;
  private final int devices;
  private final BenchOptions options;

  FleetBench(FleetCase kind, int devices, BenchOptions options) {
    this.kind = kind;
    this.devices = devices;
    this.options = options;
  }

  List<FleetRun.Held> run() throws IOException {
    List<FleetRun> runs = new ArrayList<>();
    try {
      for (LwM2mSubject subject : kind.subjects()) {
        FleetRun run = FleetRun.start(subject, devices, options);
        runs.add(run);
        run.register();
        run.update();
      }
      silence();
      List<FleetRun.Held> held = new ArrayList<>();
      for (FleetRun run : runs) {
        held.add(run.held());
      }
      return held;
    } finally {
      for (FleetRun run : runs) {
        run.close();
      }
    }
  }

  private void silence() {
    long end = System.nanoTime() + Duration.ofSeconds(options.idleSeconds()).toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /// One line a server.
  String table(List<FleetRun.Held> held) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-8s %-8s %12s %11s %14s %14s %28s%n",
            kind.title(),
            "server",
            "fresh B/dev",
            "idle B/dev",
            "registrations/s",
            "update CPU us",
            "update us p50, p99, max"));
    for (FleetRun.Held it : held) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-8s %-8s %12.0f %11.0f %14.0f %14.2f %12d %7d %7d%n",
              devices,
              it.subject().title(),
              it.freshBytes(),
              it.idleBytes(),
              it.registrationsPerSecond(),
              it.updateCpuMicros(),
              it.latencies().micros(PER_MILLE_MEDIAN),
              it.latencies().micros(PER_MILLE_MOST),
              it.latencies().micros(PER_MILLE_ALL)));
    }
    return text.toString();
  }

  /// One JSON line for each server; Tern's own line has no peer.
  String json(List<FleetRun.Held> held) {
    StringBuilder text = new StringBuilder();
    FleetRun.Held tern =
        held.stream().filter(it -> it.subject().isTern()).findFirst().orElseThrow();
    for (FleetRun.Held it : held) {
      text.append(
          it.subject().isTern()
              ? String.format(
                  Locale.ROOT,
                  "{\"case\":\"%s\",\"devices\":%d,\"subjectFreshBytes\":%.0f,\"subjectBytes\":%.0f,"
                      + "\"registrationsPerSecond\":%.0f,\"updateCpuMicros\":%.3f,"
                      + "\"updateMicrosP50\":%d,\"updateMicrosP99\":%d,\"updateMicrosMax\":%d}%n",
                  kind.title(),
                  devices,
                  it.freshBytes(),
                  it.idleBytes(),
                  it.registrationsPerSecond(),
                  it.updateCpuMicros(),
                  it.latencies().micros(PER_MILLE_MEDIAN),
                  it.latencies().micros(PER_MILLE_MOST),
                  it.latencies().micros(PER_MILLE_ALL))
              : String.format(
                  Locale.ROOT,
                  "{\"case\":\"%s\",\"devices\":%d,\"peer\":\"%s\",\"subjectBytes\":%.0f,"
                      + "\"peerFreshBytes\":%.0f,\"peerBytes\":%.0f,\"ratio\":%.4f}%n",
                  kind.title(),
                  devices,
                  it.subject().title(),
                  tern.idleBytes(),
                  it.freshBytes(),
                  it.idleBytes(),
                  tern.idleBytes() / it.idleBytes()));
    }
    return text.toString();
  }
}
