// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Load before anything is measured: as long as was asked for, in two halves, and more such halves
/// while a request still becomes much cheaper. On a busy machine a server's compiler has work for longer
/// than on a quiet one, and it is no part of a request.
///
/// All servers get the same load for the same time, the one that was slow to become cheaper decides: what
/// a server keeps of requests that it has answered makes the next ones dearer, and that depends on how
/// long it was loaded.
final class WarmUp {
  private static final int HALVES_MAX = 10;

  /// A half that took more than this of the processor time of the one before was the last.
  private static final double STILL_FALLING = 0.9;

  private WarmUp() {}

  /// Some load on one server.
  @FunctionalInterface
  interface Round {
    /// Does it; the processor time of the server for each answered request, in microseconds.
    double run(long millis) throws IOException;
  }

  /// Warms up one server.
  static void run(int millis, Round round) throws IOException {
    run(millis, List.of(round));
  }

  /// Warms up servers that are compared, one after the other, half by half.
  static void run(int millis, List<Round> servers) throws IOException {
    double[] before = new double[servers.size()];
    Arrays.fill(before, Double.MAX_VALUE);
    boolean falling = true;
    for (int half = 0; half < 2 || falling && half < HALVES_MAX; half++) {
      falling = false;
      for (int i = 0; i < before.length; i++) {
        double micros = servers.get(i).run(millis / 2);
        falling |= micros <= before[i] * STILL_FALLING;
        before[i] = micros;
      }
    }
  }
}
