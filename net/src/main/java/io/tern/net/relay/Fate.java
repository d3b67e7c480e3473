// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

/// What a link does with one datagram.
public sealed interface Fate {
  /// Lost by chance.
  Fate LOST = new Never("lost");

  /// Lost because it is too large for the link.
  Fate TOO_LARGE = new Never("too large");

  /// It does not arrive.
  record Never(String why) implements Fate {}

  /// It arrives after a delay.
  record Once(long delayNanos) implements Fate {}

  /// It arrives, and so does a copy; either may be first.
  record Twice(long delayNanos, long copyDelayNanos) implements Fate {}
}
