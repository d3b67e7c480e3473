// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.block.RequestBody.Assembled;
import io.tern.coap.block.RequestBody.Streamed;
import java.util.Optional;

/// Receives request bodies from Block1 (RFC 7959 §2.3, §2.5): puts them together, or hands them on in
/// pieces where the handler wants that. Blocks of one body come in order; the first begins anew
/// whatever was there. A peer has few bodies under way: one more pushes out the one quiet longest.
public final class RequestBodies {
  private static final int RETRY_AFTER_SECONDS = 10;

  private final BlockParameters parameters;
  private final BodyBudget budget;
  private final EndpointEvents events;
  private final Shelf<RequestBody> shelf;

  /// What a block leads to.
  public sealed interface Received {
    /// The body is whole.
    record Whole(Bytes body) implements Received {}

    /// The last piece of the body is taken; `then` handles the request.
    record Delivered(Handler then) implements Received {}

    /// Another block is wanted.
    record Continue(Response response) implements Received {}

    /// The block does not fit, or there is no room, or the body is not wanted.
    record Refused(Response response) implements Received {}
  }

  /// What surrounds one block: whom to ask about a new body, whom to tell what became of the block.
  public interface Arrival {
    /// How to receive the body that begins.
    Reception receptionOf(BodyHead head, long nowNanos);

    /// Told once, now or later.
    void onReceived(Received received, long nowNanos);
  }

  public RequestBodies(
      BlockParameters parameters, BodyBudget budget, Timers timers, EndpointEvents events) {
    this.parameters = parameters;
    this.budget = budget;
    this.events = events;
    shelf = new Shelf<>(parameters, budget, timers);
  }

  /// Bodies under way.
  public int size() {
    return shelf.size();
  }

  /// Takes the block that `message` carries.
  public void receive(Peer peer, Message message, Block block, Arrival arrival, long nowNanos) {
    int bytes = message.payload().size();
    if (!BlockSize.isKnown(block, peer) || !BlockSize.isFilled(block, bytes)) {
      arrival.onReceived(
          refused(Response.error(Code.BAD_REQUEST, "block " + block + " of " + bytes)), nowNanos);
      return;
    }
    BodyKey key = BodyKey.ofRequest(message);
    Optional<RequestBody> before = shelf.find(peer, body -> body.key.equals(key));
    if (block.number() == 0) {
      before.ifPresent(body -> shelf.remove(body, nowNanos));
      if (block.more()) {
        begin(peer, key, message, block, arrival, nowNanos);
      } else {
        arrival.onReceived(new Received.Whole(message.payload()), nowNanos);
      }
    } else if (before.isEmpty()) {
      begin(peer, key, message, block, arrival, nowNanos);
    } else {
      follow(before.get(), message, block, arrival, nowNanos);
    }
  }

  private void begin(
      Peer peer, BodyKey key, Message message, Block block, Arrival arrival, long nowNanos) {
    BodyHead head = headOf(message, block);
    switch (arrival.receptionOf(head, nowNanos)) {
      case Reception.Refused(Response response) -> arrival.onReceived(refused(response), nowNanos);
      case Reception.Pieces(BodySink sink, Handler then) -> {
        var guarded = new GuardedSink(sink, peer, events);
        var body = new Streamed(peer, key, message.options().contentFormat(), guarded, then);
        body.size = head.offset();
        if (shelf.put(body, nowNanos)) {
          guarded.onBegin(head, nowNanos);
          pass(body, message, block, arrival, nowNanos);
        } else {
          arrival.onReceived(noRoom(), nowNanos);
        }
      }
      case Reception.Whole _ -> {
        if (head.offset() > 0) {
          arrival.onReceived(incomplete("no block before this"), nowNanos);
        } else if (head.sizeBytes().orElse(0) > parameters.bodyBytesMax()) {
          arrival.onReceived(tooLarge(), nowNanos);
        } else {
          Body bytes = new Body(budget, parameters.bodyBytesMax());
          var body = new Assembled(peer, key, message.options().contentFormat(), bytes);
          arrival.onReceived(
              shelf.put(body, nowNanos) ? add(body, message, block, nowNanos) : noRoom(), nowNanos);
        }
      }
    }
  }

  private static BodyHead headOf(Message message, Block block) {
    Options options = message.options();
    Options kept =
        options.without(
            OptionNumber.BLOCK1,
            OptionNumber.BLOCK2,
            OptionNumber.SIZE1,
            OptionNumber.SIZE2,
            OptionNumber.REQUEST_TAG);
    return new BodyHead(
        kept,
        block.offset(),
        options.uint(OptionNumber.SIZE1),
        options.first(OptionNumber.REQUEST_TAG).map(Bytes::compact));
  }

