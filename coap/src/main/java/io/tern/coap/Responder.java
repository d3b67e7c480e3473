// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Where the answer to one request goes. Called on the loop that owns the endpoint.
public interface Responder {
  /// Answers. A second answer to the same request is a bug of the caller.
  void respond(Response response, long nowNanos);

  /// Answers with `body`, which is read as the peer asks for it; `head` has no payload. Released when
  /// the last block was asked for, or when the peer has been quiet for long.
  void respond(Response head, BodySource body, long nowNanos);

  /// Answers a request that carried Observe 0 and registers the peer as an observer (RFC 7641 §4.1);
  /// the Observe option of the response is added here. An earlier relation of the same peer and token
  /// is replaced.
  Relation respondObserving(Response response, RelationListener listener, long nowNanos);

  /// A peer that observes one of our resources.
  interface Relation {
    /// The token of the registering request.
    Token token();

    /// The peer that observes.
    Peer peer();

    /// Sends a notification. While a confirmable one is unacknowledged, a newer one replaces what
    /// waits behind it (RFC 7641 §4.5.2). An error code ends the relation.
    void notify(Response response, boolean confirmable, long nowNanos);

    /// Ends the relation here without a word.
    void end();
  }

  /// Told how a relation fares.
  interface RelationListener {
    /// A confirmable notification was acknowledged.
    default void onDelivered(long nowNanos) {}

    /// The relation is over: the peer cancelled it, answered with Reset, replaced it, or did not
    /// acknowledge (RFC 7641 §4.5), the connection ended (RFC 8323 §7.4); or there was no room for it
    /// and it never began.
    void onEnded(EndReason reason, long nowNanos);
  }

  /// Why a relation is over.
  enum EndReason {
    CANCELLED,
    RESET,
    TIMED_OUT,
    REPLACED,
    DISCONNECTED,
    REFUSED
  }
}
