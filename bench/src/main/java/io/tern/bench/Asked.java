// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Load that the server begins.
final class Asked {
  private Asked() {}

  /// Answers `server` while it carries out a command that asks `count` devices.
  static Load whileAsked(ServerProcess server, LoadGenerator load, int count, Object... command)
      throws IOException {
    var asked = new CompletableFuture<List<String>>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                asked.complete(server.ask(command));
              } catch (IOException | RuntimeException e) {
                asked.completeExceptionally(e);
              }
            });
    Load result = load.run(asked::isDone);
    try {
      int confirmed = Integer.parseInt(asked.join().getFirst());
      // The server's own count decides.
      return new Load(
          Math.min(confirmed, result.answered()),
          result.wrong(),
          count - confirmed,
          result.nanos());
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }
}
