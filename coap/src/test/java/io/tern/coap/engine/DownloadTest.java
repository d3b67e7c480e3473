// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// We fetch large responses and notifications in blocks; the test plays the peer.
class DownloadTest {
  private static final Options TARGET = path("3").toBuilder().accept(ContentFormat.TLV).build();

  private final List<Bytes> notified = new ArrayList<>();
  private final List<Reply> observed = new ArrayList<>();
  private Played played = new Played();
  private int nextId = 500;

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

  private static Options tagged(Block block, int etag) {
    return Options.builder()
        .add(OptionNumber.ETAG, Bytes.of(etag))
        .contentFormat(ContentFormat.TLV)
        .block2(block)
        .build();
  }

  private Cancellable get() {
    return played.request(Request.of(Code.GET, TARGET));
  }

  /// Answers `asked` with its block of `body`, as a peer with that block size.
  private void answerBlock(Message asked, Bytes body, int size, int etag) {
    Block wish = asked.options().block2().orElse(block(0, false, size));
    int used = Math.min(size, wish.sizeBytes());
    int from = (int) wish.offset();
    int to = Math.min(body.size(), from + used);
    Block block = new Block(from / used, to < body.size(), Block.exponentOf(used));
    played.receive(ack(asked, Code.CONTENT, tagged(block, etag), body.slice(from, to)));
  }

