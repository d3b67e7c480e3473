// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// Makes changes durable before they are acknowledged. One per loop, called on that loop; never
/// blocks.
@FunctionalInterface
public interface Journal {
  /// Takes a change. Changes of one loop become durable in the order in which they are appended.
  ///
  /// @param listener called exactly once on the loop that appended, now or later
  void append(Change change, Listener listener, long nowNanos);

  /// Told what became of a change.
  @FunctionalInterface
  interface Listener {
    /// The change is durable, or could not be made so.
    void onAppended(boolean durable, long nowNanos);
  }

  /// A change of the working set.
  sealed interface Change {
    /// A registration came into being, in place of an earlier one of its endpoint if there was one.
    record Registered(Registration registration) implements Change {}

    /// A registration changed.
    record Updated(Registration registration) implements Change {}

    /// A registration had its lifetime begin anew and nothing else. Nobody waits for it.
    record Refreshed(Registration registration) implements Change {}

    /// A registration is over.
    record Removed(Registration registration) implements Change {}
  }
}
