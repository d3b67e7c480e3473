// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.message.Messages;
import java.util.Optional;

/// Cuts large responses into blocks and keeps them for the requests that fetch the rest (RFC 7959
/// §2.4). A response is kept until its last block is asked for, for a bounded time, or until newer ones
/// push it out; a client that asks for more of it later is served from the handler.
public final class ResponseBodies {
  private final BlockSizes sizes;
  private final BodyBudget budget;
  private final EndpointEvents events;
  private final Shelf<Kept> shelf;

  /// Which response a request is about.
  ///
  /// @param tags its Request-Tags; a client does not always repeat them when it fetches the rest
  /// @param asked the hash of what FETCH asks in one message, otherwise 0; neither is that
  public record Question(Peer peer, BodyKey key, Options tags, int asked) {
    /// What `message` of `peer` asks.
    public static Question of(Peer peer, Message message) {
      Options options = message.options();
      boolean inOneMessage =
          message.code().equals(Code.FETCH)
              && !message.payload().isEmpty()
              && !options.has(OptionNumber.BLOCK1);
      int asked = inOneMessage ? message.payload().hashCode() : 0;
      return new Question(peer, BodyKey.ofResponse(message), BodyKey.tags(options), asked);
    }

    /// Whether the answer to this may be meant by `further`, which says less.
    boolean mayBe(Question further) {
      return key.equals(further.key())
          && (further.tags().count() == 0 || further.tags().equals(tags))
          && (further.asked() == 0 || further.asked() == asked);
    }
  }

  /// Takes one message of a response.
  @FunctionalInterface
  public interface Part {
    /// The message to send.
    void onPart(Response part, long nowNanos);
  }

  private final class Kept extends Shelved {
    final Question question;
    final Response head;
    final BodySource body;
    final int bytesHeld;

    Kept(Question question, Response head, BodySource body, int bytesHeld) {
      super(question.peer(), question.key());
      this.question = question;
      this.head = head;
      this.body = body;
      this.bytesHeld = bytesHeld;
    }

    @Override
    void onRemoved(long nowNanos) {
      budget.give(bytesHeld);
      body.release();
    }
  }

  public ResponseBodies(
      BlockParameters parameters,
      Messages messages,
      BodyBudget budget,
      Timers timers,
      EndpointEvents events) {
    sizes = new BlockSizes(parameters.sizeExponent(), messages);
    this.budget = budget;
    this.events = events;
    shelf = new Shelf<>(parameters, budget, timers);
  }

  /// Responses that wait to be fetched.
  public int size() {
    return shelf.size();
  }

  /// Part of a body: what one message carries of it.
  private record Piece(long offset, BlockSize size) {
    boolean isBeforeOthers(long sizeBytes) {
      return offset + size.bytes() < sizeBytes;
    }

    int bytesOf(long sizeBytes) {
      return Math.clamp(sizeBytes - offset, 0, size.bytes());
    }
  }

  /// Whether `whole` fits the first message that `peer` gets with that wish.
  public boolean fits(Peer peer, Response whole, Optional<Block> wish, long nowNanos) {
    int bytes = whole.payload().size();
    if (bytes == 0) {
      return true;
    }
    return bytes
        <= (wish.isEmpty()
            ? sizes.wholeBytesMax(peer, whole.options(), nowNanos)
            : wished(peer, whole, wish, nowNanos).size().bytes());
  }

  /// The block of `whole` that the client wishes, the first where it does not say; keeps the rest.
  public Response begin(Question question, Response whole, Optional<Block> wish, long nowNanos) {
    Bytes body = whole.payload();
    Response head = tagged(whole);
    Piece piece = wished(question.peer(), head, wish, nowNanos);
    replace(question, nowNanos);
    if (piece.isBeforeOthers(body.size())) {
      keep(new Kept(question, head, BodySource.of(body, Bytes.EMPTY), body.size()), nowNanos);
    }
    int from = (int) Math.min(piece.offset(), body.size());
    return part(head, body.size(), piece, body.slice(from, from + piece.bytesOf(body.size())));
  }

  /// Tells `to` the block of `source` that the client wishes, the first where it does not say; keeps it
  /// for the rest.
  public void begin(
      Question question,
      Response head,
      BodySource source,
      Optional<Block> wish,
      Part to,
      long nowNanos) {
    BodySource body = new GuardedSource(source, question.peer(), events);
    replace(question, nowNanos);
    Kept kept = new Kept(question, withTag(head, body.tag()), body, 0);
    Piece piece = wished(question.peer(), kept.head, wish, nowNanos);
    if (piece.isBeforeOthers(body.sizeBytes()) && keep(kept, nowNanos)) {
      read(kept, piece, to, nowNanos);
    } else {
      read(kept, piece, thenRelease(to, body), nowNanos);
    }
  }

