// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
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
/// way, or is not the one that is to be continued, it begins again where the method allows that.
final class Download implements Cancellable, ReplyListener, BodySink.Flow {
  private final BlockwiseClient client;
  private final Incoming incoming;
  private final ReplyListener listener;
  private final Patience patience;

  /// The first message of the body; null before it and when the body begins anew.
  private @Nullable Response first;

  /// The message whose payload is with the sink.
  private @Nullable Response taking;

  /// Where the next block begins.
  private long position;

  /// What of the next block the sink has already.
  private int skip;

  /// No block is larger: what the peer sends, and what has stayed unanswered.
  private int exponentMax = BlockSize.LARGEST.exponent() + 1;

  private BlockSize size;

  /// The largest request that goes in one message.
  private final int wholeBytesMax;

  private int restarts;

  /// Whether the sink is in the middle of a body.
  private boolean begun;

  private boolean over;
  private @Nullable ClientExchange exchange;

  Download(BlockwiseClient client, Incoming incoming, ReplyListener listener, long nowNanos) {
    this.client = client;
    this.incoming = incoming;
    this.listener = listener;
    patience = client.newPatience(incoming.patient());
    size = client.sizes().towards(incoming.peer(), incoming.request().options(), nowNanos);
    wholeBytesMax =
        client.sizes().wholeBytesMax(incoming.peer(), incoming.request().options(), nowNanos);
    startAt(incoming.offset(), size.floor(incoming.offset()));
  }

  /// Goes on at `offset`, in the block that begins at `blockOffset`.
  private void startAt(long offset, long blockOffset) {
    position = blockOffset;
    skip = (int) (offset - blockOffset);
  }

