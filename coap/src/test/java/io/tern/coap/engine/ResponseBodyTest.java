// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.TOKEN;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A peer fetches large responses in blocks; the test plays the peer.
class ResponseBodyTest {
  /// What a body takes beside its bytes.
  private static final int OVERHEAD = 512;

  private static final Options THREE = path("3");

  private final List<Request> handled = new ArrayList<>();
  private Played played = new Played();
  private Bytes body = bytes(2500, 1);
  private int nextId = 1;

  @BeforeEach
  void answers() {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          responder.respond(Response.content(Code.CONTENT, ContentFormat.TLV, body), now);
        };
  }

  private void configured(EndpointConfig config) {
    played = new Played(config);
    answers();
  }

  private static Bytes bytes(int size, int seed) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * seed * 37 >> 3);
    }
    return Bytes.wrap(bytes);
  }

  private static Block block(int number, boolean more, int size) {
    return new Block(number, more, Block.exponentOf(size));
  }

  private Message ask(Code method, Options options, Bytes payload) {
    played.receive(new Message(Type.CON, method, nextId++, TOKEN, options, payload));
    return played.sends();
  }

  private Message get(int number, int size) {
    return ask(Code.GET, THREE.toBuilder().block2(block(number, false, size)).build(), Bytes.EMPTY);
  }

  /// Fetches the whole body beginning with `first`.
  private Bytes fetch(Message first) {
    Bytes whole = first.payload();
    Block block = first.options().block2().orElseThrow();
    while (block.more()) {
      Message next = get(block.number() + 1, block.sizeBytes());
      assertThat(next.options().first(OptionNumber.ETAG))
          .isEqualTo(first.options().first(OptionNumber.ETAG))
          .isPresent();
      whole = whole.concat(next.payload());
      block = next.options().block2().orElseThrow();
    }
    return whole;
  }

  @Test
  @Spec({"CBLK-04", "CBLK-05", "TRN-22"})
  void a_large_response_is_cut_and_the_rest_fetched_without_the_handler() {
    Message first = ask(Code.GET, THREE, Bytes.EMPTY);
    assertThat(first.payload().size()).isEqualTo(1024);
    assertThat(first.options().block2()).contains(block(0, true, 1024));
    assertThat(first.options().uint(OptionNumber.SIZE2)).hasValue(2500);
    assertThat(first.options().contentFormat()).contains(ContentFormat.TLV);
    assertThat(played.gauges().keptBodies()).isEqualTo(1);
    assertThat(played.gauges().bodyBytes()).isEqualTo(2500 + OVERHEAD);
    body = bytes(2500, 2);
    assertThat(fetch(first)).isEqualTo(bytes(2500, 1));
    assertThat(handled).hasSize(1);
    assertThat(played.gauges().keptBodies()).isZero();
    assertThat(played.gauges().bodyBytes()).isZero();
    played.endsEmpty();
  }

  @Test
  void a_response_that_fits_travels_whole_without_block_option() {
    body = bytes(1024, 1);
    Message answer = ask(Code.GET, THREE, Bytes.EMPTY);
    assertThat(answer.payload()).isEqualTo(body);
    assertThat(answer.options())
        .isEqualTo(Options.builder().contentFormat(ContentFormat.TLV).build());
    assertThat(get(0, 1024).payload()).isEqualTo(body);
  }

  @Test
  @Spec("CBLK-04")
  void the_client_may_ask_for_a_smaller_size_first_but_not_for_a_larger_one() {
    configured(EndpointConfig.DEFAULT.withBlockSizeBytes(256));
    Message small = get(0, 64);
    assertThat(small.options().block2()).contains(block(0, true, 64));
    assertThat(fetch(small)).isEqualTo(body);
    Message large = get(0, 1024);
    assertThat(large.options().block2()).contains(block(0, true, 256));
    assertThat(fetch(large)).isEqualTo(body);
    assertThat(handled).hasSize(2).extracting(Request::options).containsOnly(THREE);
  }

  @Test
  @Spec("CBLK-04")
  void the_client_may_go_down_in_size_between_blocks() {
    Message first = ask(Code.GET, THREE, Bytes.EMPTY);
    Message second = get(16, 64);
    assertThat(second.options().block2()).contains(block(16, true, 64));
    assertThat(second.payload()).isEqualTo(body.slice(1024, 1088));
    assertThat(first.payload().concat(second.payload())).isEqualTo(body.slice(0, 1088));
  }

  @Test
  void a_block_asked_for_after_the_response_is_gone_is_made_anew_where_that_is_harmless() {
    ask(Code.GET, THREE, Bytes.EMPTY);
    played.pass(250);
    assertThat(played.gauges().keptBodies()).isZero();
    Message second = get(1, 1024);
    assertThat(second.payload()).isEqualTo(body.slice(1024, 2048));
    assertThat(handled).hasSize(2);
    Options further = THREE.toBuilder().block2(block(1, false, 1024)).build();
    assertThat(ask(Code.FETCH, further, Bytes.of(1)).payload().size()).isEqualTo(1024);
    assertThat(handled).hasSize(3);
    for (Code method : new Code[] {Code.POST, Code.PUT, Code.FETCH}) {
      Options other = path("other").toBuilder().block2(block(1, false, 1024)).build();
      assertThat(ask(method, other, Bytes.EMPTY).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    }
    assertThat(handled).hasSize(3);
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-06")
  void a_fetch_may_or_may_not_repeat_its_body_for_further_blocks() {
    Options asking = THREE.toBuilder().contentFormat(ContentFormat.SENML_CBOR).build();
    for (Bytes repeated : new Bytes[] {Bytes.of(1, 2, 3), Bytes.EMPTY}) {
      ask(Code.FETCH, asking, Bytes.of(1, 2, 3));
      Options with = asking.toBuilder().block2(block(1, false, 1024)).build();
      Options without = THREE.toBuilder().block2(block(1, false, 1024)).build();
      Message next = ask(Code.FETCH, repeated.isEmpty() ? without : with, repeated);
      assertThat(next.payload()).isEqualTo(body.slice(1024, 2048));
    }
    assertThat(handled).hasSize(2);
  }

  @Test
  void a_block_beyond_the_end_is_a_bad_request() {
    ask(Code.GET, THREE, Bytes.EMPTY);
    assertThat(get(3, 1024).code()).isEqualTo(Code.BAD_REQUEST);
    body = bytes(10, 1);
    assertThat(get(1, 1024).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(get((1 << 20) - 1, 1024).code()).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("CBLK-04")
  void an_etag_of_the_handler_stays_and_one_of_ours_depends_on_the_body() {
    Bytes first = ask(Code.GET, THREE, Bytes.EMPTY).options().first(4).orElseThrow();
    Bytes again = ask(Code.GET, THREE, Bytes.EMPTY).options().first(4).orElseThrow();
    body = bytes(2500, 2);
    Bytes other = ask(Code.GET, THREE, Bytes.EMPTY).options().first(4).orElseThrow();
    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(
                new Response(
                    Code.CONTENT,
                    Options.builder().add(OptionNumber.ETAG, Bytes.of(7)).build(),
                    body),
                now);
    assertThat(ask(Code.GET, THREE, Bytes.EMPTY).options().first(4)).contains(Bytes.of(7));
  }

  @Test
  @Spec("CBLK-08")
  void a_new_first_block_replaces_what_was_kept() {
    Message old = ask(Code.GET, THREE, Bytes.EMPTY);
    body = bytes(2000, 3);
    Message young = ask(Code.GET, THREE, Bytes.EMPTY);
    assertThat(played.gauges().keptBodies()).isEqualTo(1);
    assertThat(played.gauges().bodyBytes()).isEqualTo(2000 + OVERHEAD);
    assertThat(fetch(young)).isEqualTo(body);
    assertThat(old.payload()).isNotEqualTo(young.payload());
  }

  @Test
  @Spec("C18")
  void a_peer_has_two_responses_kept_and_all_together_are_bounded() {
    for (String name : new String[] {"1", "2", "3"}) {
      ask(Code.GET, path(name), Bytes.EMPTY);
    }
    assertThat(played.gauges().keptBodies()).isEqualTo(2);
    configured(EndpointConfig.DEFAULT.withBodies(2500, 4000, 2));
    ask(Code.GET, path("1"), Bytes.EMPTY);
    Message second = ask(Code.GET, path("2"), Bytes.EMPTY);
    assertThat(second.payload().size()).isEqualTo(1024);
    assertThat(played.gauges().keptBodies()).isEqualTo(1);
    handled.clear();
    for (String name : new String[] {"2", "1"}) {
      Options further = path(name).toBuilder().block2(block(1, false, 1024)).build();
      assertThat(ask(Code.GET, further, Bytes.EMPTY).payload().size()).isEqualTo(1024);
    }
    assertThat(handled).hasSize(1);
    played.endsEmpty();
  }

  @Test
  void what_is_kept_belongs_to_one_peer_and_one_question() {
    ask(Code.GET, THREE, Bytes.EMPTY);
    handled.clear();
    Options further = THREE.toBuilder().block2(block(1, false, 1024)).build();
    played.receive(
        Played.OTHER, new Message(Type.CON, Code.GET, nextId++, TOKEN, further, Bytes.EMPTY));
    played.sends();
    ask(Code.GET, further.toBuilder().accept(ContentFormat.TLV).build(), Bytes.EMPTY);
    ask(Code.GET, further.toBuilder().uriQuery("a=b").build(), Bytes.EMPTY);
    assertThat(handled).hasSize(3);
  }

  @Test
  @Spec("CBLK-06")
  void request_and_response_may_both_come_in_blocks() {
    Bytes question = bytes(150, 9);
    Options options = path("f");
    for (int i = 0; i < 3; i++) {
      Message answer =
          ask(
              Code.FETCH,
              options.toBuilder().block1(block(i, i < 2, 64)).block2(block(0, false, 512)).build(),
              question.slice(64 * i, Math.min(150, 64 * i + 64)));
      assertThat(answer.code()).isEqualTo(i < 2 ? Code.CONTINUE : Code.CONTENT);
      assertThat(answer.options().block1()).contains(block(i, i < 2, 64));
      if (i == 2) {
        assertThat(answer.options().block2()).contains(block(0, true, 512));
        assertThat(answer.payload()).isEqualTo(body.slice(0, 512));
      }
    }
    Bytes whole = body.slice(0, 512);
    for (int i = 1; i < 5; i++) {
      Options next = options.toBuilder().block2(block(i, false, 512)).build();
      Message answer = ask(Code.FETCH, next, Bytes.EMPTY);
      assertThat(answer.options().block1()).isEmpty();
      whole = whole.concat(answer.payload());
    }
    assertThat(whole).isEqualTo(body);
    assertThat(handled).containsExactly(new Request(Code.FETCH, options, question, true));
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-07", "OBS-24"})
  void a_large_notification_is_cut_and_its_rest_fetched_without_observe() {
    List<Responder.Relation> relations = new ArrayList<>();
    Responder.RelationListener deaf = (reason, now) -> {};
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          relations.add(
              responder.respondObserving(
                  Response.content(Code.CONTENT, ContentFormat.TLV, body), deaf, now));
        };
    Options observing = THREE.toBuilder().observe(0).block2(block(0, false, 512)).build();
    Message first = ask(Code.GET, observing, Bytes.EMPTY);
    assertThat(first.options().observe()).isPresent();
    assertThat(first.options().block2()).contains(block(0, true, 512));
    assertThat(fetch(first)).isEqualTo(body);

    Bytes newer = bytes(1500, 5);
    relations
        .getFirst()
        .notify(Response.content(Code.CONTENT, ContentFormat.TLV, newer), false, played.now);
    Message notification = played.sends();
    assertThat(notification.options().observe()).isPresent();
    assertThat(notification.options().block2()).contains(block(0, true, 512));
    assertThat(fetch(notification)).isEqualTo(newer);
    assertThat(handled).hasSize(1);
    assertThat(played.gauges().relations()).isEqualTo(1);
  }

  @Test
  void a_large_error_is_cut_too() {
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(Response.error(Code.NOT_FOUND, "x".repeat(1500)), now);
    Message first = ask(Code.GET, THREE, Bytes.EMPTY);
    assertThat(first.code()).isEqualTo(Code.NOT_FOUND);
    assertThat(first.payload().size()).isEqualTo(1024);
    assertThat(get(1, 1024).payload().size()).isEqualTo(476);
  }

  @Test
  @Spec("CBLK-09")
  void a_response_is_kept_for_a_lifetime_after_the_last_block_asked_for() {
    Message first = ask(Code.GET, THREE, Bytes.EMPTY);
    played.pass(200);
    get(1, 512);
    played.pass(200);
    assertThat(played.gauges().keptBodies()).isEqualTo(1);
    body = bytes(10, 1);
    assertThat(get(2, 1024).options().first(OptionNumber.ETAG))
        .isEqualTo(first.options().first(OptionNumber.ETAG));
    assertThat(handled).hasSize(1);
  }

  @Test
  void a_response_of_which_the_last_block_is_asked_for_is_not_kept() {
    assertThat(get(2, 1024).payload()).isEqualTo(body.slice(2048, 2500));
    assertThat(played.gauges().keptBodies()).isZero();
  }

  @Test
  void another_token_for_every_block_makes_no_difference() {
    ask(Code.GET, THREE, Bytes.EMPTY);
    Options further = THREE.toBuilder().block2(block(1, false, 1024)).build();
    played.receive(
        PEER, new Message(Type.CON, Code.GET, nextId++, Token.of(77, 4), further, Bytes.EMPTY));
    assertThat(played.sends().payload()).isEqualTo(body.slice(1024, 2048));
    assertThat(handled).hasSize(1);
  }
}
