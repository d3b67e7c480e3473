// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

/// Lets so many Resets a second through. They are a courtesy to a peer that has lost its mind, not
/// worth answering a flood of forged messages.
final class ResetGate {
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private final int perWindowMax;
  private long windowEndNanos;
  private int passed;

  ResetGate(int perSecondMax) {
    perWindowMax = perSecondMax;
  }

  /// Whether one more may go out.
  boolean pass(long nowNanos) {
    if (passed == 0 || nowNanos >= windowEndNanos) {
      windowEndNanos = nowNanos + WINDOW_NANOS;
      passed = 0;
    }
    if (passed >= perWindowMax) {
      return false;
    }
    passed++;
    return true;
  }
}
