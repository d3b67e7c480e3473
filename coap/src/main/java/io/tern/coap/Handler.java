// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Answers requests: the server half's application. Runs on the loop that owns the endpoint, must not
/// block.
@FunctionalInterface
public interface Handler {
  /// Handles a request, which the message layer has already freed of duplicates and put together from
  /// its blocks. Every call must lead to exactly one call of the responder, now or later; the
  /// endpoint acknowledges by itself when the answer takes longer than the peer should wait
  /// (RFC 7252 §5.2.2).
  void onRequest(Peer peer, Request request, Responder responder, long nowNanos);
}
