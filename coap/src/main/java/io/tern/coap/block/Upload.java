// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.exchange.ClientExchange;
import io.tern.coap.message.Turn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends a request, in blocks where its body is larger than one (RFC 7959 §2.3, §2.5): one block after
/// the other, in the size that the peer asks for. Begins again where the peer has lost what it had
/// (4.08), in smaller ones where they stay unanswered. Over with the first response that is not about
/// the next block.
final class Upload implements Cancellable, ReplyListener {
  private final BlockwiseClient client;
  private final Outgoing outgoing;
  private final ReplyListener listener;
  private final long size;
  private final Patience patience;

  /// Present once the body goes in blocks.
  private Optional<Bytes> requestTag = Optional.empty();

  /// No block is larger: what the peer wants, and what has stayed unanswered.
  private int exponentMax = BlockSize.LARGEST.exponent() + 1;

  private BlockSize block = BlockSize.LARGEST;
  private boolean announced;
  private boolean begun;
  private boolean starting = true;
  private boolean over;
  private long from;
  private long to;
  private int restarts;
  private @Nullable ClientExchange exchange;

  Upload(BlockwiseClient client, Outgoing outgoing, ReplyListener listener) {
    this.client = client;
    this.outgoing = outgoing;
    this.listener = listener;
    patience = client.newPatience(outgoing.patient());
    size = outgoing.body().sizeBytes();
  }

  void start(long nowNanos) {
    Options options = outgoing.request().options();
    if (size <= client.sizes().wholeBytesMax(outgoing.peer(), options, nowNanos)
        && outgoing.offset() == 0) {
      block = client.sizes().towards(outgoing.peer(), options, nowNanos);
      to = size;
      readAndSend(nowNanos);
    } else {
      sendBlock(outgoing.offset(), nowNanos);
    }
    starting = false;
  }

  /// What the blocks are tagged with; empty where the body went in one message.
  Optional<Bytes> requestTag() {
    return requestTag;
  }

  @Override
  public void cancel(long nowNanos) {
    ClientExchange running = exchange;
    if (running != null) {
      running.cancel(nowNanos);
    }
    end(new Reply.Cancelled(), nowNanos);
  }

  @Override
  public void cancelUnacknowledged(long nowNanos) {
    ClientExchange running = exchange;
    if (running == null || requestTag.isPresent()) {
      cancel(nowNanos);
    } else {
      running.cancelUnacknowledged(nowNanos);
    }
  }

  /// Sends the block that holds the byte at `position`. Where the connection has become one that takes
  /// several, several.
  private void sendBlock(long position, long nowNanos) {
    block =
        client
            .sizes()
            .towards(outgoing.peer(), outgoing.request().options(), nowNanos)
            .atMost(exponentMax);
    if (block.exponent() < BlockSize.LARGEST.exponent()) {
      exponentMax = block.exponent();
    }
    if (!block.reaches(size - 1)) {
      end(BlockwiseClient.unusable("Block1", "too small a block for this body"), nowNanos);
      return;
    }
    if (requestTag.isEmpty()) {
      requestTag = outgoing.tag().or(() -> Optional.of(client.newRequestTag()));
    }
    from = block.floor(position);
    to = Math.min(size, from + block.bytes());
    readAndSend(nowNanos);
  }

  private void readAndSend(long nowNanos) {
    exchange = null;
    if (from == to) {
      onRead(Optional.of(Bytes.EMPTY), nowNanos);
      return;
    }
    outgoing.body().read(from, (int) (to - from), this::onRead, nowNanos);
  }

  private void onRead(Optional<Bytes> payload, long nowNanos) {
    if (over) {
      return;
    }
    if (payload.isEmpty()) {
      end(BlockwiseClient.unusable("body", "can no longer be read"), nowNanos);
      return;
    }
    Turn turn = begun ? Turn.RESERVED : Turn.IN_LINE;
    begun = true;
    Request message = with(options(), payload.get());
    exchange = client.send(outgoing.peer(), message, outgoing.token(), turn, this, nowNanos);
  }

  private Request with(Options options, Bytes payload) {
    Request request = outgoing.request();
    return new Request(request.method(), options, payload, request.confirmable());
  }

