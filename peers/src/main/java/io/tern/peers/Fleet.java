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

  /// Odd and no multiple of 5, so that each number comes once.
  private static final long STEP = 7_368_787;

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
    return NAME + Integer.toString(DEVICES_MAX + number(index)).substring(1);
  }

  /// The number in that name: another for each device, and far from that of the one before it, since no fleet
  /// comes in the order of its names.
  public static int number(int index) {
    return (int) (index * STEP % DEVICES_MAX);
  }

  /// Waits until all have ended; `ok` and how many were answered.
  public List<String> run(Turns.Ask ask) {
    return new Turns(devices, count, window, ask).run();
  }
}
