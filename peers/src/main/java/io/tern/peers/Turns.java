// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks devices in turn, a window of them at a time. Each that ends lets the next begin, on the thread
/// that tells.
public final class Turns {
  private final int devices;
  private final int count;
  private final int window;
  private final Ask ask;
  private final CompletableFuture<Integer> done = new CompletableFuture<>();
  private int begun;
  private int ended;
  private int answered;

  /// How one device is asked.
  @FunctionalInterface
  public interface Ask {
    /// Asks device `index`, counted from 0; `ended` is told once, on any thread.
    void ask(int index, Ended ended);
  }

  /// Told how a request ended.
  @FunctionalInterface
  public interface Ended {
    /// It was answered with success, or not.
    void tell(boolean answered);
  }

  /// @param devices how many there are
  /// @param count how many requests there will be
  /// @param window how many of them are under way at a time
  public Turns(int devices, int count, int window, Ask ask) {
    this.devices = devices;
    this.count = count;
    this.window = window;
    this.ask = ask;
  }

  /// Waits until all have ended; `ok` and how many were answered.
  public List<String> run() {
    for (int i = 0; i < window; i++) {
      next();
    }
    return List.of("ok", Integer.toString(done.join()));
  }

  private void next() {
    int index;
    synchronized (this) {
      if (begun == count) {
        return;
      }
      index = begun++ % devices;
    }
    ask.ask(index, this::onEnded);
  }

  private void onEnded(boolean wasAnswered) {
    synchronized (this) {
      answered += wasAnswered ? 1 : 0;
      if (++ended == count) {
        done.complete(answered);
      }
    }
    next();
  }
}
