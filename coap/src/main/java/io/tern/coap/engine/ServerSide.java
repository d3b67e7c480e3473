// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.Block;
import io.tern.coap.BodyHead;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Request;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Response;
import io.tern.coap.block.RequestBodies;
import io.tern.coap.block.RequestBodies.Received;
import io.tern.coap.block.ResponseBodies;
import io.tern.coap.block.ResponseBodies.Question;
import io.tern.coap.exchange.ResponseWatcher;
import io.tern.coap.exchange.ServerExchange;
import io.tern.coap.exchange.ServerExchanges;
import io.tern.coap.message.Asker;
import io.tern.coap.observe.Relations;
import java.util.Optional;

/// The way of a request from the message layer to the handler: admission, its blocks, the blocks of
/// its answer, the end of an observation.
final class ServerSide {
  private static final int TOO_LARGE = 4 << 5 | 13;
  private static final int UNAVAILABLE = 5 << 5 | 3;

  private final ServerExchanges exchanges;
  private final RequestBodies requestBodies;
  private final ResponseBodies responseBodies;
  private final Relations relations;
  private final Handler handler;
  private final EndpointEvents events;

  ServerSide(
      ServerExchanges exchanges,
      RequestBodies requestBodies,
      ResponseBodies responseBodies,
      Relations relations,
      Handler handler,
      EndpointEvents events) {
    this.exchanges = exchanges;
    this.requestBodies = requestBodies;
    this.responseBodies = responseBodies;
    this.relations = relations;
    this.handler = handler;
    this.events = events;
  }

  void onRequest(Asker from, Message message, long nowNanos) {
    Optional<ServerExchange> admitted = exchanges.admit(from, message, nowNanos);
    if (admitted.isEmpty()) {
      return;
    }
    ServerExchange exchange = admitted.get();
    Options options = message.options();
    if (options.has(OptionNumber.BLOCK1) || options.has(OptionNumber.BLOCK2)) {
      onBlock(exchange, options.block1(), options.block2(), nowNanos);
    } else {
      handle(new Answering(this, exchange, Optional.empty(), Optional.empty()), handler, nowNanos);
    }
  }

  private void onBlock(
      ServerExchange exchange, Optional<Block> block1, Optional<Block> block2, long nowNanos) {
    boolean bert = exchange.peer().transport().isStream();
    if (block2.isPresent() && block2.get().sizeExponent() == 7 && !bert) {
      refuse(exchange, Response.error(Code.BAD_REQUEST, "Block2 of a reserved size"), nowNanos);
    } else if (block1.isPresent()) {
      onBlock1(exchange, block1.get(), block2, nowNanos);
    } else if (block2.isPresent() && block2.get().number() > 0) {
      onBlock2(exchange, block2.get(), nowNanos);
    } else {
      handle(new Answering(this, exchange, Optional.empty(), block2), handler, nowNanos);
    }
  }

  private void onBlock1(ServerExchange exchange, Block block, Optional<Block> wish, long nowNanos) {
    Message message = exchange.request();
    requestBodies.receive(
        exchange.peer(), message, block, new Arriving(exchange, block, wish), nowNanos);
    exchange.defer(nowNanos);
  }

  /// One block of a request body.
  private final class Arriving implements RequestBodies.Arrival {
    private final ServerExchange exchange;
    private final Block block;
    private final Optional<Block> wish;

    Arriving(ServerExchange exchange, Block block, Optional<Block> wish) {
      this.exchange = exchange;
      this.block = block;
      this.wish = wish;
    }

    private Answering answering(Bytes body) {
      return new Answering(ServerSide.this, exchange, Optional.of(block), wish).withBody(body);
    }

    @Override
    public Reception receptionOf(BodyHead head, long nowNanos) {
      Request request = answering(Bytes.EMPTY).request();
      try {
        return handler.onBody(exchange.peer(), request, head, nowNanos);
      } catch (RuntimeException e) {
        events.onFailure(exchange.peer(), e, nowNanos);
        return new Reception.Refused(Response.of(Code.INTERNAL_SERVER_ERROR));
      }
    }

    @Override
    public void onReceived(Received received, long nowNanos) {
      switch (received) {
        case Received.Whole(Bytes body) -> handle(answering(body), handler, nowNanos);
        case Received.Delivered(Handler then) -> handle(answering(Bytes.EMPTY), then, nowNanos);
        case Received.Continue(Response response) ->
            exchange.answer(response, ResponseWatcher.NONE, nowNanos);
        case Received.Refused(Response response) -> refuse(exchange, response, nowNanos);
      }
    }
  }

  /// Answers with a further block: of the response that is kept, otherwise of a new one where asking
  /// again is harmless and the question is whole.
  private void onBlock2(ServerExchange exchange, Block wish, long nowNanos) {
    Message message = exchange.request();
    if (responseBodies.next(
        Question.of(exchange.peer(), message),
        wish,
        (part, now) -> exchange.answer(part, ResponseWatcher.NONE, now),
        nowNanos)) {
      exchange.defer(nowNanos);
    } else if (message.code().equals(Code.GET)
        || message.code().equals(Code.FETCH) && !message.payload().isEmpty()) {
      handle(new Answering(this, exchange, Optional.empty(), Optional.of(wish)), handler, nowNanos);
    } else {
      refuse(
          exchange,
          Response.error(Code.REQUEST_ENTITY_INCOMPLETE, "the response is gone"),
          nowNanos);
    }
  }

  private void refuse(ServerExchange exchange, Response response, long nowNanos) {
    Rejection reason =
        switch (response.code().value()) {
          case TOO_LARGE -> Rejection.BODY_TOO_LARGE;
          case UNAVAILABLE -> Rejection.OVERLOADED;
          default -> Rejection.BROKEN_BLOCK_SEQUENCE;
        };
    events.onRejected(exchange.peer(), exchange.request(), reason, nowNanos);
    exchange.answer(response, ResponseWatcher.NONE, nowNanos);
  }

  private void handle(Answering answering, Handler by, long nowNanos) {
    ServerExchange exchange = answering.exchange();
    Peer peer = exchange.peer();
    Request request = answering.request();
    if (answering.deregisters()) {
      relations.end(peer, exchange.request().token(), EndReason.CANCELLED, nowNanos);
    }
    try {
      by.onRequest(peer, request, answering, nowNanos);
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
      answering.fail(nowNanos);
    }
    exchange.defer(nowNanos);
  }

  RequestBodies requestBodies() {
    return requestBodies;
  }

  ResponseBodies responseBodies() {
    return responseBodies;
  }

  Relations relations() {
    return relations;
  }
}
