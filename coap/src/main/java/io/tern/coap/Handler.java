// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.function.Supplier;

/// Answers requests: the server half's application. Runs on the loop that owns the endpoint, must not
/// block.
@FunctionalInterface
public interface Handler {
  /// Handles a request, which the message layer has already freed of duplicates and put together from
  /// its blocks. Every call must lead to exactly one call of the responder, now or later; the
  /// endpoint acknowledges by itself when the answer takes longer than the peer should wait
  /// (RFC 7252 §5.2.2).
  void onRequest(Peer peer, Request request, Responder responder, long nowNanos);

  /// Says how to receive the body of `request`, of which the first of several blocks has come; its
  /// payload is empty here. A body of one block goes to [#onRequest] without this question.
  ///
  /// Where `head.offset()` is above 0 the peer continues a transfer that this endpoint does not know
  /// (any more), as after a restart: only a handler that has kept the first `head.offset()` bytes of
  /// the body of that tag may receive the rest in pieces.
  default Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
    return Reception.WHOLE;
  }

  /// The handler that `handler` gives at the time of each request, for who needs one before there is.
  static Handler later(Supplier<? extends Handler> handler) {
    return new Handler() {
      @Override
      public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
        handler.get().onRequest(peer, request, responder, nowNanos);
      }

      @Override
      public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
        return handler.get().onBody(peer, request, head, nowNanos);
      }
    };
  }
}
