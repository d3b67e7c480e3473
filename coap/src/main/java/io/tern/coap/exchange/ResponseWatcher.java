// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

/// Told that a response did not arrive. Only a response that travels by itself is watched.
public interface ResponseWatcher {
  /// Does not care.
  ResponseWatcher NONE = new ResponseWatcher() {};

  /// The peer rejected it.
  default void onReset(long nowNanos) {}

  /// The peer did not acknowledge it.
  default void onTimedOut(long nowNanos) {}
}
