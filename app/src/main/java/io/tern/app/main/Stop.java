// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import java.util.concurrent.CountDownLatch;

/// Waits for the signal that ends a program.
final class Stop {
  private Stop() {}

  /// Waits for SIGTERM or SIGINT, then closes `parts` in order and ends the process with exit code 0.
  /// Returns only by an exception, when the calling thread is interrupted; then it has closed nothing.
  static void await(AutoCloseable... parts) throws InterruptedException {
    Thread hook = Thread.ofPlatform().name("tern-stop").unstarted(() -> closeAndHalt(parts));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new CountDownLatch(1).await();
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private static void closeAndHalt(AutoCloseable... parts) {
    int exit = Exit.OK;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        exit = Exit.FAILED;
      }
    }
    // Otherwise the exit code would be that of the signal, which means a failure.
    Runtime.getRuntime().halt(exit);
  }
}
