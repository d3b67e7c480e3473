// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

import io.tern.coap.EndpointEvents;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Identity;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.block.BlockwiseClient;
import io.tern.coap.exchange.ClientExchanges;
import io.tern.coap.message.Messages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The client half of observing: what we observe, found by token, whatever address a notification
/// comes from.
public final class Observations {
  private final Map<Token, ClientObservation> byToken = new HashMap<>();

  /// Those that end with a connection.
  private final Map<Peer, Set<ClientObservation>> byConnection = new HashMap<>();

  private final ObserveLimits limits;
  private final BlockwiseClient client;
  private final ClientExchanges exchanges;
  private final Messages messages;
  private final Timers timers;
  private final EndpointEvents events;

  public Observations(
      ObserveLimits limits,
      BlockwiseClient client,
      ClientExchanges exchanges,
      Messages messages,
      Timers timers,
      EndpointEvents events) {
    this.limits = limits;
    this.client = client;
    this.exchanges = exchanges;
    this.messages = messages;
    this.timers = timers;
    this.events = events;
  }

  /// Asks `peer` to be told about a resource.
  public Requester.Observation observe(
      Peer peer, Request request, ObservationListener listener, long nowNanos) {
    Token token = exchanges.newToken();
    ClientObservation observation = new ClientObservation(this, peer, request, token, listener);
    if (byToken.size() >= limits.observationsMax()) {
      later(peer, reply -> observation.onRefused(reply), nowNanos);
    } else {
      byToken.put(token, observation);
      if (peer.transport().isStream()) {
        byConnection.computeIfAbsent(peer, _ -> new HashSet<>(4)).add(observation);
      }
      observation.register(nowNanos);
    }
    return observation;
  }

  /// Goes on with an observation of an earlier run; empty where its token is taken or there is no room.
  public Optional<Requester.Observation> resume(
      Peer peer,
      Request request,
      Token token,
      OptionalInt observe,
      ObservationListener listener,
      long nowNanos) {
    if (peer.transport().isStream()
        || byToken.size() >= limits.observationsMax()
        || byToken.containsKey(token)
        || exchanges.isOpen(token)) {
      return Optional.empty();
    }
    ClientObservation observation = new ClientObservation(this, peer, request, token, listener);
    observation.resume(observe, nowNanos);
    byToken.put(token, observation);
    return Optional.of(observation);
  }

  private void later(Peer peer, Timers.Task task, long nowNanos) {
    timers.at(nowNanos, now -> guard(peer, () -> task.run(now), now));
  }

  /// Whether a token belongs to an observation.
  public boolean holds(Token token) {
    return byToken.containsKey(token);
  }

  /// Whether a response is for an observation rather than for an open request.
  public boolean expects(Message response) {
    ClientObservation observation = byToken.get(response.token());
    return observation != null
        && observation.isEstablished()
        && (response.options().observe().isPresent() || !exchanges.isOpen(response.token()));
  }

  /// Takes a notification; false where it is not to be acknowledged.
  public boolean onNotification(Peer from, Message notification, long nowNanos) {
    ClientObservation observation = byToken.get(notification.token());
    if (observation == null || !mayCome(from, observation.peer())) {
      events.onRejected(from, notification, Rejection.WRONG_PEER, nowNanos);
      return false;
    }
    return observation.onNotification(from, notification, nowNanos);
  }

  private boolean mayCome(Peer from, Peer asked) {
    boolean anonymous = asked.identity() instanceof Identity.Anonymous;
    return from.identity().equals(asked.identity())
        && (!anonymous
            || limits.anonymousMayMove()
            || from.address().equals(asked.address()) && from.transport() == asked.transport());
  }

  /// Ends what we observe at a peer whose connection has ended (RFC 8323 §7.4).
  public void onDisconnected(Peer peer, String why, long nowNanos) {
    Set<ClientObservation> ended = byConnection.remove(peer);
    if (ended != null) {
      ended.forEach(observation -> observation.onDisconnected(why, nowNanos));
    }
  }

  /// Observations that are asked for, established or being cancelled.
  public int size() {
    return byToken.size();
  }

  Messages messages() {
    return messages;
  }

  BlockwiseClient client() {
    return client;
  }

  EndpointEvents events() {
    return events;
  }

  void forget(ClientObservation observation) {
    byToken.remove(observation.token(), observation);
    Set<ClientObservation> ofConnection = byConnection.get(observation.peer());
    if (ofConnection != null && ofConnection.remove(observation) && ofConnection.isEmpty()) {
      byConnection.remove(observation.peer());
    }
  }

  /// Tells a listener a moment later: it is in the middle of asking.
  void tellLater(Peer peer, ReplyListener listener, Reply reply, long nowNanos) {
    later(peer, now -> listener.onReply(reply, now), nowNanos);
  }

  /// Runs what calls a listener; what that throws is reported and goes no further.
  ///
  /// @return whether it threw nothing
  boolean guard(Peer peer, Runnable call, long nowNanos) {
    try {
      call.run();
      return true;
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
      return false;
    }
  }
}
