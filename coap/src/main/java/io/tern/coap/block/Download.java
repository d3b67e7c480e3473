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
import io.tern.coap.exchange.ClientExchange;
import io.tern.coap.message.Turn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fetches the blocks of a response one after the other (RFC 7959 §2.4). When the body changes under
/// way, it begins again where the method allows that.
final class Download implements Cancellable, ReplyListener {
  private static final int RESTARTS_MAX = 2;

  private final BlockwiseClient client;
  private final Peer peer;
  private final Request request;
  private final ReplyListener listener;
  private final Body body;
  private @Nullable Response first;
  private int exponent;
  private int restarts;
  private @Nullable ClientExchange exchange;

  Download(BlockwiseClient client, Peer peer, Request request, ReplyListener listener) {
    this.client = client;
    this.peer = peer;
    this.request = request;
    this.listener = listener;
    body = client.newBody();
    exponent = client.parameters().sizeExponent();
  }

  @Override
  public void cancel(long nowNanos) {
    ClientExchange running = exchange;
    if (running != null) {
      running.cancel(nowNanos);
    }
  }

  @Override
  public void onReply(Reply reply, long nowNanos) {
    if (reply instanceof Reply.Answered(Peer _, Response response) && response.code().isSuccess()) {
      onBlock(response, nowNanos);
    } else {
      end(reply, nowNanos);
    }
  }

  private void onBlock(Response response, long nowNanos) {
    Response before = first;
    if (before != null && !isOfSameBody(before, response)) {
      restart(nowNanos);
      return;
    }
    if (before == null) {
      first = response;
    }
    Optional<Block> block = response.options().block2();
    Optional<String> defect = defect(block, response.payload());
    if (defect.isPresent()) {
      end(BlockwiseClient.unusable("Block2", defect.get()), nowNanos);
    } else if (isTooLarge(response)) {
      end(BlockwiseClient.unusable("body", "more bytes than allowed"), nowNanos);
    } else if (block.isPresent() && block.get().more()) {
      exponent = Math.min(exponent, block.get().sizeExponent());
      fetch(nowNanos);
    } else {
      finish(nowNanos);
    }
  }

  private static boolean isOfSameBody(Response before, Response response) {
    return before.code().equals(response.code())
        && before
            .options()
            .first(OptionNumber.ETAG)
            .equals(response.options().first(OptionNumber.ETAG));
  }

  /// What is wrong with a block: only the last may be shorter than its size, each begins where the one
  /// before ended.
  private Optional<String> defect(Optional<Block> option, Bytes payload) {
    if (option.isEmpty()) {
      return body.size() == 0 ? Optional.empty() : Optional.of("missing");
    }
    Block block = option.get();
    if (block.sizeExponent() == 7) {
      return Optional.of("reserved size");
    }
    if (block.offset() != body.size()) {
      return Optional.of("block " + block + " at byte " + body.size());
    }
    if (block.more() ? payload.size() != block.sizeBytes() : payload.size() > block.sizeBytes()) {
      return Optional.of("block " + block + " of " + payload.size() + " bytes");
    }
    return Optional.empty();
  }

  private boolean isTooLarge(Response response) {
    long announced = response.options().uint(OptionNumber.SIZE2).orElse(0);
    return announced > client.parameters().bodyBytesMax()
        || body.append(response.payload()) != Body.Growth.DONE;
  }

  private void restart(long nowNanos) {
    body.drop();
    first = null;
    if (!BlockwiseClient.isSafe(request.method()) || ++restarts > RESTARTS_MAX) {
      end(BlockwiseClient.unusable("ETag", "the body changes while it is fetched"), nowNanos);
    } else {
      fetch(nowNanos);
    }
  }

  private void fetch(long nowNanos) {
    int number = body.size() / (16 << exponent);
    if (number > Block.NUMBER_MAX) {
      end(BlockwiseClient.unusable("Block2", "too small a block for this body"), nowNanos);
      return;
    }
    Options options =
        request.options().toBuilder()
            .remove(OptionNumber.OBSERVE)
            .block2(new Block(number, false, exponent))
            .build();
    Request message = new Request(request.method(), options, repeatedBody(), request.confirmable());
    exchange = client.send(peer, message, Optional.empty(), Turn.RESERVED, this, nowNanos);
  }

  /// The body of FETCH is part of the question and goes with every block; others are not repeated
  /// (RFC 7959 §3.3), and a body that needed blocks itself cannot be.
  private Bytes repeatedBody() {
    boolean repeats =
        request.method().equals(Code.FETCH)
            && request.payload().size() <= 16 << client.parameters().sizeExponent();
    return repeats ? request.payload() : Bytes.EMPTY;
  }

  private void finish(long nowNanos) {
    Response head = first;
    if (head != null) {
      Response whole = new Response(head.code(), head.options(), body.take());
      end(new Reply.Answered(peer, BlockwiseClient.whole(whole)), nowNanos);
    }
  }

  private void end(Reply reply, long nowNanos) {
    body.drop();
    listener.onReply(reply, nowNanos);
  }
}
