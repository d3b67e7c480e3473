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
}
