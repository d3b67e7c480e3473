// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// A handle on something under way.
@FunctionalInterface
public interface Cancellable {
  /// Gives it up. Does nothing where it has ended already.
  void cancel(long nowNanos);

  /// Gives it up unless the peer has acknowledged it, so that it is not sent again. Where only the answer is
  /// missing, or nothing is ever sent again, it goes on.
  default void cancelUnacknowledged(long nowNanos) {
    cancel(nowNanos);
  }
}
