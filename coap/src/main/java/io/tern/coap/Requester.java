// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Optional;
import java.util.OptionalInt;

/// Sends requests: the client half of an endpoint. Called on the loop that owns it.
public interface Requester {
  /// Sends `request` to `peer`. Bodies too large for one message travel block-wise.
  Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos);

  /// Sends a request whose body, or whose response's, is too large to be held whole.
  Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos);

  /// Registers an observation: `request` is GET or FETCH; the Observe option is added here. The
  /// observation lives until the peer ends it or [Observation#cancel] or [Observation#forget].
  Observation observe(Peer peer, Request request, ObservationListener listener, long nowNanos);

  /// Goes on with an observation that was established before this endpoint came into being: the peer
  /// notices nothing.
  ///
  /// @param request what was asked then, for further blocks and for [Observation#cancel]
  /// @param observe the number of its last notification, where it is known (RFC 7641 §3.4)
  /// @param listener [ObservationListener#onReply] is not called
  /// @return empty where the token is in use, a limit is reached, or observations of this transport end
  ///     with its connection
  default Optional<Observation> resume(
      Peer peer,
      Request request,
      Token token,
      OptionalInt observe,
      ObservationListener listener,
      long nowNanos) {
    return Optional.empty();
  }

  /// An observation of a peer's resource.
  interface Observation {
    /// The token that its notifications carry.
    Token token();

    /// Until when the last notification is fresh (Max-Age, RFC 7641 §3.3.1): whoever needs a fresh value
    /// after that may [#refresh].
    long freshUntilNanos();

    /// Asks the peer again, with the same token, whether it still tells (RFC 7641 §3.3.1). The state
    /// that it answers with is a notification like any other; an error or an answer without Observe
    /// ends the observation. No answer changes nothing. [Reply.Cancelled] where it is not established.
    void refresh(ReplyListener listener, long nowNanos);

    /// The peer is reached at another address from now on, as a notification from there would say too.
    /// Nothing where its observations end with a connection.
    ///
    /// @param peer of the same identity and transport
    void moveTo(Peer peer);

    /// Cancels it actively: the same request with Observe 1 and the same token (RFC 7641 §3.6).
    void cancel(ReplyListener listener, long nowNanos);

    /// Forgets it here without a word; the next notification is answered with Reset (RFC 7641 §3.6).
    void forget();
  }
}
