// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

/// Bytes of bodies that the endpoint may hold at a time.
public final class BodyBudget {
  private final long bytesMax;
  private long used;

  public BodyBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Bytes held now.
  public long used() {
    return used;
  }

  /// Takes `bytes`; false where that would be too many.
  boolean take(int bytes) {
    if (used + bytes > bytesMax) {
      return false;
    }
    used += bytes;
    return true;
  }

  /// Gives back what was taken.
  void give(int bytes) {
    used -= bytes;
  }
}
