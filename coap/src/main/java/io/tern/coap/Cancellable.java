// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// A handle on something under way.
@FunctionalInterface
public interface Cancellable {
  /// Gives it up. Does nothing where it has ended already.
  void cancel(long nowNanos);
}
