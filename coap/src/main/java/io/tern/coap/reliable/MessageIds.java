// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

/// The message ids of one endpoint towards one peer (RFC 7252 §4.4): the first is random, the following
/// count up, none comes back within EXCHANGE_LIFETIME.
///
/// Time is cut into windows of EXCHANGE_LIFETIME from the first use, each with at most half of all
/// ids. An id comes back after 65,536 others, so at least one whole window lies between.
final class MessageIds {
  static final int NONE = -1;
  static final int PER_WINDOW = 1 << 15;

  private int next;
  private int used;
  private long windowEndNanos;

  MessageIds(int first) {
    next = first & 0xFFFF;
  }

  /// The next id; [#NONE] where the window has none left.
  int next(long nowNanos, long exchangeLifetimeNanos) {
    if (used == 0 || nowNanos >= windowEndNanos) {
      windowEndNanos = nowNanos + exchangeLifetimeNanos;
      used = 0;
    }
    if (used == PER_WINDOW) {
      return NONE;
    }
    used++;
    int id = next;
    next = next + 1 & 0xFFFF;
    return id;
  }
}
