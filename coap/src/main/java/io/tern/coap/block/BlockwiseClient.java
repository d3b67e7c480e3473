// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.exchange.ClientExchange;
import io.tern.coap.exchange.ClientExchanges;
import io.tern.coap.message.Turn;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Requests with whole bodies in both directions, whatever their size.
public final class BlockwiseClient {
  private final BlockParameters parameters;
  private final ClientExchanges exchanges;
  private final BodyBudget budget;
  private final RandomGenerator random;

  public BlockwiseClient(
      BlockParameters parameters,
      ClientExchanges exchanges,
      BodyBudget budget,
      RandomGenerator random) {
    this.parameters = parameters;
    this.exchanges = exchanges;
    this.budget = budget;
    this.random = random;
  }

  /// Sends `request` and tells `listener` the whole response.
  public Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos) {
    return request(peer, request, Optional.empty(), listener, nowNanos);
  }

  /// The same with a token of the caller's on every message that carries the request.
  public Cancellable request(
      Peer peer, Request request, Optional<Token> token, ReplyListener listener, long nowNanos) {
    return new Whole(peer, request, listener).start(token, nowNanos);
  }

  /// Sends `request` and tells `listener` the first message of the response, which may be the first
  /// block of many. Every message carries `token` where there is one.
  public Cancellable upload(
      Peer peer, Request request, Optional<Token> token, ReplyListener listener, long nowNanos) {
    Upload upload = new Upload(this, peer, request, token, listener);
    upload.start(nowNanos);
    return upload;
  }

  /// Fetches what follows `first`, a response to `request`, and tells `listener` the whole.
  public Cancellable download(
      Peer peer, Request request, Response first, ReplyListener listener, long nowNanos) {
    Download download = new Download(this, peer, request, listener);
    download.onReply(new Reply.Answered(peer, first), nowNanos);
    return download;
  }

  /// Whether `response` is the first of several blocks.
  public static boolean isPart(Response response) {
    Optional<Block> block = response.options().block2();
    return block.isPresent() && (block.get().more() || block.get().number() > 0);
  }

  /// `response` without what belongs to its transfer.
  public static Response whole(Response response) {
    Options options = response.options();
    boolean plain =
        !options.has(OptionNumber.BLOCK1)
            && !options.has(OptionNumber.BLOCK2)
            && !options.has(OptionNumber.SIZE2);
    return plain
        ? response
        : new Response(response.code(), withoutTransfer(options).build(), response.payload());
  }

  private static Options.Builder withoutTransfer(Options options) {
    return options.toBuilder()
        .remove(OptionNumber.BLOCK1)
        .remove(OptionNumber.BLOCK2)
        .remove(OptionNumber.SIZE2);
  }

  static Reply.Unusable unusable(String where, String what) {
    return new Reply.Unusable(new Malformed(where, what));
  }

  BlockParameters parameters() {
    return parameters;
  }

  Body newBody() {
    return new Body(budget, parameters.bodyBytesMax());
  }

  /// A Request-Tag, so that blocks of two bodies for one resource are told apart (RFC 9175 §3.4).
  Bytes newRequestTag() {
    int bits = random.nextInt();
    return Bytes.of(bits >>> 24, bits >>> 16, bits >>> 8, bits);
  }

  /// Sends one message of a transfer.
  ClientExchange send(
      Peer peer,
      Request message,
      Optional<Token> token,
      Turn turn,
      ReplyListener listener,
      long nowNanos) {
    Token used = token.orElseGet(exchanges::newToken);
    return exchanges.request(peer, message, used, turn, listener, nowNanos);
  }

  /// One request from its first block to the response's last.
  private final class Whole implements Cancellable, ReplyListener {
    private final Peer peer;
    private final Request request;
    private final ReplyListener listener;
    private @Nullable Cancellable stage;

    Whole(Peer peer, Request request, ReplyListener listener) {
      this.peer = peer;
      this.request = request;
      this.listener = listener;
    }

    Cancellable start(Optional<Token> token, long nowNanos) {
      stage = upload(peer, request, token, this, nowNanos);
      return this;
    }

    @Override
    public void onReply(Reply reply, long nowNanos) {
      if (reply instanceof Reply.Answered(Peer from, Response response)) {
        if (isPart(response)) {
          stage = download(from, request, response, listener, nowNanos);
        } else {
          listener.onReply(new Reply.Answered(from, whole(response)), nowNanos);
        }
      } else {
        listener.onReply(reply, nowNanos);
      }
    }

    @Override
    public void cancel(long nowNanos) {
      Cancellable running = stage;
      if (running != null) {
        running.cancel(nowNanos);
      }
    }
  }

  /// Whether a request of that method may be sent again without asking.
  static boolean isSafe(Code method) {
    return method.equals(Code.GET) || method.equals(Code.FETCH);
  }
}
