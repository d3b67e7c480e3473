// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Type;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Messages;
import java.util.Optional;

/// The server half: requests of peers on their way to the handler and back.
public final class ServerExchanges {
  /// How long a peer that is refused for want of room should stay away.
  private static final int RETRY_AFTER_SECONDS = 10;

  private final ExchangeLimits limits;
  private final Messages messages;
  private final Timers timers;
  private final EndpointEvents events;
  private final Gate gate;
  private int open;

  public ServerExchanges(
      ExchangeLimits limits, Messages messages, Timers timers, EndpointEvents events) {
    this.limits = limits;
    this.messages = messages;
    this.timers = timers;
    this.events = events;
    gate = new Gate(limits);
  }

  /// Begins an exchange for a request that is acceptable; refuses any other as its type demands.
  public Optional<ServerExchange> admit(Asker from, Message request, long nowNanos) {
    ServerExchange exchange = new ServerExchange(this, from, request);
    int option = CriticalOptions.firstUnacceptable(request.options());
    if (option != CriticalOptions.NONE) {
      refuseOption(exchange, option, nowNanos);
      return Optional.empty();
    }
    if (request.token().size() > limits.tokenBytesMax()) {
      String what = "a token of more than " + limits.tokenBytesMax() + " bytes";
      refuse(exchange, Rejection.TOKEN_TOO_LONG, Response.error(Code.BAD_REQUEST, what), nowNanos);
      return Optional.empty();
    }
    Optional<Response> overload = overload(from);
    if (overload.isPresent()) {
      refuse(exchange, Rejection.OVERLOADED, overload.get(), nowNanos);
      return Optional.empty();
    }
    Optional<Response> overRate = gate.overRate(from, request, nowNanos);
    if (overRate.isPresent()) {
      refuse(exchange, Rejection.OVER_RATE, overRate.get(), nowNanos);
      return Optional.empty();
    }
    if (gate.isUnproven(from, request, nowNanos)) {
      if (gate.challenges(request)) {
        Response challenge = gate.challenge(from.peer(), nowNanos);
        refuse(exchange, Rejection.UNPROVEN_ADDRESS, challenge, nowNanos);
        return Optional.empty();
      }
      exchange.unproven();
    }
    return Optional.of(exchange);
  }

  private Optional<Response> overload(Asker from) {
    if (from.openRequests() >= limits.requestsPerPeerMax()) {
      return Optional.of(retryLater(Code.TOO_MANY_REQUESTS, RETRY_AFTER_SECONDS));
    }
    return open >= limits.exchangesMax()
        ? Optional.of(retryLater(Code.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS))
        : Optional.empty();
  }

  /// Requests that wait for the handler's answer after the handler has returned.
  public int size() {
    return open;
  }

  /// Refuses an option that must not be ignored: 4.02 to a confirmable request, silence otherwise (RFC
  /// 7252 §5.4.1); 5.05 where a proxy is wanted (§5.10.2).
  private void refuseOption(ServerExchange exchange, int option, long nowNanos) {
    Message request = exchange.request();
    if (request.type() == Type.NON) {
      events.onRejected(exchange.peer(), request, Rejection.UNKNOWN_CRITICAL_OPTION, nowNanos);
      exchange.abandon();
      return;
    }
    boolean proxy = option == OptionNumber.PROXY_URI || option == OptionNumber.PROXY_SCHEME;
    Response response =
        proxy
            ? Response.of(Code.PROXYING_NOT_SUPPORTED)
            : Response.error(Code.BAD_OPTION, "option " + option);
    refuse(exchange, Rejection.UNKNOWN_CRITICAL_OPTION, response, nowNanos);
  }

  private void refuse(ServerExchange exchange, Rejection reason, Response response, long nowNanos) {
    events.onRejected(exchange.peer(), exchange.request(), reason, nowNanos);
    exchange.answer(response, ResponseWatcher.NONE, nowNanos);
  }

  static Response retryLater(Code code, long seconds) {
    Options options = Options.builder().addUint(OptionNumber.MAX_AGE, seconds).build();
    return new Response(code, options, Bytes.EMPTY);
  }

  Gate gate() {
    return gate;
  }

  Messages messages() {
    return messages;
  }

  void countOpen(Asker asker, int change) {
    open += change;
    asker.countOpenRequests(change);
  }

  Timers.Timer acknowledgeTimer(Timers.Task task, long nowNanos) {
    return timers.at(nowNanos + limits.acknowledgeAfterNanos(), task);
  }

  Timers.Timer answerTimer(Peer peer, Timers.Task task, long nowNanos) {
    return timers.at(nowNanos + limits.answerWithinNanos(peer), task);
  }
}
