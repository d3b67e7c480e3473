// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import java.util.List;

/// `fleet-read|fleet-observe DEVICES COUNT WINDOW PATH`: what a server asks of registered devices, in
/// [Turns].
///
/// @param path what is read or observed
public record Fleet(int devices, int count, int window, String path) {
  private static final String NAME = "dev-";

  /// The most devices whose names are of one length.
  public static final int DEVICES_MAX = 10_000_000;

  /// What `line` asks for.
  public static Fleet of(Line line) {
    int word = 1;
    return new Fleet(
        Integer.parseInt(line.word(word++)),
        Integer.parseInt(line.word(word++)),
        Integer.parseInt(line.word(word++)),
        line.word(word));
  }

  /// The endpoint name of device `index`, the same length for all below [#DEVICES_MAX].
  public static String endpoint(int index) {
    return NAME + Integer.toString(DEVICES_MAX + index).substring(1);
  }

  /// Waits until all have ended; `ok` and how many were answered.
  public List<String> run(Turns.Ask ask) {
    return new Turns(devices, count, window, ask).run();
  }
}