  private Options options() {
    Options plain = outgoing.request().options();
    if (requestTag.isPresent()) {
      Options.Builder options =
          plain.toBuilder()
              .block1(block.at(from, to < size))
              .add(OptionNumber.REQUEST_TAG, requestTag.get());
      if (!announced) {
        announced = true;
        options.addUint(OptionNumber.SIZE1, size);
      }
      return options.build();
    }
    boolean smaller = block.exponent() > exponentMax;
    boolean announces =
        client.parameters().announce() && size == 0 && !plain.has(OptionNumber.BLOCK2);
    if (!smaller && !announces) {
      return plain;
    }
    BlockSize wish = block.atMost(exponentMax);
    long position = plain.block2().map(Block::offset).orElse(0L);
    return plain.toBuilder().block2(wish.at(wish.floor(position), false)).build();
  }

  @Override
  public void onReply(Reply reply, long nowNanos) {
    if (reply instanceof Reply.Answered(var _, Response response)) {
      onResponse(response, reply, nowNanos);
    } else if (!isBorne(reply, nowNanos)) {
      end(reply, nowNanos);
    }
  }

  private boolean isBorne(Reply reply, long nowNanos) {
    boolean inBlocks = requestTag.isPresent();
    if (!inBlocks && !(reply instanceof Reply.TimedOut && isQuestion())) {
      return false;
    }
    if (isRepeatable() && patience.wantsSmaller(reply, outgoing.peer(), exponent())) {
      exponentMax = exponent() - 1;
      patience.renew();
    }
    return patience.bears(
        reply,
        isRepeatable(),
        inBlocks ? now -> sendBlock(from, now) : this::readAndSend,
        nowNanos);
  }

  /// The exponent of the block that is sent, or wished for.
  private int exponent() {
    return Math.min(exponentMax, block.exponent());
  }

  /// Whether the block may come twice: the answer to the last is the answer to the request, which the
  /// peer must not execute twice.
  private boolean isRepeatable() {
    return requestTag.isPresent() ? to < size : isQuestion();
  }

  /// Whether the request only asks.
  private boolean isQuestion() {
    Code method = outgoing.request().method();
    return method.equals(Code.GET) || method.equals(Code.FETCH);
  }

  private void onResponse(Response response, Reply reply, long nowNanos) {
    Optional<Block> answered = response.options().block1();
    Code code = response.code();
    if (wantsSmallerBlocks(code, answered)) {
      exponentMax = Math.min(exponentMax, answered.get().sizeExponent());
      announced = from > 0;
      sendBlock(from, nowNanos);
    } else if (code.equals(Code.REQUEST_ENTITY_INCOMPLETE)
        && from > 0
        && restarts < BlockwiseClient.RESTARTS_MAX) {
      restarts++;
      requestTag = Optional.empty();
      announced = false;
      sendBlock(0, nowNanos);
    } else if (to < size && code.isSuccess()) {
      proceed(answered, nowNanos);
    } else if (code.equals(Code.CONTINUE)) {
      end(BlockwiseClient.unusable("code", "2.31 to the last block"), nowNanos);
    } else {
      end(reply, nowNanos);
    }
  }

  /// Whether the peer refuses a block, or the body in one piece, for its size and names a smaller one
  /// (RFC 7959 §2.9.3).
  private boolean wantsSmallerBlocks(Code code, Optional<Block> answered) {
    return code.equals(Code.REQUEST_ENTITY_TOO_LARGE)
        && answered.isPresent()
        && to - from > block.atMost(answered.get().sizeExponent()).bytes();
  }

  private void proceed(Optional<Block> answered, long nowNanos) {
    if (answered.isEmpty() || answered.get().number() != from / block.unit()) {
      end(BlockwiseClient.unusable("Block1", "the answer is not about this block"), nowNanos);
      return;
    }
    if (answered.get().sizeExponent() < block.exponent()) {
      exponentMax = Math.min(exponentMax, answered.get().sizeExponent());
    }
    patience.renew();
    sendBlock(to, nowNanos);
  }

  private void end(Reply reply, long nowNanos) {
    if (over) {
      return;
    }
    over = true;
    patience.end();
    outgoing.body().release();
    if (starting) {
      client.tellLater(outgoing.peer(), listener, reply, nowNanos);
    } else {
      client.tell(outgoing.peer(), listener, reply, nowNanos);
    }
  }
}
