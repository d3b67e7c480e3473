// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import java.util.concurrent.CountDownLatch;

/// What the signal that ends a program leads to, until this is closed.
final class Stop implements AutoCloseable {
  private final Thread hook;

  private Stop(Thread hook) {
    this.hook = hook;
  }

  /// At SIGTERM or SIGINT closes `parts` in order and ends the process with exit code 0.
  static Stop onSignal(AutoCloseable... parts) {
    Thread hook = Thread.ofPlatform().name("tern-stop").unstarted(() -> closeAndHalt(parts));
    Runtime.getRuntime().addShutdownHook(hook);
    return new Stop(hook);
  }

  /// Waits for the signal. Returns only by an exception, when the calling thread is interrupted.
  void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /// Has the signal end the process without more ado again.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal was faster: the hook runs, and ends the process.
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