  /// Whether `block`, perhaps of another size than this side prefers, holds the byte that the sink
  /// wants next.
  private boolean holdsNext(Block block) {
    long before = incoming.offset() - block.offset();
    return block.offset() > 0 && before >= 0 && before < block.sizeBytes();
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
  public void onReply(Reply reply, long nowNanos) {
    if (over) {
      return;
    }
    if (reply instanceof Reply.Answered(Peer from, Response response)) {
      if (response.code().isSuccess()) {
        onBlock(response, nowNanos);
      } else if (isLost(response.code())) {
        restart("the body is gone", nowNanos);
      } else {
        end(new Reply.Answered(from, BlockwiseClient.whole(response)), nowNanos);
      }
    } else {
      if (patience.wantsSmaller(reply, incoming.peer(), size.exponent())) {
        exponentMax = size.exponent() - 1;
        patience.renew();
      }
      if (!patience.bears(reply, true, this::fetch, nowNanos)) {
        end(reply, nowNanos);
      }
    }
  }

  /// Whether an error may mean that the peer does not have this block of the body, although it has
  /// the whole of it or of another: the rest was forgotten, or the body is shorter by now.
  private boolean isLost(Code code) {
    return position > 0
        && mayAskAgain()
        && (code.equals(Code.REQUEST_ENTITY_INCOMPLETE) || code.equals(Code.BAD_REQUEST));
  }

  private void onBlock(Response response, long nowNanos) {
    Optional<Block> block = response.options().block2();
    Response before = first;
    if (before != null && !isOfSameBody(before, response)) {
      restart("the body changes while it is fetched", nowNanos);
      return;
    }
    if (before == null && position > 0 && block.isPresent() && holdsNext(block.get())) {
      startAt(incoming.offset(), block.get().offset());
    }
    if (before == null && position > 0 && !continues(response, block)) {
      position = 0;
      skip = 0;
      if (block.map(Block::offset).orElse(0L) > 0) {
        restart("the body is another", nowNanos);
        return;
      }
    }
    Optional<String> defect = defect(block, response.payload());
    if (defect.isPresent()) {
      end(BlockwiseClient.unusable("Block2", defect.get()), nowNanos);
      return;
    }
    if (before == null) {
      first = response;
      begun = true;
      incoming.sink().onBegin(head(response), nowNanos);
    }
    patience.renew();
    take(response, nowNanos);
  }

  private static boolean isOfSameBody(Response before, Response response) {
    return before.code().equals(response.code()) && etag(before).equals(etag(response));
  }

  private static Optional<Bytes> etag(Response response) {
    return response.options().first(OptionNumber.ETAG);
  }

  /// Whether `response` goes on where an earlier transfer ended.
  private boolean continues(Response response, Optional<Block> block) {
    return block.isPresent()
        && block.get().offset() == position
        && (incoming.tag().isEmpty() || incoming.tag().equals(etag(response)));
  }

  private BodyHead head(Response response) {
    return new BodyHead(
        BlockwiseClient.whole(response).options(),
        position + skip,
        response.options().uint(OptionNumber.SIZE2),
        etag(response));
  }

  /// What is wrong with a block: only the last may be shorter than its size, each begins where the one
  /// before ended.
  private Optional<String> defect(Optional<Block> option, Bytes payload) {
    if (option.isEmpty()) {
      return position == 0 && first == null ? Optional.empty() : Optional.of("missing");
    }
    Block block = option.get();
    if (!BlockSize.isKnown(block, incoming.peer())) {
      return Optional.of("reserved size");
    }
    if (block.offset() != position) {
      return Optional.of("block " + block + " at byte " + position);
    }
    return BlockSize.isFilled(block, payload.size())
        ? Optional.empty()
        : Optional.of("block " + block + " of " + payload.size() + " bytes");
  }

  private void take(Response response, long nowNanos) {
    taking = response;
    Bytes payload = response.payload();
    int known = Math.min(skip, payload.size());
    if (known == payload.size()) {
      proceed(nowNanos);
    } else {
      incoming
          .sink()
          .onBlock(position + known, payload.slice(known, payload.size()), this, nowNanos);
    }
  }

  @Override
  public void proceed(long nowNanos) {
    Response taken = taking;
    if (over || taken == null) {
      return;
    }
    taking = null;
    skip = Math.max(0, skip - taken.payload().size());
    position += taken.payload().size();
    Optional<Block> block = taken.options().block2();
    if (block.isPresent() && block.get().more()) {
      exponentMax = Math.min(exponentMax, block.get().sizeExponent());
      fetch(nowNanos);
    } else {
      finish(nowNanos);
    }
  }

  @Override
  public void stop(Response error, long nowNanos) {
    begun = false;
    end(BlockwiseClient.unusable("body", error.diagnostic()), nowNanos);
  }

  private void restart(String why, long nowNanos) {
    position = 0;
    skip = 0;
    if (!mayAskAgain() || ++restarts > BlockwiseClient.RESTARTS_MAX) {
      end(BlockwiseClient.unusable("ETag", why), nowNanos);
    } else {
      first = null;
      fetch(nowNanos);
    }
  }

  /// Never larger than before; but where the connection has become one that takes several blocks,
  /// several.
  private void chooseSize(long nowNanos) {
    size =
        client
            .sizes()
            .towards(incoming.peer(), incoming.request().options(), nowNanos)
            .atMost(exponentMax);
    if (size.exponent() < BlockSize.LARGEST.exponent()) {
      exponentMax = size.exponent();
    }
  }

  private void fetch(long nowNanos) {
    chooseSize(nowNanos);
    if (!size.reaches(position)) {
      end(BlockwiseClient.unusable("Block2", "too small a block for this body"), nowNanos);
      return;
    }
    Request request = incoming.request();
    Options options =
        request.options().toBuilder()
            .remove(OptionNumber.OBSERVE)
            .block2(size.at(position, false))
            .build();
    Request message = new Request(request.method(), options, repeatedBody(), request.confirmable());
    exchange =
        client.send(incoming.peer(), message, Optional.empty(), Turn.RESERVED, this, nowNanos);
  }

  /// The body of FETCH is part of the question and goes with every block; others are not repeated
  /// (RFC 7959 §3.3), and a body that needed blocks itself cannot be.
  private Bytes repeatedBody() {
    return isFetch() && isWholeQuestion() ? incoming.request().payload() : Bytes.EMPTY;
  }

  /// Whether asking once more does no harm and one message asks it all.
  private boolean mayAskAgain() {
    return incoming.request().method().equals(Code.GET) || isFetch() && isWholeQuestion();
  }

  private boolean isFetch() {
    return incoming.request().method().equals(Code.FETCH);
  }

  private boolean isWholeQuestion() {
    Request request = incoming.request();
    return !request.options().has(OptionNumber.REQUEST_TAG)
        && request.payload().size() <= wholeBytesMax;
  }

  private void finish(long nowNanos) {
    Response head = first;
    if (head != null) {
      Bytes payload =
          incoming.sink() instanceof Collector collector ? collector.take() : Bytes.EMPTY;
      Response whole = new Response(head.code(), head.options(), payload);
      begun = false;
      end(new Reply.Answered(incoming.peer(), BlockwiseClient.whole(whole)), nowNanos);
    }
  }

  private void end(Reply reply, long nowNanos) {
    if (over) {
      return;
    }
    over = true;
    patience.end();
    if (begun) {
      incoming.sink().onBroken(nowNanos);
    }
    client.tell(incoming.peer(), listener, reply, nowNanos);
  }
}
