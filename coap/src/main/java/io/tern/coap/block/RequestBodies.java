// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
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

/// Puts request bodies together from Block1 (RFC 7959 §2.3, §2.5). Blocks of one body come in order;
/// the first begins anew whatever was there. A peer has few bodies under way: one more pushes out the
/// oldest.
public final class RequestBodies {
  private static final int RETRY_AFTER_SECONDS = 10;

  private final Map<Peer, List<Part>> byPeer = new HashMap<>();
  private final BlockParameters parameters;
  private final BodyBudget budget;
  private final Timers timers;
  private int size;

  /// What a block leads to.
  public sealed interface Received {
    /// The body is whole.
    record Whole(Bytes body) implements Received {}

    /// Another block is wanted.
    record Continue(Response response) implements Received {}

    /// The block does not fit or there is no room.
    record Refused(Response response) implements Received {}
  }

  /// A body under way.
  private static final class Part {
    final Peer peer;
    final BodyKey key;
    final Optional<ContentFormat> format;
    final Body body;
    Timers.@Nullable Timer age;

    Part(Peer peer, BodyKey key, Optional<ContentFormat> format, Body body) {
      this.peer = peer;
      this.key = key;
      this.format = format;
      this.body = body;
    }
  }

  public RequestBodies(BlockParameters parameters, BodyBudget budget, Timers timers) {
    this.parameters = parameters;
    this.budget = budget;
    this.timers = timers;
  }

  /// Bodies under way.
  public int size() {
    return size;
  }

  /// Takes the block that `message` carries.
  public Received receive(Peer peer, Message message, Block block, long nowNanos) {
    int bytes = message.payload().size();
    boolean fits = block.more() ? bytes == block.sizeBytes() : bytes <= block.sizeBytes();
    if (block.sizeExponent() == 7 || !fits) {
      return refused(Response.error(Code.BAD_REQUEST, "block " + block + " of " + bytes));
    }
    BodyKey key = BodyKey.ofRequest(message);
    Part part = find(peer, key);
    if (block.number() == 0) {
      if (part != null) {
        drop(part);
      }
      return begin(peer, key, message, block, nowNanos);
    }
    if (part == null) {
      return refused(Response.error(Code.REQUEST_ENTITY_INCOMPLETE, "no block before this"));
    }
    if (block.offset() != part.body.size()
        || !part.format.equals(message.options().contentFormat())) {
      drop(part);
      return refused(
          Response.error(Code.REQUEST_ENTITY_INCOMPLETE, "a block is missing or of another body"));
    }
    return add(part, message, block, nowNanos);
  }

  private Received begin(Peer peer, BodyKey key, Message message, Block block, long nowNanos) {
    if (message.options().uint(OptionNumber.SIZE1).orElse(0) > parameters.bodyBytesMax()) {
      return refused(tooLarge());
    }
    if (!block.more()) {
      return new Received.Whole(message.payload());
    }
    List<Part> ofPeer = byPeer.computeIfAbsent(peer, _ -> new ArrayList<>(1));
    if (ofPeer.size() >= parameters.bodiesPerPeerMax()) {
      drop(ofPeer.getFirst());
      ofPeer = byPeer.computeIfAbsent(peer, _ -> new ArrayList<>(1));
    }
    Part part =
        new Part(
            peer,
            key,
            message.options().contentFormat(),
            new Body(budget, parameters.bodyBytesMax()));
    ofPeer.add(part);
    size++;
    return add(part, message, block, nowNanos);
  }

  private Received add(Part part, Message message, Block block, long nowNanos) {
    return switch (part.body.append(message.payload())) {
      case TOO_LARGE -> {
        drop(part);
        yield refused(tooLarge());
      }
      case NO_ROOM -> {
        drop(part);
        yield refused(noRoom());
      }
      case DONE -> {
        if (block.more()) {
          age(part, nowNanos);
          yield new Received.Continue(
              new Response(
                  Code.CONTINUE, Options.builder().block1(answer(block)).build(), Bytes.EMPTY));
        }
        Bytes whole = part.body.take();
        drop(part);
        yield new Received.Whole(whole);
      }
    };
  }

  /// What the answer to a request with `block` says about it: the size is ours where that is smaller.
  public Block answer(Block block) {
    return new Block(
        block.number(), block.more(), Math.min(block.sizeExponent(), parameters.sizeExponent()));
  }

  private static Received refused(Response response) {
    return new Received.Refused(response);
  }

  private Response tooLarge() {
    Options options =
        Options.builder().addUint(OptionNumber.SIZE1, parameters.bodyBytesMax()).build();
    return new Response(Code.REQUEST_ENTITY_TOO_LARGE, options, Bytes.EMPTY);
  }

  private static Response noRoom() {
    Options options = Options.builder().addUint(OptionNumber.MAX_AGE, RETRY_AFTER_SECONDS).build();
    return new Response(Code.SERVICE_UNAVAILABLE, options, Bytes.EMPTY);
  }

  private void age(Part part, long nowNanos) {
    Timers.Timer before = part.age;
    if (before != null) {
      before.cancel();
    }
    part.age = timers.at(nowNanos + parameters.bodyLifetimeNanos(), _ -> drop(part));
  }

  private @Nullable Part find(Peer peer, BodyKey key) {
    List<Part> ofPeer = byPeer.getOrDefault(peer, List.of());
    for (Part part : ofPeer) {
      if (part.key.equals(key)) {
        return part;
      }
    }
    return null;
  }

  private void drop(Part part) {
    part.body.drop();
    Timers.Timer set = part.age;
    if (set != null) {
      set.cancel();
    }
    List<Part> ofPeer = byPeer.get(part.peer);
    if (ofPeer != null && ofPeer.remove(part)) {
      size--;
      if (ofPeer.isEmpty()) {
        byPeer.remove(part.peer);
      }
    }
  }
}
