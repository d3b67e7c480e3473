// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reading and writing of payloads by Tern and by Leshan: processor time and allocation of the thread that
/// does it.
///
/// Both run at once, each in a process of its own with the same JVM and options, and take turns case by
/// case, round after round.
final class FormatsBench {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

  /// The compiler sees all cases more than once before it is done.
  private static final int WARM_UPS = 3;

  /// What the compiler makes of the same code differs from process to process, so there are several of each.
  private static final int PROCESSES = 3;

  private final BenchOptions options;

  FormatsBench(BenchOptions options) {
    this.options = options;
  }

  /// One direction of one case, in all rounds.
  private static final class Run {
    final FormatCase formatCase;
    final String direction;
    final List<Double> ternNanos = new ArrayList<>();
    final List<Double> peerNanos = new ArrayList<>();
    double ternBytes;
    double peerBytes;

    Run(FormatCase formatCase, String direction) {
      this.formatCase = formatCase;
      this.direction = direction;
    }

    void add(Line ours, Line theirs) {
      ternNanos.add(each(ours, "cpuNanos"));
      peerNanos.add(each(theirs, "cpuNanos"));
      ternBytes = each(ours, "bytes");
      peerBytes = each(theirs, "bytes");
    }

    FormatsResult result() {
      return new FormatsResult(
          formatCase.size() + " " + formatCase.format() + " " + direction,
          formatCase.peerFormat(),
          Measurement.median(ternNanos),
          Measurement.median(peerNanos),
          ternBytes,
          peerBytes);
    }
  }

  /// Runs all rounds; one result a case and direction, medians of all rounds in all processes. Each format has
  /// processes of its own: what the compiler learned of another would only be in its way.
  List<FormatsResult> run() {
    List<FormatsResult> results = new ArrayList<>();
    for (FormatKind kind : options.selection().formats()) {
      List<Run> runs = new ArrayList<>();
      for (FormatCase each : FormatCase.all(kind)) {
        runs.add(new Run(each, "decode"));
        runs.add(new Run(each, "encode"));
      }
      for (int i = 0; i < PROCESSES; i++) {
        try (PeerProcess tern = PeerProcess.start("tern", command());
            PeerProcess leshan =
                PeerLaunch.of(PeerProgram.LESHAN_CODEC)
                    .withJvmOptions(JVM_OPTIONS.toArray(new String[0]))
                    .start()) {
          run(runs, tern, leshan);
        }
      }
      runs.forEach(run -> results.add(run.result()));
    }
    return results;
  }

  private void run(List<Run> runs, PeerProcess tern, PeerProcess leshan) {
    for (Run run : runs) {
      FormatCase it = run.formatCase;
      String path = it.path().toString();
      String number = Integer.toString(it.format().number());
      require(tern.ask("prepare", it.name(), number, path, it.payload().hex()));
      require(leshan.ask("prepare", it.name(), it.peerFormat(), path, it.peerPayload().hex()));
    }
    int warmUpMillis = Math.max(50, options.warmUpMillis() / WARM_UPS / runs.size());
    for (int i = 0; i < WARM_UPS; i++) {
      for (Run run : runs) {
        measure(tern, run, warmUpMillis);
        measure(leshan, run, warmUpMillis);
      }
    }
    int eachMillis = Math.max(20, options.roundMillis() / runs.size());
    for (int round = 0; round < options.rounds(); round++) {
      for (Run run : runs) {
        run.add(measure(tern, run, eachMillis), measure(leshan, run, eachMillis));
      }
    }
  }

  private static Line measure(PeerProcess process, Run run, int millis) {
    return require(
        process.ask("measure", run.direction, run.formatCase.name(), Integer.toString(millis)));
  }

  private static Line require(Line answer) {
    if (!answer.startsWith("answer", "ok")) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }

  private static double each(Line answer, String what) {
    return number(answer, what) / number(answer, "operations");
  }

  private static double number(Line answer, String name) {
    return Double.parseDouble(answer.value(name).orElseThrow());
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(TernCodec.class.getName());
    return command;
  }
}
