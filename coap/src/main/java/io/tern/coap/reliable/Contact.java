// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Peer;
import io.tern.coap.message.Asker;
import org.jspecify.annotations.Nullable;

/// What the message layer remembers of one peer. Freed when it has been quiet for EXCHANGE_LIFETIME.
final class Contact implements Asker {
  final Peer peer;
  final Duplicates duplicates = new Duplicates();

  /// What goes from here to there; null until there is something.
  @Nullable Lane lane;

  /// Requests of this peer that the handler has not answered yet; counted by the exchange layer.
  private int openRequests;

  private long requestsUntilNanos;
  private long provenUntilNanos;

  // Its place in the table that Contacts keeps.
  int hash;
  @Nullable Contact nextInBucket;

  // Links of the list that PeerTable keeps, longest quiet first.
  @Nullable Contact quieter;
  @Nullable Contact livelier;
  long linkedAtNanos;

  /// Until when it is remembered although it is quiet, where that is longer than usual.
  long keepUntilNanos;

  Contact(Peer peer) {
    this.peer = peer;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public int openRequests() {
    return openRequests;
  }

  @Override
  public void countOpenRequests(int change) {
    openRequests += change;
  }

  @Override
  public long requestsUntilNanos() {
    return requestsUntilNanos;
  }

  @Override
  public void requestsUntilNanos(long nanos) {
    requestsUntilNanos = nanos;
  }

  @Override
  public long provenUntilNanos() {
    return provenUntilNanos;
  }

  @Override
  public void provenUntilNanos(long nanos) {
    provenUntilNanos = nanos;
  }

  boolean isIdle() {
    Lane there = lane;
    return openRequests == 0 && (there == null || there.isIdle());
  }
}