  private static Part thenRelease(Part to, BodySource body) {
    return (part, now) -> {
      to.onPart(part, now);
      body.release();
    };
  }

  /// Tells `to` a further block of a response that is kept; false where none is.
  public boolean next(Question question, Block wish, Part to, long nowNanos) {
    Optional<Kept> found =
        shelf
            .find(question.peer(), kept -> kept.question.equals(question))
            .or(() -> shelf.find(question.peer(), kept -> kept.question.mayBe(question)));
    if (found.isEmpty()) {
      return false;
    }
    Kept kept = found.get();
    Piece piece = wished(question.peer(), kept.head, Optional.of(wish), nowNanos);
    if (piece.isBeforeOthers(kept.body.sizeBytes())) {
      shelf.touch(kept, nowNanos);
      read(kept, piece, to, nowNanos);
    } else {
      read(
          kept,
          piece,
          (part, now) -> {
            to.onPart(part, now);
            shelf.remove(kept, now);
          },
          nowNanos);
    }
    return true;
  }

  private static final Response GONE =
      Response.error(Code.INTERNAL_SERVER_ERROR, "the body can no longer be read");

  private void read(Kept kept, Piece piece, Part to, long nowNanos) {
    long size = kept.body.sizeBytes();
    int bytes = piece.bytesOf(size);
    if (bytes == 0) {
      to.onPart(part(kept.head, size, piece, Bytes.EMPTY), nowNanos);
      return;
    }
    kept.body.read(
        piece.offset(),
        bytes,
        (read, now) ->
            to.onPart(read.map(all -> part(kept.head, size, piece, all)).orElse(GONE), now),
        nowNanos);
  }

  private void replace(Question question, long nowNanos) {
    shelf
        .find(question.peer(), kept -> kept.question.equals(question))
        .ifPresent(kept -> shelf.remove(kept, nowNanos));
  }

  /// Keeps it if there is room; otherwise the next block is asked of the handler.
  private boolean keep(Kept kept, long nowNanos) {
    if (!budget.take(kept.bytesHeld, kept, nowNanos)) {
      return false;
    }
    boolean isUp = shelf.put(kept, nowNanos);
    if (!isUp) {
      budget.give(kept.bytesHeld);
    }
    return isUp;
  }

  /// What the client wishes of the body of `head`, in our size where that is smaller.
  private Piece wished(Peer peer, Response head, Optional<Block> wish, long nowNanos) {
    BlockSize ours = sizes.towards(peer, head.options(), nowNanos);
    if (wish.isEmpty()) {
      return new Piece(0, ours);
    }
    BlockSize size = ours.atMost(wish.get().sizeExponent());
    long offset = wish.get().offset();
    return new Piece(size.reaches(offset) ? size.floor(offset) : size.last(), size);
  }

  private static Response part(Response head, long sizeBytes, Piece piece, Bytes bytes) {
    if (piece.offset() >= sizeBytes && piece.offset() > 0) {
      return Response.error(Code.BAD_REQUEST, "no block at byte " + piece.offset());
    }
    boolean more = piece.isBeforeOthers(sizeBytes);
    if (piece.offset() == 0 && !more) {
      return new Response(head.code(), head.options(), bytes);
    }
    Options.Builder options =
        head.options().toBuilder().block2(piece.size().at(piece.offset(), more));
    if (piece.offset() == 0) {
      options.addUint(OptionNumber.SIZE2, sizeBytes);
    }
    return new Response(head.code(), options.build(), bytes);
  }

  /// `response` without its body but with an ETag, so that the client notices when the body changes
  /// between blocks.
  private static Response tagged(Response response) {
    return response.options().has(OptionNumber.ETAG)
        ? response
        : withTag(response, tagOf(response.payload()));
  }

  private static Response withTag(Response response, Bytes tag) {
    Options options =
        response.options().toBuilder()
            .remove(OptionNumber.ETAG)
            .add(OptionNumber.ETAG, tag)
            .build();
    return new Response(response.code(), options, Bytes.EMPTY);
  }

  /// Four bytes that depend on every byte of `body` (FNV-1a of 64 bits, folded).
  private static Bytes tagOf(Bytes body) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < body.size(); i++) {
      hash = (hash ^ body.get(i)) * 0x100000001B3L;
    }
    int folded = (int) (hash ^ hash >>> 32);
    return Bytes.of(folded >>> 24, folded >>> 16, folded >>> 8, folded);
  }
}
