// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.Block;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Type;
import io.tern.coap.block.ResponseBodies.Question;
import io.tern.coap.exchange.ResponseWatcher;
import io.tern.coap.exchange.ServerExchange;
import io.tern.coap.observe.Relations;
import io.tern.coap.observe.ServerRelation;
import java.util.Optional;

/// One request at the handler: what the handler sees of it, and where its answer goes.
final class Answering implements Responder {
  private static final int REGISTER = 0;
  private static final int DEREGISTER = 1;
  private static final int NEITHER = -1;

  private static final int[] OF_TRANSFER = {
    OptionNumber.BLOCK1,
    OptionNumber.BLOCK2,
    OptionNumber.SIZE1,
    OptionNumber.SIZE2,
    OptionNumber.REQUEST_TAG
  };

  /// Fits into what a peer may get whose address is not proved (RFC 9175 §2.4).
  private static final Block SMALL = new Block(0, false, 2);

  private final ServerSide side;
  private final ServerExchange exchange;

  /// The request's last Block1.
  private final Optional<Block> received;

  /// The request's Block2, or one as large as its Block1.
  private final Optional<Block> wish;

  private final int observe;
  private Bytes body;

  Answering(
      ServerSide side, ServerExchange exchange, Optional<Block> received, Optional<Block> wish) {
    this.side = side;
    this.exchange = exchange;
    this.received = received;
    Optional<Block> size =
        wish.isPresent() || received.isEmpty() ? wish : Optional.of(firstOfSize(received.get()));
    this.wish = exchange.isLimited() ? Optional.of(limited(size)) : size;
    observe = observeOf(exchange.request(), wish);
    body = exchange.request().payload();
  }

  /// A client that sends small blocks and does not say what it wants to receive gets blocks as small:
  /// so its way may be.
  private static Block firstOfSize(Block sent) {
    return new Block(0, false, sent.sizeExponent());
  }

  private static Block limited(Optional<Block> wish) {
    return wish.isPresent() && wish.get().sizeExponent() < SMALL.sizeExponent()
        ? wish.get()
        : SMALL;
  }

  /// What the client wants of an observation: only GET and FETCH may ask for one, not with a further
  /// block, and only two values mean anything (RFC 7641 §2, RFC 7959 §2.6, RFC 8132 §2.4).
  private static int observeOf(Message message, Optional<Block> wish) {
    boolean observable = message.code().equals(Code.GET) || message.code().equals(Code.FETCH);
    boolean further = wish.isPresent() && wish.get().number() > 0;
    int value = message.options().observe().orElse(NEITHER);
    return observable && !further && (value == REGISTER || value == DEREGISTER) ? value : NEITHER;
  }

  /// This with the whole body in place of the last block.
  Answering withBody(Bytes whole) {
    body = whole;
    return this;
  }

  ServerExchange exchange() {
    return exchange;
  }

  /// Whether the client wants to hear no more.
  boolean deregisters() {
    return observe == DEREGISTER;
  }

  /// The request as the handler sees it, free of what belongs to its transfer.
  Request request() {
    Message message = exchange.request();
    Options options = message.options().without(OF_TRANSFER);
    if (observe == NEITHER) {
      options = options.without(OptionNumber.OBSERVE);
    }
    return new Request(message.code(), options, body, message.type() == Type.CON);
  }

  @Override
  public void respond(Response response, long nowNanos) {
    endRelation(nowNanos);
    exchange.answer(confirmed(firstBlock(response, nowNanos)), ResponseWatcher.NONE, nowNanos);
  }

  @Override
  public void respond(Response head, BodySource body, long nowNanos) {
    if (!head.payload().isEmpty()) {
      throw new IllegalArgumentException("two bodies");
    }
    endRelation(nowNanos);
    side.responseBodies()
        .begin(
            Question.of(exchange.peer(), exchange.request()),
            head,
            body,
            wish,
            (part, now) -> exchange.answer(confirmed(part), ResponseWatcher.NONE, now),
            nowNanos);
  }

  /// The answer is not to be observed.
  private void endRelation(long nowNanos) {
    if (observe == REGISTER) {
      side.relations()
          .end(exchange.peer(), exchange.request().token(), EndReason.REPLACED, nowNanos);
    }
  }

  @Override
  public Relation respondObserving(Response response, RelationListener listener, long nowNanos) {
    if (observe != REGISTER || !response.code().isSuccess()) {
      throw new IllegalArgumentException("not to be observed: " + exchange.request());
    }
    Message message = exchange.request();
    Relations relations = side.relations();
    Relations.Cut cut = cut(Question.of(exchange.peer(), message));
    if (exchange.isOver()) {
      exchange.answer(response, ResponseWatcher.NONE, nowNanos);
      return relations.refuse(exchange.peer(), message.token(), cut, listener, nowNanos);
    }
    ServerRelation relation =
        relations.register(exchange.peer(), message.token(), cut, listener, nowNanos);
    if (!relations.holds(relation)) {
      exchange.answer(confirmed(cut.first(response, nowNanos)), ResponseWatcher.NONE, nowNanos);
      return relation;
    }
    try {
      exchange.answer(confirmed(relation.next(response, nowNanos)), relation, nowNanos);
    } catch (RuntimeException e) {
      relation.end();
      throw e;
    }
    return relation;
  }

  /// The handler threw.
  void fail(long nowNanos) {
    if (!exchange.isOver()) {
      exchange.answer(
          confirmed(Response.of(Code.INTERNAL_SERVER_ERROR)), ResponseWatcher.NONE, nowNanos);
      exchange.abandon();
    }
  }

  private Response firstBlock(Response response, long nowNanos) {
    boolean further = wish.isPresent() && wish.get().number() > 0;
    return !further && side.responseBodies().fits(exchange.peer(), response, wish, nowNanos)
        ? response
        : side.responseBodies()
            .begin(Question.of(exchange.peer(), exchange.request()), response, wish, nowNanos);
  }

  /// How notifications are cut; holds on to nothing of the request but its key.
  private Relations.Cut cut(Question question) {
    var bodies = side.responseBodies();
    var size = wish;
    return (whole, nowNanos) ->
        bodies.fits(question.peer(), whole, size, nowNanos)
            ? whole
            : bodies.begin(question, whole, size, nowNanos);
  }

  /// `response` with the Block1 that confirms the last block of the request's body.
  private Response confirmed(Response response) {
    if (received.isEmpty()) {
      return response;
    }
    Options options =
        response.options().toBuilder().block1(side.requestBodies().answer(received.get())).build();
    return new Response(response.code(), options, response.payload());
  }
}
