// SPDX-License-Identifier: Apache-2.0

package io.tern.app.device;

/// How a value became known.
public enum Origin {
  /// Somebody read it.
  READ,
  /// The device notified.
  NOTIFIED,
  /// The device sent it by itself.
  SENT
}
