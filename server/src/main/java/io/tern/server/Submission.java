// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// What became of the wish to leave a command for a client.
public sealed interface Submission {
  /// It is durable and will have exactly one outcome.
  record Accepted(Command command) implements Submission {}

  /// There is no room for it now.
  record Refused(String why) implements Submission {}

  /// The object definitions forbid it. Nothing waits.
  record Invalid(String why) implements Submission {}

  /// It could not be made durable and is forgotten.
  record Undurable() implements Submission {}

  /// Told what became of it.
  @FunctionalInterface
  interface Listener {
    /// Called exactly once, on the home loop of the endpoint; must not block.
    void onSubmitted(Submission submission, long nowNanos);
  }
}
