// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cuts large responses into blocks and keeps them for the requests that fetch the rest (RFC 7959
/// §2.4). A response is kept until its last block is asked for, for a bounded time, or until newer ones
/// for the same peer push it out; a client that asks for more of it later is served from the handler.
public final class ResponseBodies {
  private final Map<Peer, List<Kept>> byPeer = new HashMap<>();
  private final BlockParameters parameters;
  private final BodyBudget budget;
  private final Timers timers;
  private int size;

  private static final class Kept {
    final Peer peer;
    final BodyKey key;
    final Response whole;
    Timers.@Nullable Timer age;

    Kept(Peer peer, BodyKey key, Response whole) {
      this.peer = peer;
      this.key = key;
      this.whole = whole;
    }
  }

  public ResponseBodies(BlockParameters parameters, BodyBudget budget, Timers timers) {
    this.parameters = parameters;
    this.budget = budget;
    this.timers = timers;
  }

  /// Responses that wait to be fetched.
  public int size() {
    return size;
  }

  /// Whether `whole` fits the first block that a client with that wish gets.
  public boolean fits(Response whole, Optional<Block> wish) {
    return whole.payload().size() <= 16 << exponent(wish);
  }

  /// The block of `whole` that the client wishes, the first where it does not say; keeps the rest.
  public Response begin(
      Peer peer, BodyKey key, Response whole, Optional<Block> wish, long nowNanos) {
    Kept before = find(peer, key);
    if (before != null) {
      drop(before);
    }
    Response tagged = tagged(whole);
    Block block = new Block(numberOf(wish), false, exponent(wish));
    Response part = cut(tagged, block);
    if (isMore(tagged, block) && budget.take(tagged.payload().size())) {
      keep(new Kept(peer, key, tagged), nowNanos);
    }
    return part;
  }

  /// A further block of a response that is kept; empty where none is.
  public Optional<Response> next(Peer peer, BodyKey key, Block wish, long nowNanos) {
    Kept kept = find(peer, key);
    if (kept == null) {
      return Optional.empty();
    }
    Block block = new Block(wish.number(), false, exponent(Optional.of(wish)));
    if (isMore(kept.whole, block)) {
      age(kept, nowNanos);
    } else {
      drop(kept);
    }
    return Optional.of(cut(kept.whole, block));
  }

  private int exponent(Optional<Block> wish) {
    return wish.isEmpty()
        ? parameters.sizeExponent()
        : Math.min(wish.get().sizeExponent(), parameters.sizeExponent());
  }

  /// The number of the block that the client wishes, in blocks of our size where that is smaller.
  private int numberOf(Optional<Block> wish) {
    if (wish.isEmpty()) {
      return 0;
    }
    long number = wish.get().offset() / (16 << exponent(wish));
    return (int) Math.min(number, Block.NUMBER_MAX);
  }

  private static boolean isMore(Response whole, Block block) {
    return block.offset() + block.sizeBytes() < whole.payload().size();
  }

  private static Response cut(Response whole, Block block) {
    Bytes body = whole.payload();
    if (block.offset() >= body.size() && block.number() > 0) {
      return Response.error(Code.BAD_REQUEST, "no block " + block.number());
    }
    int from = (int) block.offset();
    int to = Math.min(body.size(), from + block.sizeBytes());
    Options.Builder options =
        whole.options().toBuilder()
            .block2(new Block(block.number(), to < body.size(), block.sizeExponent()));
    if (from == 0) {
      options.addUint(OptionNumber.SIZE2, body.size());
    }
    return new Response(whole.code(), options.build(), body.slice(from, to));
  }

  /// `response` with an ETag, so that the client notices when the body changes between blocks.
  private static Response tagged(Response response) {
    if (response.options().has(OptionNumber.ETAG)) {
      return response;
    }
    Options options =
        response.options().toBuilder().add(OptionNumber.ETAG, tagOf(response.payload())).build();
    return new Response(response.code(), options, response.payload());
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

  private void keep(Kept kept, long nowNanos) {
    List<Kept> ofPeer = byPeer.get(kept.peer);
    if (ofPeer != null && ofPeer.size() >= parameters.bodiesPerPeerMax()) {
      drop(ofPeer.getFirst());
    }
    byPeer.computeIfAbsent(kept.peer, _ -> new ArrayList<>(1)).add(kept);
    size++;
    age(kept, nowNanos);
  }

  private void age(Kept kept, long nowNanos) {
    Timers.Timer before = kept.age;
    if (before != null) {
      before.cancel();
    }
    kept.age = timers.at(nowNanos + parameters.bodyLifetimeNanos(), _ -> drop(kept));
  }

  private @Nullable Kept find(Peer peer, BodyKey key) {
    List<Kept> ofPeer = byPeer.getOrDefault(peer, List.of());
    for (Kept kept : ofPeer) {
      if (kept.key.equals(key)) {
        return kept;
      }
    }
    return null;
  }

  private void drop(Kept kept) {
    List<Kept> ofPeer = byPeer.get(kept.peer);
    if (ofPeer == null || !ofPeer.remove(kept)) {
      return;
    }
    budget.give(kept.whole.payload().size());
    size--;
    Timers.Timer set = kept.age;
    if (set != null) {
      set.cancel();
    }
    if (ofPeer.isEmpty()) {
      byPeer.remove(kept.peer);
    }
  }
}
