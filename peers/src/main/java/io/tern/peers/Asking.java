// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import java.util.List;

/// `request BASE PORT PEERS COUNT WINDOW`: requests to devices by their addresses, in [Turns].
public final class Asking {
  private static final int OCTET = 0xFF;

  private final Turns turns;

  /// How one device is asked.
  @FunctionalInterface
  public interface Ask {
    /// Sends the request; `ended` is told once, on any thread.
    void ask(String host, int port, Turns.Ended ended);
  }

  /// What `line` asks for.
  public Asking(Line line, Ask ask) {
    int word = 1;
    int base = Integer.parseInt(line.word(word++));
    int port = Integer.parseInt(line.word(word++));
    int peers = Integer.parseInt(line.word(word++));
    int count = Integer.parseInt(line.word(word++));
    int window = Integer.parseInt(line.word(word));
    turns =
        new Turns(peers, count, window, (index, ended) -> ask.ask(host(base + index), port, ended));
  }

  /// Waits until all have ended; `ok` and how many were answered.
  public List<String> run() {
    return turns.run();
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
}
