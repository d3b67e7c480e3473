// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Transfer;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Datagrams that are too large for the way vanish, and nobody says so.
@Spec("N7")
class BlackHoleTest {
  private static final int LARGE = 900;

  private final Played played = new Played();

  private static Request put(int bytes) {
    return Request.of(Code.PUT, path("f"), Bytes.wrap(new byte[bytes]));
  }

  /// Sends a request that is never answered; its first message.
  private Message loses(Request request) {
    played.request(request);
    Message first = played.sends();
    played.pass(100);
    played.sent.clear();
    return first;
  }

  private Message sends(Request request) {
    played.request(request);
    return played.sends();
  }

  @Test
  void a_body_that_stays_unanswered_twice_goes_in_smaller_blocks_the_next_time() {
    assertThat(loses(put(LARGE)).options().has(27)).isFalse();
    assertThat(loses(put(LARGE)).options().has(27)).isFalse();
    assertThat(loses(put(LARGE)).options().block1()).hasValue(new Block(0, true, 5));
    assertThat(loses(put(LARGE)).options().block1()).hasValue(new Block(0, true, 5));
    assertThat(loses(put(LARGE)).options().block1()).hasValue(new Block(0, true, 4));
    assertThat(played.replies).hasSize(5).allMatch(Reply.TimedOut.class::isInstance);
    played.endpoint.request(OTHER, put(LARGE), (reply, at) -> {}, played.now);
    assertThat(played.sends().options().has(27)).as("to another peer").isFalse();
  }

  @Test
  void a_small_body_that_stays_unanswered_says_nothing() {
    for (int i = 0; i < 5; i++) {
      loses(put(400));
    }
    assertThat(sends(put(LARGE)).options().has(27)).isFalse();
  }

  @Test
  void a_body_that_arrives_in_between_begins_the_count_anew() {
    loses(put(LARGE));
    played.receive(ack(sends(put(LARGE)), Code.CHANGED));
    loses(put(LARGE));
    assertThat(sends(put(LARGE)).options().has(27)).isFalse();
  }

  private Message asked(int messageId) {
    return con(Code.GET, messageId, path("f"));
  }

