// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Peer;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Responder.RelationListener;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.message.Messages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The server half of observing: who observes us, found by peer and token (RFC 7641 §4.1).
public final class Relations {
  private final Map<Peer, Map<Token, ServerRelation>> byPeer = new HashMap<>();
  private final ObserveLimits limits;
  private final Messages messages;
  private final Timers timers;
  private final EndpointEvents events;
  private int size;

  /// Cuts a response to its first block where it is larger.
  @FunctionalInterface
  public interface Cut {
    /// The message to send for `whole`.
    Response first(Response whole, long nowNanos);
  }

  public Relations(ObserveLimits limits, Messages messages, Timers timers, EndpointEvents events) {
    this.limits = limits;
    this.messages = messages;
    this.timers = timers;
    this.events = events;
  }

  /// Registers an observer in place of one with the same token. Where there is no room the relation
  /// is over from the start, which its listener is told a moment later.
  public ServerRelation register(
      Peer peer, Token token, Cut cut, RelationListener listener, long nowNanos) {
    ServerRelation before = find(peer, token);
    ServerRelation relation =
        new ServerRelation(this, peer, token, cut, listener, before == null ? 0 : before.number());
    relation.confirmedAt(nowNanos);
    if (before != null) {
      before.end(EndReason.REPLACED, nowNanos);
    }
    Map<Token, ServerRelation> ofPeer = byPeer.get(peer);
    if (size >= limits.relationsMax()
        || ofPeer != null && ofPeer.size() >= limits.relationsPerPeerMax()) {
      return refused(relation, nowNanos);
    }
    byPeer.computeIfAbsent(peer, _ -> new HashMap<>(4)).put(token, relation);
    size++;
    return relation;
  }

  /// A relation that never begins, which its listener is told a moment later.
  public ServerRelation refuse(
      Peer peer, Token token, Cut cut, RelationListener listener, long nowNanos) {
    return refused(new ServerRelation(this, peer, token, cut, listener, 0), nowNanos);
  }

  private ServerRelation refused(ServerRelation relation, long nowNanos) {
    timers.at(nowNanos, now -> relation.end(EndReason.REFUSED, now));
    return relation;
  }

  /// Whether `relation` is registered.
  public boolean holds(ServerRelation relation) {
    return relation.equals(find(relation.peer(), relation.token()));
  }

  /// Ends the relation of that peer and token, if there is one.
  public void end(Peer peer, Token token, EndReason reason, long nowNanos) {
    ServerRelation relation = find(peer, token);
    if (relation != null) {
      relation.end(reason, nowNanos);
    }
  }

  /// Ends what a peer observes, whose connection has ended (RFC 8323 §7.4).
  public void onDisconnected(Peer peer, long nowNanos) {
    for (ServerRelation relation : List.copyOf(byPeer.getOrDefault(peer, Map.of()).values())) {
      relation.end(EndReason.DISCONNECTED, nowNanos);
    }
  }

  /// Observers of our resources.
  public int size() {
    return size;
  }

  Timers timers() {
    return timers;
  }

  Messages messages() {
    return messages;
  }

  void forget(ServerRelation relation) {
    Map<Token, ServerRelation> ofPeer = byPeer.get(relation.peer());
    if (ofPeer != null && ofPeer.remove(relation.token(), relation)) {
      size--;
      if (ofPeer.isEmpty()) {
        byPeer.remove(relation.peer());
      }
    }
  }

  void guard(Peer peer, Runnable call, long nowNanos) {
    try {
      call.run();
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
    }
  }

  private @Nullable ServerRelation find(Peer peer, Token token) {
    Map<Token, ServerRelation> ofPeer = byPeer.get(peer);
    return ofPeer == null ? null : ofPeer.get(token);
  }
}
