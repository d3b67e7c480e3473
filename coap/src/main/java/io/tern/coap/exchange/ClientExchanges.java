// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.EndpointEvents;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Turn;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// The client half: requests that wait for their response, found by token.
public final class ClientExchanges {
  private final Map<Token, ClientExchange> open = new HashMap<>();
  private final ExchangeLimits limits;
  private final Messages messages;
  private final Timers timers;
  private final EndpointEvents events;
  private final Tokens tokens;
  private Predicate<Token> heldElsewhere = token -> false;

  public ClientExchanges(
      ExchangeLimits limits,
      Messages messages,
      Timers timers,
      RandomGenerator random,
      EndpointEvents events) {
    this.limits = limits;
    this.messages = messages;
    this.timers = timers;
    this.events = events;
    this.tokens = new Tokens(limits.tokenPrefix(), random);
  }

  /// Says which tokens are in use for something else, such as an observation; once.
  public void holdElsewhere(Predicate<Token> held) {
    heldElsewhere = held;
  }

  /// What carries the requests.
  public Messages messages() {
    return messages;
  }

  /// A token that is not in use.
  public Token newToken() {
    return tokens.next(this::isTaken);
  }

  private boolean isTaken(Token token) {
    return open.containsKey(token) || heldElsewhere.test(token);
  }

  /// A token of `bytes` bytes, at least 8, that is not in use (RFC 8974).
  Token newToken(int bytes) {
    return tokens.next(bytes, this::isTaken);
  }

  /// Sends a request that fits one message. Its reply comes later, never within this call. Where
  /// others wait for the same peer it takes its `turn`.
  public ClientExchange request(
      Peer peer, Request request, Token token, Turn turn, ReplyListener listener, long nowNanos) {
    ClientExchange exchange = new ClientExchange(this, peer, request, token, listener);
    if (open.size() >= limits.exchangesMax()) {
      exchange.onRefused("exchanges", nowNanos);
      return exchange;
    }
    open.put(token, exchange);
    send(exchange, turn, nowNanos);
    return exchange;
  }

  void send(ClientExchange exchange, Turn turn, long nowNanos) {
    if (exchange.isConfirmable()) {
      confirm(exchange, turn, nowNanos);
    } else if (messages.send(exchange.peer(), exchange, nowNanos)) {
      exchange.awaitResponse(nowNanos);
    } else {
      exchange.onRefused("messages to this peer", nowNanos);
    }
  }

  private void confirm(ClientExchange exchange, Turn turn, long nowNanos) {
    var sent = messages.confirm(exchange.peer(), exchange, turn, nowNanos);
    if (sent.isPresent()) {
      exchange.underWay(sent.get());
    } else {
      exchange.onRefused("messages to this peer", nowNanos);
    }
  }

  /// Whether a request with that token waits for its response.
  public boolean isOpen(Token token) {
    return open.containsKey(token);
  }

  /// Takes a response that came by itself; false where no request to that peer expects it.
  public boolean onResponse(Peer from, Message response, long nowNanos) {
    ClientExchange exchange = open.get(response.token());
    if (exchange == null || !exchange.peer().equals(from)) {
      events.onRejected(
          from,
          response,
          exchange == null ? Rejection.UNKNOWN_TOKEN : Rejection.WRONG_PEER,
          nowNanos);
      return false;
    }
    return exchange.onAnswer(response, nowNanos);
  }

  /// Requests that wait for their response.
  public int size() {
    return open.size();
  }

  Timers.Timer patience(Peer peer, Timers.Task onTimedOut, long nowNanos) {
    return timers.at(nowNanos + limits.responseWaitNanos(peer), onTimedOut);
  }

  void onUnknownOption(Peer peer, Message response, long nowNanos) {
    events.onRejected(peer, response, Rejection.UNKNOWN_CRITICAL_OPTION, nowNanos);
  }

  void forget(ClientExchange exchange, boolean confirmable) {
    open.remove(exchange.token(), exchange);
    if (!confirmable) {
      messages.forget(exchange.peer(), exchange);
    }
  }

  /// Tells `listener` about a limit, a moment later: it is in the middle of asking.
  void refuse(Peer peer, ReplyListener listener, String limit, long nowNanos) {
    timers.at(nowNanos, now -> tell(peer, listener, new Reply.Refused(limit), now));
  }

  void tell(Peer peer, ReplyListener listener, Reply reply, long nowNanos) {
    try {
      listener.onReply(reply, nowNanos);
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
    }
  }
}