  @Test
  @Spec({"CBLK-04", "CBLK-05", "CBLK-10", "TRN-22"})
  void the_blocks_of_a_response_become_one_body() {
    Bytes body = body(300);
    get();
    Message first = played.sends();
    answerBlock(first, body, 128, 1);
    for (int i = 1; i < 3; i++) {
      Message next = played.sends();
      assertThat(next.code()).isEqualTo(Code.GET);
      assertThat(next.token()).isNotEqualTo(first.token());
      assertThat(next.options()).isEqualTo(TARGET.toBuilder().block2(block(i, false, 128)).build());
      answerBlock(next, body, 128, 1);
    }
    assertThat(played.answered().payload()).isEqualTo(body);
    assertThat(played.answered().options().contentFormat()).contains(ContentFormat.TLV);
    assertThat(played.answered().options().block2()).isEmpty();
    assertThat(played.gauges().bodyBytes()).isZero();
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-04")
  void a_smaller_size_of_ours_is_asked_for_from_the_second_block_on() {
    played = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
    Bytes body = body(300);
    get();
    answerBlock(played.sends(), body, 256, 1);
    Message second = played.sends();
    assertThat(second.options().block2()).contains(block(4, false, 64));
    answerBlock(second, body, 256, 1);
    assertThat(played.answered().payload()).isEqualTo(body);
  }

  @Test
  @Spec("CBLK-04")
  void a_peer_that_goes_down_in_size_is_followed() {
    Bytes body = body(300);
    get();
    answerBlock(played.sends(), body, 128, 1);
    Message second = played.sends();
    played.receive(ack(second, Code.CONTENT, tagged(block(4, true, 32), 1), body.slice(128, 160)));
    Message third = played.sends();
    assertThat(third.options().block2()).contains(block(5, false, 32));
  }

  @Test
  @Spec({"CBLK-04", "C17"})
  void a_body_that_changes_under_way_is_fetched_again_from_the_beginning() {
    Bytes old = body(300);
    Bytes young = Bytes.wrap(new byte[200]);
    get();
    answerBlock(played.sends(), old, 128, 1);
    answerBlock(played.sends(), young, 128, 2);
    Message again = played.sends();
    assertThat(again.options().block2()).contains(block(0, false, 128));
    answerBlock(again, young, 128, 2);
    answerBlock(played.sends(), young, 128, 2);
    assertThat(played.answered().payload()).isEqualTo(young);
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-04", "C17"})
  void a_body_that_never_stays_the_same_is_unusable() {
    get();
    for (int etag = 0; played.replies.isEmpty(); etag++) {
      assertThat(etag).isLessThan(20);
      answerBlock(played.sends(), body(300), 128, etag);
    }
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-04")
  void the_answer_to_a_post_that_changes_under_way_is_not_asked_for_again() {
    played.request(Request.of(Code.POST, TARGET, Bytes.of(1)));
    answerBlock(played.sends(), body(300), 128, 1);
    Message second = played.sends();
    assertThat(second.payload()).isEqualTo(Bytes.EMPTY);
    answerBlock(second, body(300), 128, 2);
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.isSilent();
  }

  @Test
  @Spec("CBLK-06")
  void fetch_repeats_its_body_with_every_block() {
    played.request(Request.of(Code.FETCH, TARGET, Bytes.ofUtf8("paths")));
    answerBlock(played.sends(), body(300), 128, 1);
    Message second = played.sends();
    assertThat(second.code()).isEqualTo(Code.FETCH);
    assertThat(second.payload().utf8()).isEqualTo("paths");
  }

  @Test
  @Spec("CBLK-06")
  void a_large_question_with_a_large_answer_goes_both_ways_in_blocks() {
    played = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
    played.request(Request.of(Code.FETCH, TARGET, body(100)));
    Message first = played.sends();
    Options go = Options.builder().block1(block(0, true, 64)).build();
    played.receive(ack(first, Code.CONTINUE, go, ""));
    Message last = played.sends();
    Options both = tagged(block(0, true, 64), 1).toBuilder().block1(block(1, false, 64)).build();
    played.receive(ack(last, Code.CONTENT, both, body(64)));
    Message next = played.sends();
    assertThat(next.options().block1()).isEmpty();
    assertThat(next.options().first(OptionNumber.REQUEST_TAG))
        .isEqualTo(first.options().first(OptionNumber.REQUEST_TAG))
        .isPresent();
    assertThat(next.options().block2()).contains(block(1, false, 64));
    assertThat(next.payload()).isEqualTo(Bytes.EMPTY);
    played.receive(
        ack(next, Code.CONTENT, tagged(block(1, false, 64), 1), body(100).slice(64, 100)));
    assertThat(played.answered().payload()).isEqualTo(body(100));
    assertThat(played.answered().options().block1()).isEmpty();
  }

  @Test
  @Spec({"CBLK-01", "CBLK-05", "C17"})
  void a_block_of_the_wrong_place_size_or_shape_makes_the_answer_unusable() {
    record Wrong(Options options, int size) {}
    List<Wrong> wrongs =
        List.of(
            new Wrong(tagged(block(2, true, 128), 1), 128),
            new Wrong(tagged(block(0, true, 128), 1), 128),
            new Wrong(tagged(block(1, true, 128), 1), 127),
            new Wrong(tagged(block(1, true, 128), 1), 129),
            new Wrong(tagged(block(1, false, 128), 1), 129),
            new Wrong(tagged(new Block(0, true, 7), 1), 1024),
            new Wrong(
                tagged(block(1, true, 128), 1).toBuilder().remove(OptionNumber.BLOCK2).build(),
                128));
    for (Wrong wrong : wrongs) {
      played.replies.clear();
      get();
      answerBlock(played.sends(), body(600), 128, 1);
      played.receive(ack(played.sends(), Code.CONTENT, wrong.options(), body(wrong.size())));
      assertThat(played.reply()).as(wrong.toString()).isInstanceOf(Reply.Unusable.class);
      played.isSilent();
    }
    played.replies.clear();
    get();
    played.receive(ack(played.sends(), Code.CONTENT, tagged(block(1, false, 128), 1), body(10)));
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.endsEmpty();
  }

  @Test
  @Spec({"C18", "CBLK-09"})
  void a_body_over_the_limit_is_unusable_as_soon_as_that_is_known() {
    played = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64).withBodies(200, 1000, 2));
    get();
    Options announced =
        tagged(block(0, true, 64), 1).toBuilder().addUint(OptionNumber.SIZE2, 201).build();
    played.receive(ack(played.sends(), Code.CONTENT, announced, body(64)));
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.replies.clear();
    get();
    for (int i = 0; i < 4; i++) {
      answerBlock(played.sends(), body(1000), 64, 1);
    }
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.endsEmpty();
  }

  @Test
  void an_error_reset_or_silence_in_the_middle_is_the_reply() {
    get();
    answerBlock(played.sends(), body(300), 128, 1);
    played.receive(ack(played.sends(), Code.NOT_FOUND));
    assertThat(played.answered().code()).isEqualTo(Code.NOT_FOUND);
    played.replies.clear();
    get();
    answerBlock(played.sends(), body(300), 128, 1);
    played.receive(rst(played.sends()));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
    played.replies.clear();
    get();
    answerBlock(played.sends(), body(300), 128, 1);
    played.pass(94);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    assertThat(played.gauges().bodyBytes()).isZero();
    played.sent.clear();
    played.endsEmpty();
  }

  @Test
  void cancelling_in_the_middle_stops_it() {
    Cancellable get = get();
    answerBlock(played.sends(), body(300), 128, 1);
    Message second = played.sends();
    get.cancel(played.now);
    get.cancel(played.now);
    assertThat(played.reply()).isEqualTo(new Reply.Cancelled());
    answerBlock(second, body(300), 128, 1);
    played.isSilent();
    played.endsEmpty();
  }

  private Observation observe() {
    ObservationListener listener =
        new ObservationListener() {
          @Override
          public void onReply(Reply reply, long nowNanos) {
            observed.add(reply);
          }

          @Override
          public void onNotification(Peer from, Response response, long nowNanos) {
            notified.add(response.payload());
          }

          @Override
          public void onEnded(Response last, long nowNanos) {
            notified.add(Bytes.ofUtf8("ended " + last.code()));
          }
        };
    return played.endpoint.observe(PEER, Request.of(Code.GET, TARGET), listener, played.now);
  }

  private Observation established() {
    Observation observation = observe();
    Options first = Options.builder().observe(1).build();
    played.receive(ack(played.sends(), Code.CONTENT, first, "v0"));
    return observation;
  }

  private Message notification(Token token, int number, Options options, Bytes payload) {
    Options all = options.toBuilder().observe(number).build();
    Message message = new Message(Type.CON, Code.CONTENT, nextId++, token, all, payload);
    played.receive(message);
    assertThat(played.sent.removeLast().message()).isEqualTo(emptyAck(message));
    return message;
  }

  @Test
  @Spec({"CBLK-07", "OBS-24"})
  void the_rest_of_a_first_observed_value_is_fetched_without_observe() {
    Bytes body = body(200);
    Observation observation = observe();
    Message register = played.sends();
    Options options = tagged(block(0, true, 128), 1).toBuilder().observe(4).build();
    played.receive(ack(register, Code.CONTENT, options, body.slice(0, 128)));
    Message rest = played.sends();
    assertThat(rest.options()).isEqualTo(TARGET.toBuilder().block2(block(1, false, 128)).build());
    assertThat(rest.token()).isNotEqualTo(observation.token());
    assertThat(observed).isEmpty();
    answerBlock(rest, body, 128, 1);
    assertThat(observed).hasSize(1);
    Response whole = ((Reply.Answered) observed.getFirst()).response();
    assertThat(whole.payload()).isEqualTo(body);
    assertThat(whole.options().observe()).hasValue(4);
    assertThat(played.gauges().observations()).isEqualTo(1);
  }

  @Test
  @Spec({"CBLK-07", "OBS-24"})
  void a_large_notification_is_told_when_it_is_whole() {
    Token token = established().token();
    Bytes body = body(200);
    notification(token, 2, tagged(block(0, true, 128), 1), body.slice(0, 128));
    assertThat(notified).isEmpty();
    Message rest = played.sends();
    assertThat(rest.options().has(OptionNumber.OBSERVE)).isFalse();
    answerBlock(rest, body, 128, 1);
    assertThat(notified).containsExactly(body);
  }

  @Test
  @Spec({"CBLK-07", "RFC7959-2.6"})
  void a_newer_notification_takes_the_place_of_one_that_is_not_whole_yet() {
    Token token = established().token();
    notification(token, 2, tagged(block(0, true, 128), 1), body(128));
    Message stale = played.sends();
    Bytes newer = Bytes.wrap(new byte[150]);
    notification(token, 3, tagged(block(0, true, 128), 2), newer.slice(0, 128));
    Message rest = played.sends();
    answerBlock(stale, body(200), 128, 1);
    assertThat(notified).isEmpty();
    answerBlock(rest, newer, 128, 2);
    assertThat(notified).containsExactly(newer);
    played.isSilent();
  }

  @Test
  @Spec("CBLK-07")
  void the_rest_of_a_large_answer_to_a_cancel_is_fetched_without_observe() {
    Observation observation = established();
    observation.cancel((reply, at) -> played.replies.add(reply), played.now);
    Message cancel = played.sends();
    assertThat(cancel.options().observe()).hasValue(1);
    answerBlock(cancel, body(200), 128, 1);
    Message rest = played.sends();
    assertThat(rest.options().observe()).isEmpty();
    answerBlock(rest, body(200), 128, 1);
    assertThat(played.answered().payload()).isEqualTo(body(200));
    played.endsEmpty();
  }

  @Test
  void a_notification_whose_rest_is_lost_is_lost_but_not_the_observation() {
    Token token = established().token();
    notification(token, 2, tagged(block(0, true, 128), 1), body(128));
    played.pass(94);
    played.sent.clear();
    assertThat(notified).isEmpty();
    notification(token, 3, Options.NONE, Bytes.of(1));
    assertThat(notified).containsExactly(Bytes.of(1));
    assertThat(played.gauges().bodyBytes()).isZero();
  }

  @Test
  void a_first_value_whose_rest_is_lost_ends_the_observation_with_that_reply() {
    observe();
    Options options = tagged(block(0, true, 128), 1).toBuilder().observe(4).build();
    played.receive(ack(played.sends(), Code.CONTENT, options, body(128)));
    played.receive(rst(played.sends()));
    assertThat(observed).containsExactly(new Reply.Reset());
    played.endsEmpty();
  }

  @Test
  void a_newer_notification_while_the_first_value_is_fetched_becomes_the_reply() {
    Observation observation = observe();
    Options options = tagged(block(0, true, 128), 1).toBuilder().observe(4).build();
    played.receive(ack(played.sends(), Code.CONTENT, options, body(128)));
    played.sends();
    notification(observation.token(), 5, Options.NONE, Bytes.of(9));
    assertThat(observed).hasSize(1);
    assertThat(((Reply.Answered) observed.getFirst()).response().payload()).isEqualTo(Bytes.of(9));
    assertThat(notified).isEmpty();
    assertThat(played.gauges().clientExchanges()).isZero();
  }

  @Test
  void cancelling_or_forgetting_while_a_value_is_fetched_leads_to_one_reply() {
    Options options = tagged(block(0, true, 128), 1).toBuilder().observe(4).build();
    Observation cancelled = observe();
    played.receive(ack(played.sends(), Code.CONTENT, options, body(128)));
    played.sends();
    cancelled.cancel((reply, at) -> played.replies.add(reply), played.now);
    played.receive(ack(played.sends(), Code.CONTENT));
    assertThat(observed).containsExactly(new Reply.Cancelled());
    assertThat(played.replies).hasSize(1);
    observed.clear();
    Observation forgotten = observe();
    played.receive(ack(played.sends(), Code.CONTENT, options, body(128)));
    Message rest = played.sends();
    forgotten.forget();
    answerBlock(rest, body(200), 128, 1);
    assertThat(observed).containsExactly(new Reply.Cancelled());
    played.endsEmpty();
  }

  @Test
  @Spec({"COBS-10", "CFET-01"})
  void an_observation_whose_question_needs_blocks_uses_one_token_for_all() {
    played = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
    Request request = Request.of(Code.FETCH, TARGET, body(100));
    Observation observation =
        played.endpoint.observe(
            PEER,
            request,
            new ObservationListener() {
              @Override
              public void onReply(Reply reply, long nowNanos) {
                observed.add(reply);
              }

              @Override
              public void onNotification(Peer from, Response response, long nowNanos) {
                notified.add(response.payload());
              }

              @Override
              public void onEnded(Response last, long nowNanos) {}
            },
            played.now);
    for (int i = 0; i < 2; i++) {
      Message message = played.sends();
      assertThat(message.token()).isEqualTo(observation.token());
      assertThat(message.options().observe()).hasValue(0);
      Options go = Options.builder().block1(block(i, i < 1, 64)).build();
      played.receive(
          i == 0
              ? ack(message, Code.CONTINUE, go, "")
              : ack(message, Code.CONTENT, go.toBuilder().observe(1).build(), "v"));
    }
    assertThat(observed).singleElement().isInstanceOf(Reply.Answered.class);
    notification(observation.token(), 2, Options.NONE, Bytes.of(1));
    assertThat(notified).hasSize(1);
  }
}
