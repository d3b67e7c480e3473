// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import io.tern.lwm2m.Path;
import java.time.Instant;
import java.util.Optional;

/// A node at its path, with the time the device gave for it, where it gave one.
public record TimedNode(Optional<Instant> time, Path path, Node node) {
  /// From here on a time is ahead. No clock that is wrong by its time zone alone is.
  private static final long AHEAD_SECONDS = 86_400;

  /// Whether the device gave a time that is [ahead][#isAhead(Instant, Instant)].
  ///
  /// @param received when the node was received
  public boolean isAhead(Instant received) {
    return time.isPresent() && isAhead(time.get(), received);
  }

  /// Whether `time` lies more than a day ahead of `received`, so that the clock it comes from is wrong.
  public static boolean isAhead(Instant time, Instant received) {
    long seconds = time.getEpochSecond() - received.getEpochSecond();
    return seconds > AHEAD_SECONDS
        || seconds == AHEAD_SECONDS && time.getNano() > received.getNano();
  }
}
