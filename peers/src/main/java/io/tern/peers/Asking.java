// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// `request BASE PORT PEERS COUNT WINDOW`: requests to devices in turn, a window of them at a time.
/// Each that ends lets the next begin, on the thread that tells.
public final class Asking {
  private static final int OCTET = 0xFF;

  private final int base;
  private final int port;
  private final int peers;
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
    /// Sends the request; `ended` is told once, on any thread.
    void ask(String host, int port, Ended ended);
  }

  /// Told how a request ended.
  @FunctionalInterface
  public interface Ended {
    /// It was answered with success, or not.
    void tell(boolean answered);
  }

  /// What `line` asks for.
  public Asking(Line line, Ask ask) {
    int word = 1;
    base = Integer.parseInt(line.word(word++));
    port = Integer.parseInt(line.word(word++));
    peers = Integer.parseInt(line.word(word++));
    count = Integer.parseInt(line.word(word++));
    window = Integer.parseInt(line.word(word));
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
    int address;
    synchronized (this) {
      if (begun == count) {
        return;
      }
      address = base + begun++ % peers;
    }
    ask.ask(host(address), port, this::onEnded);
  }

  private static String host(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & OCTET)
        + "."
        + (address >>> 8 & OCTET)
        + "."
        + (address & OCTET);
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
