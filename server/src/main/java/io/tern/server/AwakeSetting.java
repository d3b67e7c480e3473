// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// What became of the wish to have a client stay awake for another time.
public sealed interface AwakeSetting {
  /// It is durable and holds.
  record Made() implements AwakeSetting {}

  /// There is no room for it now. Nothing has changed.
  record Refused(String why) implements AwakeSetting {}

  /// It could not be made durable. Nothing has changed.
  record Undurable() implements AwakeSetting {}

  /// Told what became of it.
  @FunctionalInterface
  interface Listener {
    /// Called exactly once, on the home loop of the endpoint; must not block.
    void onSet(AwakeSetting setting, long nowNanos);
  }
}
