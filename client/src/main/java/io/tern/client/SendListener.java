// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

/// Told how a Send ended. Runs on the client's loop, must not block.
@FunctionalInterface
public interface SendListener {
  /// Called exactly once, perhaps before the call that sends has returned.
  void onOutcome(SendOutcome outcome, long nowNanos);
}
