// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

/// Told what happens to a client. Runs on its loop, must not block.
@FunctionalInterface
public interface ClientEvents {
  /// Told nothing.
  ClientEvents NONE = (event, nowNanos) -> {};

  /// Something happened.
  void onEvent(ClientEvent event, long nowNanos);
}
