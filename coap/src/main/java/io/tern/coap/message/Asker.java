// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.message;

import io.tern.coap.Peer;

/// A peer whose request has come in, as its message layer knows it.
public interface Asker {
  /// The peer.
  Peer peer();

  /// How many requests of this peer are with the handler for longer than one call.
  int openRequests();

  /// Changes [#openRequests] by `change`.
  void countOpenRequests(int change);

  /// When the requests that have come would all be over at the rate that is allowed; kept for the
  /// exchange layer. 0 where no rate is kept.
  default long requestsUntilNanos() {
    return 0;
  }

  /// Sets [#requestsUntilNanos].
  default void requestsUntilNanos(long nanos) {}

  /// Until when the peer counts as reached at its address. Whoever has a connection is.
  default long provenUntilNanos() {
    return Long.MAX_VALUE;
  }

  /// Sets [#provenUntilNanos].
  default void provenUntilNanos(long nanos) {}
}
