// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.TOKEN;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A peer sends request bodies in blocks; the test plays the peer.
class RequestBodyTest {
  private static final Options RD = path("rd");

  /// What a body takes beside its bytes.
  private static final int OVERHEAD = 512;

  private final List<Request> handled = new ArrayList<>();
  private Played played = new Played();
  private int nextId = 1;

  @BeforeEach
  void answers() {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          responder.respond(Response.of(Code.CHANGED), now);
        };
  }

  private void configured(EndpointConfig config) {
    played = new Played(config);
    answers();
  }

  private static Bytes body(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    return Bytes.wrap(bytes);
  }

  private static Block block(int number, boolean more, int size) {
    return new Block(number, more, Block.exponentOf(size));
  }

  private Message part(Peer peer, Options options, Block block, Bytes payload) {
    Message message =
        new Message(
            Type.CON,
            Code.POST,
            nextId++,
            TOKEN,
            options.toBuilder().block1(block).build(),
            payload);
    played.receive(peer, message);
    return message;
  }

  private Message part(Options options, Block block, Bytes payload) {
    return part(PEER, options, block, payload);
  }

  /// Sends block `number` of `whole` in blocks of `size` and returns the answer.
  private Message sendBlock(Options options, Bytes whole, int number, int size) {
    int from = number * size;
    int to = Math.min(whole.size(), from + size);
    part(options, block(number, to < whole.size(), size), whole.slice(from, to));
    return played.sends();
  }

  @Test
  @Spec({"CBLK-01", "CBLK-02", "CBLK-10", "CBLK-11", "TRN-21"})
  void blocks_become_one_body_that_the_handler_sees_whole() {
    Bytes whole = body(2500);
    Options options = Options.builder().uriPath("rd").uriQuery("ep=a").build();
    Options first = options.toBuilder().addUint(OptionNumber.SIZE1, 2500).build();
    for (int i = 0; i < 3; i++) {
      Block block = block(i, i < 2, 1024);
      Message message =
          part(
              i == 0 ? first : options,
              block,
              whole.slice(i * 1024, Math.min(2500, (i + 1) * 1024)));
      played.sends(
          ack(
              message,
              i < 2 ? Code.CONTINUE : Code.CHANGED,
              Options.builder().block1(block).build(),
              ""));
    }
    assertThat(handled).containsExactly(new Request(Code.POST, options, whole, true));
    assertThat(played.gauges().partialBodies()).isZero();
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-02")
  void a_smaller_size_of_ours_is_named_with_the_first_block_and_rescaled_numbers_follow() {
    configured(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
    Bytes whole = body(300);
    Message answer = sendBlock(RD, whole, 0, 256);
    assertThat(answer.options().block1()).contains(block(0, true, 64));
    answer = sendBlock(RD, whole, 4, 64);
    assertThat(answer.code()).isEqualTo(Code.CHANGED);
    assertThat(handled.getFirst().payload()).isEqualTo(whole);
  }

  @Test
  @Spec("CBLK-02")
  void a_client_that_keeps_its_size_is_served_all_the_same() {
    configured(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
    Bytes whole = body(300);
    for (int i = 0; i < 3; i++) {
      sendBlock(RD, whole, i, 128);
    }
    assertThat(handled.getFirst().payload()).isEqualTo(whole);
  }

  @Test
  void one_block_that_is_the_last_is_a_whole_body() {
    Message answer = sendBlock(RD, body(40), 0, 64);
    assertThat(answer.code()).isEqualTo(Code.CHANGED);
    assertThat(answer.options().block1()).contains(block(0, false, 64));
    assertThat(handled.getFirst().options()).isEqualTo(RD);
    assertThat(played.gauges().partialBodies()).isZero();
  }

  @Test
  @Spec({"CBLK-03", "C17"})
  void a_missing_block_breaks_the_body_off() {
    Bytes whole = body(256);
    sendBlock(RD, whole, 0, 64);
    assertThat(sendBlock(RD, whole, 2, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(played.gauges().bodyBytes()).isZero();
    assertThat(sendBlock(RD, whole, 1, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(played.events.rejected).containsOnly(Rejection.BROKEN_BLOCK_SEQUENCE);
    assertThat(handled).isEmpty();
  }

  @Test
  @Spec("CBLK-03")
  void a_body_that_does_not_begin_at_the_beginning_is_incomplete() {
    assertThat(sendBlock(RD, body(256), 3, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(handled).isEmpty();
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-08")
  void block_number_0_begins_anew() {
    sendBlock(RD, body(256), 0, 64);
    sendBlock(RD, body(256), 1, 64);
    Bytes other = Bytes.wrap(new byte[100]);
    sendBlock(RD, other, 0, 64);
    sendBlock(RD, other, 1, 64);
    assertThat(handled).singleElement().extracting(Request::payload).isEqualTo(other);
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-07", "CBLK-10"})
  void a_repeated_block_message_is_answered_again_and_not_added_twice() {
    Bytes whole = body(128);
    Message first = part(RD, block(0, true, 64), whole.slice(0, 64));
    Message answer = played.sends();
    played.receive(first);
    played.sends(answer);
    sendBlock(RD, whole, 1, 64);
    assertThat(handled.getFirst().payload()).isEqualTo(whole);
  }

  @ParameterizedTest
  @Spec({"CBLK-01", "CBLK-05"})
  @CsvSource({"true, 63", "true, 65", "true, 0", "false, 65"})
  void only_the_last_block_may_be_shorter_and_none_longer(boolean more, int size) {
    Message message = part(RD, block(0, more, 64), body(size));
    Message answer = played.sends();
    assertThat(answer.code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(answer.messageId()).isEqualTo(message.messageId());
    assertThat(handled).isEmpty();
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-01")
  void the_reserved_size_is_refused() {
    part(RD, new Block(0, true, 7), body(1024));
    assertThat(played.sends().code()).isEqualTo(Code.BAD_REQUEST);
    Message get =
        new Message(
            Type.CON,
            Code.GET,
            nextId++,
            TOKEN,
            RD.toBuilder().block2(new Block(0, false, 7)).build(),
            Bytes.EMPTY);
    played.receive(get);
    assertThat(played.sends().code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(handled).isEmpty();
  }

  @Test
  @Spec({"CBLK-03", "C18"})
  void a_body_that_is_announced_too_large_is_refused_with_the_size_that_would_do() {
    Options announced = RD.toBuilder().addUint(OptionNumber.SIZE1, (1 << 20) + 1).build();
    part(announced, block(0, true, 64), body(64));
    Message answer = played.sends();
    assertThat(answer.code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(answer.options().uint(OptionNumber.SIZE1)).hasValue(1 << 20);
    assertThat(played.events.rejected).containsExactly(Rejection.BODY_TOO_LARGE);
    assertThat(played.gauges().partialBodies()).isZero();
  }

  @Test
  @Spec({"CBLK-03", "CBLK-09", "C18"})
  void a_body_that_grows_too_large_or_lied_about_its_size_is_refused_and_forgotten() {
    configured(EndpointConfig.DEFAULT.withBlockSizeBytes(64).withBodies(200, 1000, 2));
    Options lie = RD.toBuilder().addUint(OptionNumber.SIZE1, 10).build();
    Bytes whole = body(300);
    for (int i = 0; i < 3; i++) {
      assertThat(sendBlock(lie, whole, i, 64).code()).isEqualTo(Code.CONTINUE);
    }
    assertThat(sendBlock(lie, whole, 3, 64).code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(played.gauges().bodyBytes()).isZero();
    assertThat(handled).isEmpty();
  }

  @Test
  @Spec({"CBLK-09", "C18"})
  void all_bodies_together_are_bounded() {
    configured(EndpointConfig.DEFAULT.withBlockSizeBytes(64).withBodies(200, 800, 2));
    sendBlock(RD, body(400), 0, 64);
    sendBlock(RD, body(400), 1, 64);
    part(OTHER, RD, block(0, true, 64), body(64));
    assertThat(played.sends().code()).isEqualTo(Code.CONTINUE);
    assertThat(played.gauges().partialBodies()).isEqualTo(1);
    assertThat(played.gauges().bodyBytes()).isEqualTo(64 + OVERHEAD);
    assertThat(sendBlock(RD, body(400), 2, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    configured(EndpointConfig.DEFAULT.withBlockSizeBytes(64).withBodies(200, 550, 2));
    Message answer = sendBlock(RD, body(400), 0, 64);
    assertThat(answer.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(answer.options().has(OptionNumber.MAX_AGE)).isTrue();
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-08", "C17"})
  void a_change_of_format_within_a_body_breaks_it_off() {
    Options tlv = RD.toBuilder().contentFormat(ContentFormat.TLV).build();
    Options text = RD.toBuilder().contentFormat(ContentFormat.TEXT).build();
    sendBlock(tlv, body(128), 0, 64);
    assertThat(sendBlock(text, body(128), 1, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(sendBlock(tlv, body(128), 1, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(handled).isEmpty();
  }

  @Test
  @Spec({"CBLK-08", "CMISC-06", "TRN-07", "C17"})
  void bodies_with_different_request_tags_or_resources_do_not_mix() {
    Bytes one = body(128);
    Bytes two = Bytes.wrap(new byte[128]);
    Options tagged = RD.toBuilder().add(OptionNumber.REQUEST_TAG, Bytes.of(1)).build();
    Options empty = RD.toBuilder().add(OptionNumber.REQUEST_TAG, Bytes.EMPTY).build();
    sendBlock(tagged, one, 0, 64);
    sendBlock(empty, two, 0, 64);
    assertThat(sendBlock(RD, two, 1, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(sendBlock(path("dp"), two, 1, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    sendBlock(tagged, one, 1, 64);
    sendBlock(empty, two, 1, 64);
    assertThat(handled).extracting(Request::payload).containsExactly(one, two);
    assertThat(handled).extracting(Request::options).containsOnly(RD);
  }

  @Test
  void what_may_differ_from_block_to_block_does_not_tell_bodies_apart() {
    Bytes whole = body(128);
    sendBlock(RD.toBuilder().addUint(OptionNumber.SIZE1, 128).build(), whole, 0, 64);
    Options later =
        RD.toBuilder().add(OptionNumber.ECHO, Bytes.of(1)).block2(new Block(0, false, 2)).build();
    assertThat(sendBlock(later, whole, 1, 64).code()).isEqualTo(Code.CHANGED);
  }

  @Test
  @Spec({"C18", "CBLK-09"})
  void a_peer_has_two_bodies_under_way_the_third_pushes_out_the_oldest() {
    sendBlock(path("1"), body(128), 0, 64);
    sendBlock(path("2"), body(128), 0, 64);
    sendBlock(path("3"), body(128), 0, 64);
    assertThat(played.gauges().partialBodies()).isEqualTo(2);
    assertThat(sendBlock(path("1"), body(128), 1, 64).code())
        .isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(sendBlock(path("2"), body(128), 1, 64).code()).isEqualTo(Code.CHANGED);
    assertThat(sendBlock(path("3"), body(128), 1, 64).code()).isEqualTo(Code.CHANGED);
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-09", "C18"})
  void a_body_without_further_block_is_forgotten_when_its_lifetime_is_over() {
    sendBlock(RD, body(192), 0, 64);
    played.pass(200);
    sendBlock(RD, body(192), 1, 64);
    played.pass(246);
    assertThat(played.gauges().bodyBytes()).isEqualTo(128 + OVERHEAD);
    played.pass(2);
    assertThat(played.gauges().bodyBytes()).isZero();
    assertThat(sendBlock(RD, body(192), 2, 64).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    played.endsEmpty();
  }

  @Test
  @Spec("C18")
  void ten_thousand_bodies_of_one_peer_take_the_room_of_two() {
    for (int i = 0; i < 10_000; i++) {
      part(path("r" + i), block(0, true, 1024), body(1024));
      assertThat(played.sends().code()).isEqualTo(Code.CONTINUE);
    }
    assertThat(played.gauges().partialBodies()).isEqualTo(2);
    assertThat(played.gauges().bodyBytes()).isEqualTo(2048 + 2 * OVERHEAD);
    assertThat(handled).isEmpty();
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-02")
  void a_slow_answer_to_the_last_block_still_confirms_it() {
    List<Responder> open = new ArrayList<>();
    played.handler = (peer, request, responder, now) -> open.add(responder);
    sendBlock(RD, body(128), 0, 64);
    Message last = part(RD, block(1, false, 64), body(64));
    played.pass(1.1);
    played.sends(emptyAck(last));
    open.getFirst().respond(Response.of(Code.CREATED), played.now);
    Message response = played.sends();
    assertThat(response.type()).isEqualTo(Type.CON);
    assertThat(response.options().block1()).contains(block(1, false, 64));
  }

  @Test
  void blocks_may_be_non_confirmable() {
    Bytes whole = body(128);
    for (int i = 0; i < 2; i++) {
      played.receive(
          new Message(
              Type.NON,
              Code.POST,
              nextId++,
              TOKEN,
              RD.toBuilder().block1(block(i, i == 0, 64)).build(),
              whole.slice(64 * i, 64 * i + 64)));
      Message answer = played.sends();
      assertThat(answer.type()).isEqualTo(Type.NON);
      assertThat(answer.code()).isEqualTo(i == 0 ? Code.CONTINUE : Code.CHANGED);
    }
    assertThat(handled.getFirst().payload()).isEqualTo(whole);
    assertThat(handled.getFirst().confirmable()).isFalse();
  }

  @Test
  void a_handler_that_throws_on_a_whole_body_leaves_no_body_behind() {
    played.handler =
        (peer, request, responder, now) -> {
          throw new IllegalStateException("ours");
        };
    sendBlock(RD, body(128), 0, 64);
    Message answer = sendBlock(RD, body(128), 1, 64);
    assertThat(answer.code()).isEqualTo(Code.INTERNAL_SERVER_ERROR);
    assertThat(answer.options().block1()).contains(block(1, false, 64));
    played.endsEmpty();
  }
}
