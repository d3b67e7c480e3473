// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.exchange.ClientExchange;
import io.tern.coap.message.Turn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends a request, in blocks where its body is larger than one (RFC 7959 §2.3, §2.5): one block after
/// the other, in the size that the peer asks for. Over with the first response that is not about the
/// next block.
final class Upload implements Cancellable, ReplyListener {
  private final BlockwiseClient client;
  private final Peer peer;
  private final Request request;
  private final Optional<Token> token;
  private final ReplyListener listener;
  private final Bytes body;
  private Bytes requestTag = Bytes.EMPTY;
  private int exponent;
  private boolean begun;
  private int from;
  private int to;
  private @Nullable ClientExchange exchange;

  Upload(
      BlockwiseClient client,
      Peer peer,
      Request request,
      Optional<Token> token,
      ReplyListener listener) {
    this.client = client;
    this.peer = peer;
    this.request = request;
    this.token = token;
    this.listener = listener;
    body = request.payload();
    exponent = client.parameters().sizeExponent();
  }

  void start(long nowNanos) {
    to = body.size();
    if (body.size() <= blockSize()) {
      send(announced(request.options()), nowNanos);
    } else {
      startInBlocks(nowNanos);
    }
  }

  @Override
  public void cancel(long nowNanos) {
    ClientExchange running = exchange;
    if (running != null) {
      running.cancel(nowNanos);
    }
  }

  private int blockSize() {
    return 16 << exponent;
  }

  private Options announced(Options options) {
    return client.parameters().announce() && body.isEmpty() && !options.has(OptionNumber.BLOCK2)
        ? options.toBuilder().block2(new Block(0, false, exponent)).build()
        : options;
  }

  private void startInBlocks(long nowNanos) {
    requestTag = client.newRequestTag();
    sendBlock(0, nowNanos);
  }

  private void sendBlock(int start, long nowNanos) {
    from = start;
    to = Math.min(body.size(), start + blockSize());
    int number = start / blockSize();
    if ((body.size() - 1) / blockSize() > Block.NUMBER_MAX) {
      listener.onReply(
          BlockwiseClient.unusable("Block1", "too small a block for this body"), nowNanos);
      return;
    }
    Options.Builder options =
        request.options().toBuilder()
            .block1(new Block(number, to < body.size(), exponent))
            .add(OptionNumber.REQUEST_TAG, requestTag);
    if (start == 0) {
      options.addUint(OptionNumber.SIZE1, body.size());
    }
    send(options.build(), nowNanos);
  }

  private void send(Options options, long nowNanos) {
    Request message =
        new Request(request.method(), options, body.slice(from, to), request.confirmable());
    Turn turn = begun ? Turn.RESERVED : Turn.IN_LINE;
    begun = true;
    exchange = client.send(peer, message, token, turn, this, nowNanos);
  }

  @Override
  public void onReply(Reply reply, long nowNanos) {
    if (!(reply instanceof Reply.Answered(Peer _, Response response))) {
      listener.onReply(reply, nowNanos);
      return;
    }
    Optional<Block> block = response.options().block1();
    if (wantsSmallerBlocks(response.code(), block)) {
      exponent = Math.min(exponent, block.get().sizeExponent());
      startInBlocks(nowNanos);
    } else if (to < body.size() && response.code().isSuccess()) {
      proceed(block, nowNanos);
    } else if (response.code().equals(Code.CONTINUE)) {
      listener.onReply(BlockwiseClient.unusable("code", "2.31 to the last block"), nowNanos);
    } else {
      listener.onReply(reply, nowNanos);
    }
  }

  /// Whether the peer refuses the first block, or the body in one piece, for its size and names a
  /// smaller one (RFC 7959 §2.9.3).
  private boolean wantsSmallerBlocks(Code code, Optional<Block> block) {
    return code.equals(Code.REQUEST_ENTITY_TOO_LARGE)
        && from == 0
        && block.isPresent()
        && to > 16 << block.get().sizeExponent();
  }

  private void proceed(Optional<Block> answered, long nowNanos) {
    if (answered.isEmpty() || answered.get().number() != from / blockSize()) {
      listener.onReply(
          BlockwiseClient.unusable("Block1", "the answer is not about this block"), nowNanos);
      return;
    }
    exponent = Math.min(exponent, answered.get().sizeExponent());
    sendBlock(to, nowNanos);
  }
}
