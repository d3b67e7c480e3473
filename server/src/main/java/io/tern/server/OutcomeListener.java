// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.op.Outcome;

/// Told how a downlink ended. Runs on the loop that sent it, must not block.
///
/// @param <R> what the client answers when it succeeds
@FunctionalInterface
public interface OutcomeListener<R> {
  /// Called exactly once.
  void onOutcome(Outcome<R> outcome, long nowNanos);
}