  /// Takes a block after the first. The one before may come again, where its answer was lost for good.
  private void follow(
      RequestBody body, Message message, Block block, Arrival arrival, long nowNanos) {
    boolean same = body.format.equals(message.options().contentFormat());
    Bytes bytes = message.payload();
    if (body.isBusy()) {
      arrival.onReceived(noRoom(), nowNanos);
    } else if (same
        && block.more()
        && block.offset() + bytes.size() == body.size()
        && body.endsWith(bytes)) {
      shelf.touch(body, nowNanos);
      arrival.onReceived(more(block), nowNanos);
    } else if (!same || block.offset() != body.size()) {
      shelf.remove(body, nowNanos);
      arrival.onReceived(incomplete("a block is missing or of another body"), nowNanos);
    } else {
      shelf.touch(body, nowNanos);
      switch (body) {
        case Streamed streamed -> pass(streamed, message, block, arrival, nowNanos);
        case Assembled assembled ->
            arrival.onReceived(add(assembled, message, block, nowNanos), nowNanos);
      }
    }
  }

  private Received add(Assembled body, Message message, Block block, long nowNanos) {
    return switch (body.body.append(message.payload(), body, nowNanos)) {
      case TOO_LARGE -> {
        shelf.remove(body, nowNanos);
        yield tooLarge();
      }
      case NO_ROOM -> {
        shelf.remove(body, nowNanos);
        yield noRoom();
      }
      case DONE -> {
        if (block.more()) {
          yield more(block);
        }
        Bytes whole = body.body.take();
        shelf.remove(body, nowNanos);
        yield new Received.Whole(whole);
      }
    };
  }

  /// Hands a block to the sink; the peer is answered when the sink has taken it.
  private void pass(Streamed body, Message message, Block block, Arrival arrival, long nowNanos) {
    Bytes bytes = message.payload();
    long offset = body.size;
    body.busy = true;
    body.lastHash = bytes.hashCode();
    body.size = offset + bytes.size();
    if (bytes.isEmpty()) {
      new Passing(body, block, arrival).proceed(nowNanos);
    } else {
      body.sink.onBlock(offset, bytes, new Passing(body, block, arrival), nowNanos);
    }
  }

  /// One block at the sink.
  private final class Passing implements BodySink.Flow {
    private final Streamed body;
    private final Block block;
    private final Arrival arrival;

    Passing(Streamed body, Block block, Arrival arrival) {
      this.body = body;
      this.block = block;
      this.arrival = arrival;
    }

    @Override
    public void proceed(long nowNanos) {
      body.busy = false;
      if (body.over) {
        arrival.onReceived(incomplete("the transfer was broken off"), nowNanos);
      } else if (block.more()) {
        shelf.touch(body, nowNanos);
        arrival.onReceived(more(block), nowNanos);
      } else {
        body.over = true;
        shelf.remove(body, nowNanos);
        arrival.onReceived(new Received.Delivered(body.then), nowNanos);
      }
    }

    @Override
    public void stop(Response error, long nowNanos) {
      body.over = true;
      shelf.remove(body, nowNanos);
      arrival.onReceived(refused(error), nowNanos);
    }
  }

  /// What the answer to a request with `block` says about it: the size is ours where that is smaller.
  public Block answer(Block block) {
    return new Block(
        block.number(), block.more(), BlockSize.confirmed(block, parameters.sizeExponent()));
  }

  private Received more(Block block) {
    Options options = Options.builder().block1(answer(block)).build();
    return new Received.Continue(new Response(Code.CONTINUE, options, Bytes.EMPTY));
  }

  private static Received refused(Response response) {
    return new Received.Refused(response);
  }

  private static Received incomplete(String why) {
    return refused(Response.error(Code.REQUEST_ENTITY_INCOMPLETE, why));
  }

  private Received tooLarge() {
    Options options =
        Options.builder().addUint(OptionNumber.SIZE1, parameters.bodyBytesMax()).build();
    return refused(new Response(Code.REQUEST_ENTITY_TOO_LARGE, options, Bytes.EMPTY));
  }

  private static Received noRoom() {
    Options options = Options.builder().addUint(OptionNumber.MAX_AGE, RETRY_AFTER_SECONDS).build();
    return refused(new Response(Code.SERVICE_UNAVAILABLE, options, Bytes.EMPTY));
  }
}
