// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.AddressProof;
import io.tern.coap.AddressProof.When;
import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import io.tern.spec.Spec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@Spec({"C16", "COAP-22", "CMISC-05", "RFC9175-2.3", "RFC9175-2.6"})
class AddressProofTest {
  private static final Bytes KEY = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
  private static final long MINUTE = 60 * Played.SECOND;

  private int handled;
  private final Handler large =
      (peer, request, responder, now) -> {
        handled++;
        Response response = new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[500]));
        if (request.options().observe().orElse(1) == 0) {
          responder.respondObserving(response, (reason, at) -> {}, now);
        } else {
          responder.respond(response, now);
        }
      };

  static EndpointConfig asking(When when) {
    return EndpointConfig.DEFAULT.withAdmission(
        Admission.DEFAULT.withAddressProof(new AddressProof(when, KEY, MINUTE)));
  }

  private Played endpoint(When when) {
    Played played = new Played(asking(when));
    played.handler = large;
    return played;
  }

  private static Message withEcho(Message request, int messageId, Bytes echo) {
    Options options = request.options().toBuilder().add(OptionNumber.ECHO, echo).build();
    return new Message(
        request.type(), request.code(), messageId, request.token(), options, request.payload());
  }

  private static Bytes challenged(Message answer) {
    assertThat(answer.type()).as("piggy-backed").isEqualTo(Type.ACK);
    assertThat(answer.code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(UdpCodec.encode(answer).size()).isLessThanOrEqualTo(136);
    return answer.options().first(OptionNumber.ECHO).orElseThrow();
  }

  @Test
  void a_large_answer_is_given_when_the_address_is_proved_and_from_then_on() {
    Played played = endpoint(When.FOR_LARGE_ANSWERS);
    Message request = con(Code.GET, 1, path("a"));
    played.receive(request);
    Bytes echo = challenged(played.sends());
    played.receive(withEcho(request, 2, echo));
    assertThat(played.sends().payload().size()).isEqualTo(500);
    played.receive(con(Code.GET, 3, path("a")));
    assertThat(played.sends().payload().size()).isEqualTo(500);
  }

  @Test
  void a_proof_is_good_for_its_address_and_its_time_and_cannot_be_made_up() {
    Played played = endpoint(When.FOR_LARGE_ANSWERS);
    Message request = con(Code.GET, 1, path("a"));
    played.receive(request);
    Bytes echo = challenged(played.sends());
    played.receive(OTHER, withEcho(request, 2, echo));
    challenged(played.sends());
    byte[] forged = echo.toArray();
    forged[11] ^= 1;
    played.receive(withEcho(request, 3, Bytes.wrap(forged)));
    challenged(played.sends());
    played.receive(withEcho(request, 4, Bytes.of(1)));
    challenged(played.sends());
    played.pass(62);
    played.receive(withEcho(request, 5, echo));
    challenged(played.sends());
  }

  @Test
  void an_observation_begins_only_when_the_address_is_proved() {
    Played played = endpoint(When.FOR_LARGE_ANSWERS);
    Message request = con(Code.GET, 1, Options.builder().observe(0).uriPath("a").build());
    played.receive(request);
    Bytes echo = challenged(played.sends());
    assertThat(handled).isZero();
    assertThat(played.gauges().relations()).isZero();
    played.receive(withEcho(request, 2, echo));
    assertThat(played.sends().options().observe()).isPresent();
    assertThat(played.gauges().relations()).isEqualTo(1);
  }

  @Test
  void what_is_not_safe_to_ask_twice_is_done_once_and_answered_in_small_blocks() {
    Played played = endpoint(When.FOR_LARGE_ANSWERS);
    played.receive(con(Code.POST, 1, path("a")));
    Message first = played.sends();
    assertThat(first.code()).isEqualTo(Code.CONTENT);
    assertThat(first.options().block2()).contains(new Block(0, true, 2));
    assertThat(UdpCodec.encode(first).size()).isLessThanOrEqualTo(136);
    assertThat(handled).isEqualTo(1);
  }

  @Test
  void an_error_loses_its_words_rather_than_becoming_large() {
    Played played = endpoint(When.FOR_LARGE_ANSWERS);
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(Response.error(Code.BAD_REQUEST, "why ".repeat(15)), now);
    played.receive(con(Code.POST, 1, path("a")));
    assertThat(played.sends().payload().size()).as("small enough").isEqualTo(60);
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(Response.error(Code.BAD_REQUEST, "why ".repeat(100)), now);
    Message put = con(Code.PUT, 2, path("a"));
    played.receive(put);
    Message answer = played.sends();
    assertThat(answer.code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(UdpCodec.encode(answer).size()).isLessThanOrEqualTo(136);
  }

  @Test
  void where_all_must_prove_their_address_the_handler_sees_nothing_before() {
    Played played = endpoint(When.ALWAYS);
    Message request = con(Code.POST, 1, path("a"), "x");
    played.receive(request);
    Bytes echo = challenged(played.sends());
    assertThat(handled).isZero();
    played.receive(withEcho(request, 2, echo));
    assertThat(played.sends().code()).isEqualTo(Code.CONTENT);
    assertThat(handled).isEqualTo(1);
  }

  @Test
  void peers_with_an_identity_and_endpoints_that_trust_are_not_asked() {
    Played strict = endpoint(When.ALWAYS);
    strict.receive(Played.psk(1, "meter"), con(Code.GET, 1, path("a")));
    assertThat(strict.sends().payload().size()).isEqualTo(500);
    Played trusting = new Played();
    trusting.handler = large;
    trusting.receive(con(Code.GET, 1, path("a")));
    assertThat(trusting.sends().payload().size()).isEqualTo(500);
  }

  @Test
  void no_answer_to_a_spoofed_address_is_worth_the_trouble() {
    Played played = endpoint(When.FOR_LARGE_ANSWERS);
    SplittableRandom random = new SplittableRandom(16);
    Code[] methods = {Code.GET, Code.POST, Code.PUT, Code.DELETE, Code.FETCH, Code.IPATCH};
    for (int i = 0; i < 5000; i++) {
      Peer victim = Peer.udp(io.tern.coap.Address.Ip.v4(random.nextInt(50), 5683));
      Options.Builder options = path("a").toBuilder();
      if (random.nextBoolean()) {
        options.observe(random.nextInt(2));
      }
      if (random.nextInt(3) == 0) {
        options.block2(new Block(random.nextInt(3), false, random.nextInt(7)));
      }
      Message request =
          new Message(
              random.nextBoolean() ? Type.CON : Type.NON,
              methods[random.nextInt(methods.length)],
              i & 0xFFFF,
              Token.of(random.nextLong(), random.nextInt(9)),
              options.build(),
              Bytes.wrap(new byte[random.nextInt(100)]));
      played.receive(victim, request);
      int sizeMax = Math.max(136, 3 * UdpCodec.encode(request).size());
      for (Played.Sent sent : played.sent) {
        assertThat(UdpCodec.encode(sent.message()).size())
            .as("%s to %s", sent.message(), request)
            .isLessThanOrEqualTo(sizeMax);
      }
      assertThat(played.sent.size()).isLessThanOrEqualTo(1);
      played.sent.clear();
    }
    assertThat(played.gauges().relations()).isZero();
  }

  @Test
  @Spec("RFC9175-2.2.1")
  void a_client_asks_again_with_what_the_server_wants_to_see_but_only_once() {
    Played played = new Played();
    played.request(get("a"));
    Message request = played.sends();
    Options echo = Options.builder().add(OptionNumber.ECHO, Bytes.of(1, 2, 3)).build();
    played.receive(ack(request, Code.UNAUTHORIZED, echo, ""));
    Message again = played.sends();
    assertThat(again.options().first(OptionNumber.ECHO)).contains(Bytes.of(1, 2, 3));
    assertThat(again.options().uriPath()).containsExactly("a");
    assertThat(again.token()).isEqualTo(request.token());
    assertThat(again.messageId()).isNotEqualTo(request.messageId());
    played.receive(ack(again, Code.UNAUTHORIZED, echo, ""));
    assertThat(played.answered().code()).isEqualTo(Code.UNAUTHORIZED);
    played.endsEmpty();
  }

  @Test
  void an_echo_that_comes_by_itself_is_acknowledged_and_answered() {
    Played played = new Played();
    played.request(get("a"));
    Message request = played.sends();
    Options echo = Options.builder().add(OptionNumber.ECHO, Bytes.of(9)).build();
    played.receive(
        new Message(Type.CON, Code.UNAUTHORIZED, 77, request.token(), echo, Bytes.EMPTY));
    Message again = played.sendsNext();
    assertThat(again.options().first(OptionNumber.ECHO)).contains(Bytes.of(9));
    assertThat(played.sendsNext()).isEqualTo(Message.empty(Type.ACK, 77));
    played.receive(ack(again, Code.CONTENT));
    assertThat(played.answered().code()).isEqualTo(Code.CONTENT);
    played.endsEmpty();
  }

  @Test
  void both_roles_agree_for_requests_bodies_and_observations() {
    Pair pair = new Pair(1, Pair.Weather.CALM, EndpointConfig.DEFAULT, asking(When.ALWAYS));
    pair.onRight = large;
    int[] got = new int[3];
    pair.left.request(Pair.RIGHT, get("a"), (reply, now) -> got[0] = size(reply), pair.now);
    pair.pass(5);
    var put = io.tern.coap.Request.of(Code.PUT, path("b"), Bytes.wrap(new byte[5000]));
    Pair other = new Pair(2, Pair.Weather.CALM, EndpointConfig.DEFAULT, asking(When.ALWAYS));
    other.onRight = large;
    other.left.request(Pair.RIGHT, put, (reply, now) -> got[1] = size(reply), other.now);
    other.pass(5);
    assertThat(got).startsWith(500, 500);
  }

  private static int size(io.tern.coap.Reply reply) {
    return reply instanceof io.tern.coap.Reply.Answered answered
        ? answered.response().payload().size()
        : -1;
  }

  @Test
  void a_key_is_long_enough_and_never_printed() {
    assertThatThrownBy(() -> new AddressProof(When.ALWAYS, Bytes.of(1), MINUTE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AddressProof(When.ALWAYS, KEY, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new AddressProof(When.ALWAYS, KEY, MINUTE).toString()).doesNotContain("0102");
  }

  @Test
  @Spec({"CMISC-02", "RFC8516-3"})
  void a_peer_that_asks_too_often_is_told_when_to_come_back_and_others_are_not() {
    Played played =
        new Played(EndpointConfig.DEFAULT.withAdmission(Admission.DEFAULT.withRate(2, 5)));
    played.handler =
        (peer, request, responder, now) -> responder.respond(Response.of(Code.VALID), now);
    int served = 0;
    for (int i = 0; i < 20; i++) {
      played.receive(con(Code.GET, i, path("a")));
      served += played.sends().code().equals(Code.VALID) ? 1 : 0;
    }
    assertThat(served).as("a burst").isEqualTo(5);
    played.receive(con(Code.GET, 100, path("a")));
    Message refusal = played.sends();
    assertThat(refusal.code()).isEqualTo(Code.TOO_MANY_REQUESTS);
    long waitSeconds = refusal.options().uint(OptionNumber.MAX_AGE).orElseThrow();
    assertThat(waitSeconds).isEqualTo(1);
    played.receive(OTHER, con(Code.GET, 1, path("a")));
    assertThat(played.sends().code()).isEqualTo(Code.VALID);
    played.pass((double) waitSeconds);
    played.receive(PEER, con(Code.GET, 101, path("a")));
    assertThat(played.sends().code()).isEqualTo(Code.VALID);
  }

  @Test
  @Spec({"CMISC-02", "RFC8516-3"})
  void sixteen_further_blocks_of_a_body_count_as_one_request() {
    Played played =
        new Played(EndpointConfig.DEFAULT.withAdmission(Admission.DEFAULT.withRate(2, 5)));
    played.handler =
        (peer, request, responder, now) -> {
          Bytes body = Bytes.wrap(new byte[100 * 16]);
          responder.respond(new Response(Code.CONTENT, Options.NONE, body), now);
        };
    int served = 0;
    for (int i = 0; i < 80; i++) {
      Options options = Options.builder().uriPath("a").block2(new Block(i, false, 0)).build();
      played.receive(con(Code.GET, i, options));
      served += played.sends().code().equals(Code.CONTENT) ? 1 : 0;
    }
    assertThat(served).as("one request and 64 blocks").isEqualTo(1 + 64);
    assertThat(played.events.rejected).hasSize(80 - 65).containsOnly(Rejection.OVER_RATE);
  }
}
