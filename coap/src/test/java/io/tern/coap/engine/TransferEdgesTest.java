// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Reception;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Transfer;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The edges of transfers: exact tags, empty last blocks, no room, a pause that is cut short.
class TransferEdgesTest {
  private static final Options FW = path("fw");

  @Test
  @Spec("CBLK-04")
  void the_etag_of_a_body_is_its_hash() {
    Played played = new Played();
    Bytes body = Bytes.ofUtf8("a".repeat(1500));
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(new Response(Code.CONTENT, Options.NONE, body), now);
    played.receive(Played.con(Code.GET, 1, FW));
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < 1500; i++) {
      hash ^= 'a';
      hash *= 0x100000001B3L;
    }
    String folded = "%08x".formatted((int) (hash >>> 32) ^ (int) hash);
    assertThat(played.sends().options().first(OptionNumber.ETAG)).contains(Bytes.ofHex(folded));
  }

  @Test
  @Spec("CMISC-06")
  void a_request_tag_is_four_random_bytes() {
    RandomGenerator random = () -> 0x0102030405060708L;
    Played played = new Played(EndpointConfig.DEFAULT, random);
    played.request(Request.of(Code.PUT, FW, Bytes.wrap(new byte[2000])));
    assertThat(played.sends().options().first(OptionNumber.REQUEST_TAG))
        .contains(Bytes.of(1, 2, 3, 4));
  }

  @Test
  @Spec("CBLK-05")
  void an_empty_last_block_ends_a_streamed_body() {
    Played played = new Played();
    Streams.Sink sink = new Streams.Sink(1);
    List<Request> done = new ArrayList<>();
    played.reception =
        (peer, request, head, now) ->
            new Reception.Pieces(
                sink,
                (from, whole, responder, at) -> {
                  done.add(whole);
                  responder.respond(Response.of(Code.CHANGED), at);
                });
    played.receive(block(1, new Block(0, true, 2), Streams.piece(1, 0, 64)));
    assertThat(played.sends().code()).isEqualTo(Code.CONTINUE);
    played.receive(block(2, new Block(1, false, 2), Bytes.EMPTY));
    assertThat(played.sends().code()).isEqualTo(Code.CHANGED);
    assertThat(done).hasSize(1);
    assertThat(sink.blocks).isEqualTo(1);
    assertThat(played.gauges().partialBodies()).isZero();
  }

  private static Message block(int id, Block block, Bytes payload) {
    Options options = FW.toBuilder().block1(block).build();
    Message plain = Played.con(Code.PUT, id, options);
    return new Message(plain.type(), plain.code(), id, plain.token(), options, payload);
  }

  @Test
  @Spec("C18")
  void a_streamed_body_without_room_is_refused_and_a_response_is_not_kept() {
    Played played =
        new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(16).withBodies(400, 400, 2));
    Streams.Sink sink = new Streams.Sink(1);
    played.reception = (peer, request, head, now) -> new Reception.Pieces(sink, played.handler);
    played.receive(block(1, new Block(0, true, 2), Streams.piece(1, 0, 64)));
    assertThat(played.sends().code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(sink.heads).isEmpty();
    Streams.Source source = new Streams.Source(1, 100);
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(Response.of(Code.CONTENT), source, now);
    for (int i = 0; i < 7; i++) {
      Options further = FW.toBuilder().block2(new Block(i, false, 0)).build();
      played.receive(Played.con(Code.GET, 2 + i, further));
      Message answer = played.sends();
      assertThat(answer.payload()).isEqualTo(Streams.piece(1, 16L * i, i < 6 ? 16 : 4));
      assertThat(answer.options().block2()).contains(new Block(i, i < 6, 0));
      assertThat(source.releases).isEqualTo(i + 1);
    }
    assertThat(played.gauges().bodyBytes()).isZero();
  }

  @Test
  @Spec("COAP-08")
  void a_transfer_that_waits_for_room_here_goes_on_or_is_cancelled() {
    EndpointLimits one = new EndpointLimits(100, 16, 512, 1 << 20, 8, 1, 8, 1, 1, 1, 1);
    for (boolean cancelled : new boolean[] {false, true}) {
      Played played = new Played(EndpointConfig.DEFAULT.withLimits(one));
      Streams.Sink sink = new Streams.Sink(1);
      sink.holds = true;
      Cancellable transfer =
          played.endpoint.transfer(
              PEER,
              Transfer.download(Request.of(Code.GET, FW), sink),
              (reply, now) -> played.replies.add(reply),
              played.now);
      Options first = Options.builder().block2(new Block(0, true, 2)).build();
      played.receive(Played.ack(played.sends(), Code.CONTENT, first, Streams.piece(1, 0, 64)));
      played.endpoint.request(PEER, Played.get("other"), (reply, now) -> {}, played.now);
      Message other = played.sends();
      sink.held.removeFirst().proceed(played.now);
      played.pass(1);
      played.receive(Played.ack(other, Code.CONTENT));
      played.isSilent();
      if (cancelled) {
        transfer.cancel(played.now);
        played.pass(20);
        played.isSilent();
        assertThat(played.reply()).isInstanceOf(Reply.Cancelled.class);
      } else {
        played.pass(10);
        assertThat(played.sends().options().block2()).contains(new Block(1, false, 2));
        assertThat(played.replies).isEmpty();
      }
    }
  }
}
