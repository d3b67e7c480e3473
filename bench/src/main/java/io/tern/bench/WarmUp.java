// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;

/// Load before anything is measured: as long as was asked for, in two halves, and more such halves
/// while each still makes a request much cheaper. On a busy machine the server's compiler has work for
/// longer than on a quiet one, and it is no part of a request.
final class WarmUp {
  private static final int HALVES_MAX = 10;

  /// A half that took more than this of the processor time of the one before was the last.
  private static final double STILL_FALLING = 0.9;

  private WarmUp() {}

  /// Some load.
  @FunctionalInterface
  interface Round {
    /// Does it; the processor time of the server for each answered request, in microseconds.
    double run(long millis) throws IOException;
  }

  static void run(int millis, Round round) throws IOException {
    double before = Double.MAX_VALUE;
    for (int i = 0; i < HALVES_MAX; i++) {
      double micros = round.run(millis / 2);
      if (i > 0 && micros > before * STILL_FALLING) {
        return;
      }
      before = micros;
    }
  }
}
