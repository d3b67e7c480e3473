// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Told how a request ended. Runs on the loop that owns the endpoint, must not block.
@FunctionalInterface
public interface ReplyListener {
  /// Called exactly once.
  void onReply(Reply reply, long nowNanos);
}
