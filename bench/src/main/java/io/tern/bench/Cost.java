// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.time.Duration;

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
    Duration before = server.cpuTime();
    Load load = source.run();
    Duration used = server.cpuTime().minus(before);
    return new Cost(load, used.toNanos() / 1e3 / Math.max(1, load.answered()));
  }
}
