// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Blocks that come once more, at other times or to a sink that is not ready; the test plays the peer.
class RepeatedBlockTest {
  private static final Options RD = path("rd");
  private static final Bytes BODY = Streams.piece(1, 0, 256);

  private final List<Request> handled = new ArrayList<>();
  private final Streams.Sink sink = new Streams.Sink(1);
  private final Played played = new Played();
  private int nextId = 1;

  {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          responder.respond(Response.of(Code.CHANGED), now);
        };
  }

  private void intoSink() {
    played.reception = (peer, request, head, now) -> new Reception.Pieces(sink, played.handler);
  }

  private Message send(Code code, Options options, Block block, Bytes payload) {
    Message message =
        new Message(
            Type.CON,
            code,
            nextId++,
            Token.of(nextId, 4),
            options.toBuilder().block1(block).build(),
            payload);
    played.receive(message);
    return message;
  }

  private Code answerTo(int number, boolean more, Bytes payload) {
    send(Code.POST, RD, new Block(number, more, 2), payload);
    return played.sends().code();
  }

  private static Bytes part(int number) {
    return BODY.slice(64 * number, 64 * number + 64);
  }

  @Test
  @Spec({"CBLK-02", "CBLK-10", "C17"})
  void a_block_that_comes_again_with_another_message_id_is_answered_and_not_added_twice() {
    for (boolean streamed : new boolean[] {false, true}) {
      handled.clear();
      if (streamed) {
        intoSink();
      }
      for (int i = 0; i < 3; i++) {
        assertThat(answerTo(i, true, part(i))).isEqualTo(Code.CONTINUE);
        if (i > 0) {
          assertThat(answerTo(i, true, part(i))).isEqualTo(Code.CONTINUE);
        }
      }
      assertThat(answerTo(3, false, part(3))).isEqualTo(Code.CHANGED);
      assertThat(handled)
          .singleElement()
          .extracting(Request::payload)
          .isEqualTo(streamed ? Bytes.EMPTY : BODY);
    }
    assertThat(sink.position).isEqualTo(256);
    assertThat(sink.blocks).isEqualTo(4);
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-03", "C17"})
  void a_block_that_comes_again_with_other_bytes_or_as_the_last_breaks_the_body_off() {
    for (boolean streamed : new boolean[] {false, true}) {
      if (streamed) {
        intoSink();
      }
      answerTo(0, true, part(0));
      answerTo(1, true, part(1));
      assertThat(answerTo(1, true, part(0))).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
      answerTo(0, true, part(0));
      answerTo(1, true, part(1));
      assertThat(answerTo(1, false, part(1))).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
      answerTo(0, true, part(0));
      answerTo(1, true, part(1));
      answerTo(2, true, part(2));
      assertThat(answerTo(1, true, part(1))).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
      assertThat(played.gauges().partialBodies()).isZero();
    }
    assertThat(sink.broken).isEqualTo(3);
    assertThat(handled).isEmpty();
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-08", "C17"})
  void another_format_breaks_a_streamed_body_off() {
    intoSink();
    answerTo(0, true, part(0));
    Options text = RD.toBuilder().contentFormat(ContentFormat.TEXT).build();
    send(Code.POST, text, new Block(1, true, 2), part(1));
    assertThat(played.sends().code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(sink.broken).isEqualTo(1);
  }

  @Test
  @Spec("CBLK-03")
  void a_block_while_the_sink_is_busy_is_put_off() {
    intoSink();
    sink.holds = true;
    send(Code.POST, RD, new Block(0, true, 2), part(0));
    played.isSilent();
    for (int number = 0; number < 2; number++) {
      if (number == 1) {
        send(Code.POST, RD, new Block(1, true, 2), part(1));
        Message busy = played.sends();
        assertThat(busy.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
        assertThat(busy.options().uint(OptionNumber.MAX_AGE)).hasValue(10);
      }
    }
    sink.held.removeFirst().proceed(played.now);
    assertThat(played.sends().code()).isEqualTo(Code.CONTINUE);
    sink.holds = false;
    assertThat(answerTo(1, true, part(1))).isEqualTo(Code.CONTINUE);
    assertThat(sink.blocks).isEqualTo(2);
  }

  @Test
  @Spec("CBLK-09")
  void a_sink_that_is_ready_after_its_transfer_was_dropped_hears_that_it_is_incomplete() {
    intoSink();
    sink.holds = true;
    send(Code.POST, RD, new Block(0, true, 2), part(0));
    played.pass(2);
    played.sent.clear();
    send(Code.POST, RD, new Block(0, true, 2), part(0));
    assertThat(sink.broken).isEqualTo(1);
    assertThat(played.gauges().partialBodies()).isEqualTo(1);
    played.sent.clear();
    sink.held.removeFirst().proceed(played.now);
    assertThat(played.sends().code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
  }

  @Test
  @Spec({"CBLK-06", "CMISC-06"})
  void answers_to_questions_with_other_bodies_or_tags_are_kept_apart() {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          Bytes body = Streams.piece(request.payload().get(0), 0, 200);
          responder.respond(new Response(Code.CONTENT, Options.NONE, body), now);
        };
    Options small = RD.toBuilder().block2(new Block(0, false, 2)).build();
    Options next = RD.toBuilder().block2(new Block(1, false, 2)).build();
    for (int question = 1; question < 3; question++) {
      assertThat(fetch(small, Bytes.of(question))).isEqualTo(Streams.piece(question, 0, 64));
    }
    handled.clear();
    for (int question = 1; question < 3; question++) {
      assertThat(fetch(next, Bytes.of(question))).isEqualTo(Streams.piece(question, 64, 64));
    }
    assertThat(handled).isEmpty();
    assertThat(fetch(next, Bytes.of(3))).isEqualTo(Streams.piece(3, 64, 64));
    assertThat(handled).hasSize(1);
    for (int tag = 4; tag < 6; tag++) {
      fetch(tagged(small, tag), Bytes.of(tag));
    }
    handled.clear();
    assertThat(fetch(tagged(next, 4), Bytes.EMPTY)).isEqualTo(Streams.piece(4, 64, 64));
    assertThat(fetch(tagged(next, 5), Bytes.EMPTY)).isEqualTo(Streams.piece(5, 64, 64));
    assertThat(fetch(next, Bytes.EMPTY)).isEqualTo(Streams.piece(5, 64, 64));
    assertThat(handled).isEmpty();
    Message gone = ask(tagged(next, 6), Bytes.EMPTY);
    assertThat(gone.code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
  }

  private static Options tagged(Options options, int tag) {
    return options.toBuilder().add(OptionNumber.REQUEST_TAG, Bytes.of(tag)).build();
  }

  private Bytes fetch(Options options, Bytes question) {
    return ask(options, question).payload();
  }

  private Message ask(Options options, Bytes question) {
    played.receive(
        new Message(Type.CON, Code.FETCH, nextId++, Token.of(nextId, 4), options, question));
    return played.sends();
  }

  @Test
  @Spec({"COAP-08", "CBLK-10"})
  void a_download_asks_again_for_a_block_that_was_not_answered_three_times_in_all() {
    Streams.Sink taken = new Streams.Sink(1);
    transfer(Transfer.download(Request.of(Code.GET, RD), taken));
    Message first = played.sends();
    assertThat(first.options().uint(OptionNumber.SIZE2)).hasValue(0);
    assertThat(first.options().block2()).isEmpty();
    Options part =
        Options.builder().block2(new Block(0, true, 2)).addUint(OptionNumber.SIZE2, 256).build();
    played.receive(Played.ack(first, Code.CONTENT, part, part(0)));
    int asked = 0;
    while (played.replies.isEmpty()) {
      while (!played.sent.isEmpty()) {
        Message message = played.sendsNext();
        assertThat(message.options().block2()).contains(new Block(1, false, 2));
        assertThat(message.options().has(OptionNumber.SIZE2)).isFalse();
        asked++;
      }
      played.pass(1);
    }
    assertThat(asked).isEqualTo(15);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
    assertThat(taken.broken).isEqualTo(1);
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-08", "CBLK-10"})
  void an_upload_sends_a_block_again_but_never_the_last() {
    transfer(Transfer.upload(Request.of(Code.POST, RD), new Streams.Source(1, 2048)));
    Message first = played.sends();
    assertThat(first.options().first(OptionNumber.REQUEST_TAG)).contains(Bytes.of(0xB0, 1));
    played.pass(100);
    played.sent.clear();
    assertThat(played.replies).isEmpty();
    played.pass(20);
    Message again = played.sent.getLast().message();
    assertThat(again.options().block1()).contains(new Block(0, true, 6));
    played.sent.clear();
    Options go = Options.builder().block1(new Block(0, true, 6)).build();
    played.receive(Played.ack(again, Code.CONTINUE, go, ""));
    Message last = played.sends();
    assertThat(last.options().block1()).contains(new Block(1, false, 6));
    played.pass(100);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
    played.sent.clear();
    played.endsEmpty();
  }

  private void transfer(Transfer transfer) {
    played.endpoint.transfer(PEER, transfer, (reply, now) -> played.replies.add(reply), played.now);
  }

  @Test
  void cancelling_stops_what_is_under_way() {
    Peer peer = PEER;
    for (Transfer transfer :
        List.of(
            Transfer.download(Request.of(Code.GET, RD), sink),
            Transfer.upload(Request.of(Code.PUT, RD), new Streams.Source(1, 5000)))) {
      played.replies.clear();
      var handle =
          played.endpoint.transfer(
              peer, transfer, (reply, now) -> played.replies.add(reply), played.now);
      Message first = played.sends();
      if (transfer.sink().isPresent()) {
        Options part = Options.builder().block2(new Block(0, true, 2)).build();
        played.receive(Played.ack(first, Code.CONTENT, part, part(0)));
        played.sends();
      }
      handle.cancel(played.now);
      assertThat(played.reply()).isInstanceOf(Reply.Cancelled.class);
      assertThat(played.gauges().clientExchanges()).isZero();
      played.pass(100);
      played.isSilent();
    }
    played.endsEmpty();
  }
}
