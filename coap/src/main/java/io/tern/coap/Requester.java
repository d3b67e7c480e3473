// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Sends requests: the client half of an endpoint. Called on the loop that owns it.
public interface Requester {
  /// Sends `request` to `peer`. Bodies too large for one message travel block-wise.
  Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos);

  /// Sends a request whose body, or whose response's, is too large to be held whole.
  Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos);

  /// Registers an observation: `request` is GET or FETCH; the Observe option is added here. The
  /// observation lives until the peer ends it or [Observation#cancel] or [Observation#forget].
  Observation observe(Peer peer, Request request, ObservationListener listener, long nowNanos);

  /// An observation of a peer's resource.
  interface Observation {
    /// The token that its notifications carry.
    Token token();

    /// Cancels it actively: the same request with Observe 1 and the same token (RFC 7641 §3.6).
    void cancel(ReplyListener listener, long nowNanos);

    /// Forgets it here without a word; the next notification is answered with Reset (RFC 7641 §3.6).
    void forget();
  }
}
