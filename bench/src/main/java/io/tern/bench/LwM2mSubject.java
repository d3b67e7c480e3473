// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.peers.PeerProgram;
import java.io.IOException;
import java.util.List;

/// An LwM2M server that is measured. Both keep everything in memory and let clients in without
/// security; both get the same heap and the same JVM options.
enum LwM2mSubject implements Measured {
  LESHAN("leshan"),
  TERN("tern");

  /// Room for what Leshan remembers of a million requests, some 2.3 KB each, and as much again to breathe.
  private static final String HEAP = "-Xmx6g";

  private final String title;

  LwM2mSubject(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public boolean isTern() {
    return this == TERN;
  }

  /// Starts it in a process of its own.
  ///
  /// @param prefix words before the command, such as `taskset -c 0`
  ServerProcess start(List<String> prefix) throws IOException {
    return ServerProcess.start(
        title,
        switch (this) {
          case TERN -> Subject.command(prefix, TernLwM2mServer.class, HEAP);
          case LESHAN ->
              Subject.peer(prefix, List.of(HEAP), PeerProgram.LESHAN_SERVER, "--quiet", "true");
        });
  }
}
