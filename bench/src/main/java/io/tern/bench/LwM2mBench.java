// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// One kind of load between devices and LwM2M servers over UDP on the loopback interface: processor
/// time of the server for each exchange. The servers take turns as in [CoapBench].
final class LwM2mBench {
  private static final Executor THREADS = task -> Thread.ofPlatform().name("settle").start(task);

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
      if (options.settleSeconds() > 0) {
        settle(runs);
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

  /// All at once: none is loaded so much that it takes anything from another.
  private static void settle(List<LwM2mRun> runs) throws IOException {
    List<CompletableFuture<Optional<IOException>>> faults =
        runs.stream().map(run -> CompletableFuture.supplyAsync(() -> fault(run), THREADS)).toList();
    for (CompletableFuture<Optional<IOException>> fault : faults) {
      if (fault.join().isPresent()) {
        throw fault.join().get();
      }
    }
  }

  private static Optional<IOException> fault(LwM2mRun run) {
    try {
      run.settle();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }
}
