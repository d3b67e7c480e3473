// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// What became of the wish to take a command back.
public enum Withdrawal {
  /// It has not been sent and will not be.
  WITHDRAWN,
  /// It may have reached the client already.
  UNDER_WAY,
  /// It has an outcome, or there is no such command.
  OVER;

  /// Told what became of it.
  @FunctionalInterface
  public interface Listener {
    /// Called exactly once, on the home loop of the endpoint; must not block.
    void onWithdrawn(Withdrawal withdrawal, long nowNanos);
  }
}
