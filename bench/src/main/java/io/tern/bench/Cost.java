// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/// Some load, and what it cost the server.
///
/// @param cpuMicros processor time of the server process for each answered request
record Cost(Load load, double cpuMicros) {
  /// Puts a server under load.
  @FunctionalInterface
  interface Source {
    /// Returns when the server has done all that the load made it do.
    Load run() throws IOException;
  }

  /// What `source` costs `server`.
  static Cost of(ServerProcess server, Source source) throws IOException {
    return of(server::cpuTime, source);
  }

  /// What `source` costs a server.
  ///
  /// @param cpuTime processor time of the server so far
  static Cost of(Supplier<Duration> cpuTime, Source source) throws IOException {
    Duration before = cpuTime.get();
    Load load = source.run();
    Duration used = cpuTime.get().minus(before);
    return new Cost(load, used.toNanos() / 1e3 / Math.max(1, load.answered()));
  }
}
