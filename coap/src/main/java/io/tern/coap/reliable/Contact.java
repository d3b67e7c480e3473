// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Peer;
import org.jspecify.annotations.Nullable;

/// What the message layer remembers of one peer. Freed when it has been quiet for EXCHANGE_LIFETIME.
public final class Contact {
  final Peer peer;
  final Duplicates duplicates = new Duplicates();

  /// What goes from here to there; null until there is something.
  @Nullable Lane lane;

  /// Requests of this peer that the handler has not answered yet; counted by the exchange layer.
  private int openRequests;

  // Links of the list that PeerTable keeps, longest quiet first.
  @Nullable Contact quieter;
  @Nullable Contact livelier;
  long linkedAtNanos;

  Contact(Peer peer) {
    this.peer = peer;
  }

  /// The peer.
  public Peer peer() {
    return peer;
  }

  /// How many requests of this peer are with the handler for longer than one call.
  public int openRequests() {
    return openRequests;
  }

  /// Changes [#openRequests] by `change`.
  public void countOpenRequests(int change) {
    openRequests += change;
  }

  boolean isIdle() {
    Lane there = lane;
    return openRequests == 0 && (there == null || there.isIdle());
  }
}
