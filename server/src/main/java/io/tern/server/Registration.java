// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.Peer;
import io.tern.lwm2m.EndpointName;
import java.util.OptionalLong;

/// A registered client, as one immutable value. Every change makes a new one, which takes the place of
/// the old in the [RegistrationStore].
///
/// @param terms what the client said of itself
/// @param peer where its last Register or Update came from, and who it has proved to be
/// @param loop index of the loop that received it; downlinks are sent there
/// @param registeredNanos when it registered
/// @param updatedNanos when its lifetime began anew: its last Register or Update. Rises with each, so
///     that of two states of one endpoint the later is known
/// @param lastSeenNanos when it was last heard of: any uplink, notification or answer; kept to about a
///     second. Its awake window begins there ([AwakeWindows])
public record Registration(
    RegistrationId id,
    EndpointName endpoint,
    Terms terms,
    Peer peer,
    int loop,
    long registeredNanos,
    long updatedNanos,
    long lastSeenNanos) {
  private static final long SECOND = 1_000_000_000L;

  /// When it is over unless the client updates; empty for one that never ends.
  public OptionalLong endsNanos() {
    return terms.lifetimeSeconds() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(updatedNanos + terms.lifetimeSeconds() * SECOND);
  }

  /// The next state after an Update that arrived now.
  public Registration updated(Terms newTerms, Peer from, int onLoop, long nowNanos) {
    return new Registration(
        id, endpoint, newTerms, from, onLoop, registeredNanos, after(nowNanos), nowNanos);
  }

  private long after(long nowNanos) {
    return Math.max(nowNanos, updatedNanos + 1);
  }

  /// What takes the place of this one: its client registered again.
  public Registration replaced(
      RegistrationId newId, Terms newTerms, Peer from, int onLoop, long nowNanos) {
    return new Registration(
        newId, endpoint, newTerms, from, onLoop, nowNanos, after(nowNanos), nowNanos);
  }

  /// The same, looked after by another loop.
  public Registration onLoop(int newLoop) {
    return new Registration(
        id, endpoint, terms, peer, newLoop, registeredNanos, updatedNanos, lastSeenNanos);
  }

  /// The same, heard of now.
  public Registration seen(long nowNanos) {
    return new Registration(
        id, endpoint, terms, peer, loop, registeredNanos, updatedNanos, nowNanos);
  }
}
