// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One kind of load over UDP on the loopback interface: processor time of the server per request, for
/// every server that can do it.
///
/// All servers run at once, each in a process of its own; load goes to one after the other, round
/// after round, so that a slow minute of the machine meets them all.
final class CoapBench {
  private final CoapCase kind;
  private final BenchOptions options;

  CoapBench(CoapCase kind, BenchOptions options) {
    this.kind = kind;
    this.options = options;
  }

  /// Runs all rounds; one measurement a server.
  List<Measurement> run() throws IOException {
    List<CoapRun> runs = new ArrayList<>();
    try {
      for (Subject subject : Subject.values()) {
        if (kind.suits(subject)) {
          runs.add(CoapRun.start(kind, subject, options));
        }
      }
      WarmUp.run(
          options.warmUpMillis(), runs.stream().<WarmUp.Round>map(run -> run::warmUp).toList());
      for (int round = 0; round < options.rounds(); round++) {
        for (CoapRun run : runs) {
          run.measure();
        }
      }
      return runs.stream().map(CoapRun::result).toList();
    } finally {
      for (CoapRun run : runs) {
        run.close();
      }
    }
  }
}
