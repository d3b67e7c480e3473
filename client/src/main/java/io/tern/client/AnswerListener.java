// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

/// Told the answer to an operation. Runs on the client's loop, must not block.
@FunctionalInterface
public interface AnswerListener<T> {
  /// Called exactly once, perhaps before the call that asked has returned.
  void onAnswer(Answer<T> answer, long nowNanos);
}
