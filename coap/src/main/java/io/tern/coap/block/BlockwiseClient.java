// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Malformed;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import io.tern.coap.exchange.ClientExchange;
import io.tern.coap.exchange.ClientExchanges;
import io.tern.coap.message.Turn;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Requests with bodies of any size in both directions.
public final class BlockwiseClient {
  /// How often a transfer begins again because the other side has lost or changed the body.
  static final int RESTARTS_MAX = 2;

  private final BlockParameters parameters;
  private final ClientExchanges exchanges;
  private final BodyBudget budget;
  private final Timers timers;
  private final RandomGenerator random;
  private final EndpointEvents events;
  private final BlockSizes sizes;

  public BlockwiseClient(
      BlockParameters parameters,
      ClientExchanges exchanges,
      BodyBudget budget,
      Timers timers,
      RandomGenerator random,
      EndpointEvents events) {
    this.parameters = parameters;
    this.exchanges = exchanges;
    this.budget = budget;
    this.timers = timers;
    this.random = random;
    this.events = events;
    sizes = new BlockSizes(parameters.sizeExponent(), exchanges.messages());
  }

  /// Sends `request` and tells `listener` the whole response.
  public Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos) {
    return request(peer, request, Optional.empty(), listener, nowNanos);
  }

  /// The same with a token of the caller's on every message that carries the request.
  public Cancellable request(
      Peer peer, Request request, Optional<Token> token, ReplyListener listener, long nowNanos) {
    Operation operation = new Operation(request, Optional.empty(), listener);
    return operation.start(Outgoing.of(peer, request, token), nowNanos);
  }

  /// Makes a transfer from and to where it says.
  public Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos) {
    Request request = transfer.request();
    Operation operation = new Operation(request, Optional.of(transfer), listener);
    return operation.start(outgoing(peer, transfer, nowNanos), nowNanos);
  }

  private Outgoing outgoing(Peer peer, Transfer transfer, long nowNanos) {
    Request request =
        transfer.sink().isPresent() ? asking(peer, transfer, nowNanos) : transfer.request();
    if (transfer.body().isEmpty()) {
      return Outgoing.of(peer, request, Optional.empty()).patiently();
    }
    BodySource body = new GuardedSource(transfer.body().get(), peer, events);
    Optional<Bytes> tag = Optional.of(body.tag());
    return new Outgoing(peer, request, Optional.empty(), body, tag, transfer.offset(), true);
  }

  /// The first message of a download: asks how large the whole is (RFC 7959 §4), and for the block
  /// where it goes on.
  private Request asking(Peer peer, Transfer transfer, long nowNanos) {
    Request request = transfer.request();
    Options.Builder options = request.options().toBuilder().addUint(OptionNumber.SIZE2, 0);
    long offset = responseOffset(transfer);
    if (offset > 0) {
      BlockSize size = sizes.towards(peer, request.options(), nowNanos);
      options.block2(size.at(size.reaches(offset) ? size.floor(offset) : size.last(), false));
    }
    return new Request(request.method(), options.build(), request.payload(), request.confirmable());
  }

  private static long responseOffset(Transfer transfer) {
    return transfer.body().isPresent() ? 0 : transfer.offset();
  }

  /// Sends `request` and tells `listener` the first message of the response, which may be the first
  /// block of many. Every message carries `token` where there is one.
  public Cancellable upload(
      Peer peer, Request request, Optional<Token> token, ReplyListener listener, long nowNanos) {
    return upload(Outgoing.of(peer, request, token), listener, nowNanos);
  }

  private Upload upload(Outgoing outgoing, ReplyListener listener, long nowNanos) {
    Upload upload = new Upload(this, outgoing, listener);
    upload.start(nowNanos);
    return upload;
  }

  /// Fetches what follows `first`, a response to `request`, and tells `listener` the whole.
  public Cancellable download(
      Peer peer, Request request, Response first, ReplyListener listener, long nowNanos) {
    Collector collector = new Collector(budget, parameters.bodyBytesMax());
    Incoming incoming = new Incoming(peer, request, collector, 0, Optional.empty(), false);
    return download(incoming, first, listener, nowNanos);
  }

  private Cancellable download(
      Incoming incoming, Response first, ReplyListener listener, long nowNanos) {
    Download download = new Download(this, incoming, listener, nowNanos);
    download.onReply(new Reply.Answered(incoming.peer(), first), nowNanos);
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

  BlockSizes sizes() {
    return sizes;
  }

  BlockParameters parameters() {
    return parameters;
  }

  Patience newPatience(boolean patient) {
    return new Patience(patient, timers);
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

  /// Tells `listener`; what that throws is reported and goes no further.
  void tell(Peer peer, ReplyListener listener, Reply reply, long nowNanos) {
    try {
      listener.onReply(reply, nowNanos);
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
    }
  }

  /// Tells `listener` a moment later: it is in the middle of asking.
  void tellLater(Peer peer, ReplyListener listener, Reply reply, long nowNanos) {
    timers.at(nowNanos, now -> tell(peer, listener, reply, now));
  }

  /// One request from its first block to the response's last.
  private final class Operation implements Cancellable, ReplyListener {
    private final Request request;
    private final Optional<Transfer> transfer;
    private final ReplyListener listener;
    private @Nullable Upload upload;
    private @Nullable Cancellable stage;

    Operation(Request request, Optional<Transfer> transfer, ReplyListener listener) {
      this.request = request;
      this.transfer = transfer;
      this.listener = listener;
    }

    Cancellable start(Outgoing outgoing, long nowNanos) {
      Upload first = new Upload(BlockwiseClient.this, outgoing, this);
      upload = first;
      stage = first;
      first.start(nowNanos);
      return this;
    }

    @Override
    public void onReply(Reply reply, long nowNanos) {
      if (!(reply instanceof Reply.Answered(Peer from, Response response))) {
        listener.onReply(reply, nowNanos);
      } else if (transfer.flatMap(Transfer::sink).isPresent()) {
        stage = download(intoSink(from, transfer.get()), response, listener, nowNanos);
      } else if (isPart(response)) {
        stage = download(from, question(), response, listener, nowNanos);
      } else {
        listener.onReply(new Reply.Answered(from, whole(response)), nowNanos);
      }
    }

    private Incoming intoSink(Peer from, Transfer asked) {
      GuardedSink sink = new GuardedSink(asked.sink().orElseThrow(), from, events);
      return new Incoming(from, question(), sink, responseOffset(asked), asked.tag(), true);
    }

    /// The request as its further messages repeat it: with the tag of its blocks (RFC 9175 §3.3).
    private Request question() {
      Optional<Bytes> tag = upload == null ? Optional.empty() : upload.requestTag();
      if (tag.isEmpty()) {
        return request;
      }
      Options options =
          request.options().toBuilder().add(OptionNumber.REQUEST_TAG, tag.get()).build();
      return new Request(request.method(), options, request.payload(), request.confirmable());
    }

    @Override
    public void cancel(long nowNanos) {
      Cancellable running = stage;
      if (running != null) {
        running.cancel(nowNanos);
      }
    }

    @Override
    public void cancelUnacknowledged(long nowNanos) {
      Cancellable running = stage;
      if (running != null) {
        running.cancelUnacknowledged(nowNanos);
      }
    }
  }
}