  private void answersLarge() {
    played.handler =
        (peer, request, responder, at) ->
            responder.respond(
                new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[LARGE])), at);
  }

  @Test
  void an_answer_that_is_asked_for_again_and_again_goes_in_smaller_blocks_the_next_time() {
    answersLarge();
    for (int id = 1; id <= 2; id++) {
      for (int copy = 0; copy < 5; copy++) {
        played.receive(asked(id));
        assertThat(played.sends().payload().size()).isEqualTo(LARGE);
      }
    }
    played.receive(asked(3));
    assertThat(played.sends().options().block2()).hasValue(new Block(0, true, 5));
  }

  @Test
  void an_answer_that_is_asked_for_again_now_and_then_stays_as_it_is() {
    answersLarge();
    for (int id = 1; id <= 20; id++) {
      for (int copy = 0; copy < 3; copy++) {
        played.receive(asked(id));
        assertThat(played.sends().payload().size()).isEqualTo(LARGE);
      }
    }
  }

  @Test
  void a_notification_that_is_never_acknowledged_counts_as_well() {
    for (int i = 1; i <= 2; i++) {
      List<Responder.Relation> relations = new ArrayList<>();
      played.handler =
          (peer, request, responder, at) ->
              relations.add(
                  responder.respondObserving(Response.of(Code.CONTENT), (reason, then) -> {}, at));
      played.receive(con(Code.GET, i, Options.builder().observe(0).uriPath("f").build()));
      played.sends();
      Response value = new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[LARGE]));
      relations.getFirst().notify(value, true, played.now);
      played.pass(100);
      played.sent.clear();
    }
    assertThat(sends(put(LARGE)).options().block1()).hasValue(new Block(0, true, 5));
  }

  @Test
  void answers_to_a_body_in_small_blocks_are_as_small() {
    answersLarge();
    Options first = Options.builder().uriPath("f").block1(new Block(0, true, 4)).build();
    played.receive(con(Code.POST, 1, first, "x".repeat(256)));
    assertThat(played.sends().code()).isEqualTo(Code.CONTINUE);
    Options last = Options.builder().uriPath("f").block1(new Block(1, false, 4)).build();
    played.receive(con(Code.POST, 2, last, "y"));
    Message answer = played.sends();
    assertThat(answer.options().block2()).hasValue(new Block(0, true, 4));
    assertThat(answer.payload().size()).isEqualTo(256);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5000, 5300, 5900})
  void a_download_asks_for_smaller_blocks_where_it_is_not_answered(long offset) {
    Streams.Sink sink = new Streams.Sink(1);
    Transfer download = Transfer.download(Played.get("f"), sink);
    sink.position = offset;
    played.endpoint.transfer(
        PEER,
        offset == 0 ? download : download.from(offset, Bytes.of(0xB0, 1)),
        (reply, at) -> played.replies.add(reply),
        played.now);
    List<Integer> sizes = new ArrayList<>();
    while (played.replies.isEmpty()) {
      Message question = played.sendsNext();
      long begins = question.options().block2().map(Block::offset).orElse(0L);
      int size = question.options().block2().map(Block::sizeBytes).orElse(0);
      assertThat(begins).isLessThanOrEqualTo(offset);
      sizes.add(size);
      played.sent.clear();
      for (int copy = 0; copy < 4; copy++) {
        played.passUntilSentAgain();
      }
      played.sent.clear();
      while (played.sent.isEmpty() && played.replies.isEmpty()) {
        played.pass(1);
      }
    }
    int first = offset == 0 ? 0 : 1024;
    assertThat(sizes).containsExactly(first, first, 512, 256, 256);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
  }

  @Test
  void a_download_goes_on_in_the_size_that_gets_through() {
    Streams.Sink sink = new Streams.Sink(1);
    sink.position = 5900;
    played.endpoint.transfer(
        PEER,
        Transfer.download(Played.get("f"), sink).from(5900, Bytes.of(0xB0, 1)),
        (reply, at) -> played.replies.add(reply),
        played.now);
    Message question = unanswered(unanswered(played.sends()));
    Block block = question.options().block2().orElseThrow();
    assertThat(block.sizeBytes()).isEqualTo(512);
    while (played.replies.isEmpty()) {
      int bytes = (int) Math.min(512, 7000 - block.offset());
      Options options =
          Options.builder()
              .add(4, Bytes.of(0xB0, 1))
              .block2(new Block(block.number(), bytes == 512, block.sizeExponent()))
              .build();
      played.receive(ack(question, Code.CONTENT, options, Streams.piece(1, block.offset(), bytes)));
      if (played.replies.isEmpty()) {
        question = played.sends();
        block = question.options().block2().orElseThrow();
        assertThat(block.sizeBytes()).isEqualTo(512);
      }
    }
    assertThat(sink.position).isEqualTo(7000);
    assertThat(sink.heads.getFirst().offset()).isEqualTo(5900);
    assertThat(played.reply()).isInstanceOf(Reply.Answered.class);
  }

  /// Lets a message and its four repetitions go unanswered; the message that follows.
  private Message unanswered(Message message) {
    assertThat(played.sent).isEmpty();
    Message next = message;
    while (next.token().equals(message.token())) {
      played.passUntilSent();
      next = played.sends();
    }
    return next;
  }

  @ParameterizedTest
  @ValueSource(longs = {5120, 5900, 6143})
  void a_download_goes_on_from_the_block_it_asked_for_where_blocks_become_smaller_meanwhile(
      long offset) {
    Streams.Sink sink = new Streams.Sink(1);
    played.endpoint.transfer(
        PEER,
        Transfer.download(Played.get("f"), sink).from(offset, Bytes.of(0xB0, 1)),
        (reply, at) -> played.replies.add(reply),
        played.now);
    Message question = played.sends();
    assertThat(question.options().block2()).hasValue(new Block(5, false, 6));
    answersLarge();
    for (int copy = 0; copy < 10; copy++) {
      played.receive(asked(1 + copy / 5));
      played.sends();
    }
    Options options =
        Options.builder().add(4, Bytes.of(0xB0, 1)).block2(new Block(5, true, 6)).build();
    played.receive(ack(question, Code.CONTENT, options, Streams.piece(1, 5120, 1024)));
    assertThat(sink.heads)
        .singleElement()
        .satisfies(it -> assertThat(it.offset()).isEqualTo(offset));
    assertThat(sink.position).isEqualTo(6144);
    assertThat(played.sends().options().block2()).hasValue(new Block(12, false, 5));
  }

  @Test
  void an_upload_goes_on_in_the_size_that_gets_through() {
    Streams.Source source = new Streams.Source(1, 3000);
    played.endpoint.transfer(
        PEER,
        Transfer.upload(Request.of(Code.PUT, path("f")), source),
        (reply, at) -> played.replies.add(reply),
        played.now);
    Message block = unanswered(unanswered(played.sends()));
    Bytes came = Bytes.EMPTY;
    while (played.replies.isEmpty()) {
      Block option = block.options().block1().orElseThrow();
      assertThat(option.sizeBytes()).isEqualTo(512);
      assertThat(option.offset()).isEqualTo(came.size());
      came = came.concat(block.payload());
      Options options = Options.builder().block1(option).build();
      played.receive(ack(block, option.more() ? Code.CONTINUE : Code.CHANGED, options, ""));
      block = option.more() ? played.sends() : block;
    }
    assertThat(came).isEqualTo(Streams.piece(1, 0, 3000));
    assertThat(played.reply()).isInstanceOf(Reply.Answered.class);
  }
}
