// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// How a value became known.
public enum Origin {
  /// Somebody read it.
  READ,
  /// The client notified (LwM2M 1.2 Core §6.4.2).
  NOTIFIED,
  /// The client sent it by itself (LwM2M 1.2 Core §6.4.6).
  SENT
}
