// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One kind of load between devices and LwM2M servers over UDP on the loopback interface: processor
/// time of the server for each exchange. The servers take turns as in [CoapBench].
final class LwM2mBench {
  private final LwM2mCase kind;
  private final BenchOptions options;

  LwM2mBench(LwM2mCase kind, BenchOptions options) {
    this.kind = kind;
    this.options = options;
  }

  /// Runs all rounds; one measurement a server.
  List<Measurement> run() throws IOException {
    List<LwM2mRun> runs = new ArrayList<>();
    try {
      for (LwM2mSubject subject : LwM2mSubject.values()) {
        runs.add(LwM2mRun.start(kind, subject, options));
      }
      WarmUp.run(
          options.warmUpMillis(), runs.stream().<WarmUp.Round>map(run -> run::warmUp).toList());
      for (LwM2mRun run : runs) {
        run.rehearse();
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (LwM2mRun run : runs) {
          run.measure();
        }
      }
      return runs.stream().map(LwM2mRun::result).toList();
    } finally {
      for (LwM2mRun run : runs) {
        run.close();
      }
    }
  }
}
