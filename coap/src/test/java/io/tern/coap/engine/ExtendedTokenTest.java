// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.StreamParameters;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of more than 8 bytes (RFC 8974).
@Spec("CMISC-04")
class ExtendedTokenTest {
  private static Token token(int bytes) {
    byte[] array = new byte[bytes];
    new Random(bytes).nextBytes(array);
    return Token.of(Bytes.wrap(array));
  }

  private static Message get(Type type, Token token, Options options) {
    return new Message(type, Code.GET, 7, token, options, Bytes.EMPTY);
  }

  private static EndpointConfig taking(int tokenBytesMax) {
    return EndpointConfig.DEFAULT.withAdmission(Admission.DEFAULT.withTokenBytesMax(tokenBytesMax));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 12, 13, 64})
  void a_long_token_comes_back_with_the_answer_and_with_that_of_a_duplicate(int bytes) {
    Played played = new Played();
    Message request = get(Type.CON, token(bytes), path("a"));
    played.receive(request);
    Message answer = played.sends();
    assertThat(answer.token()).isEqualTo(request.token());
    assertThat(answer.code()).isEqualTo(Code.NOT_FOUND);
    played.receive(request);
    played.sends(answer);
    played.receive(new Message(Type.CON, Code.GET, 7, token(bytes + 1), path("a"), Bytes.EMPTY));
    assertThat(played.events.duplicates).as("another token is another request").isEqualTo(1);
  }

  @Test
  void a_long_token_comes_back_with_a_separate_answer_and_with_notifications() {
    Played played = new Played();
    List<Responder.Relation> relations = new ArrayList<>();
    played.handler =
        (peer, request, responder, at) ->
            relations.add(
                responder.respondObserving(Response.of(Code.CONTENT), (reason, then) -> {}, at));
    Token token = token(40);
    played.receive(get(Type.CON, token, Options.builder().observe(0).uriPath("a").build()));
    assertThat(played.sends().token()).isEqualTo(token);
    relations.getFirst().notify(Response.of(Code.CONTENT), true, played.now);
    assertThat(played.sends().token()).isEqualTo(token);
    played.receive(
        new Message(
            Type.CON,
            Code.GET,
            8,
            token,
            Options.builder().observe(1).uriPath("a").build(),
            Bytes.EMPTY));
    assertThat(played.gauges().relations()).as("ended by its token").isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 300, 65_000})
  void a_token_that_is_longer_than_taken_here_is_a_bad_request(int bytes) {
    Played played = new Played();
    played.handler =
        (peer, request, responder, at) -> {
          throw new AssertionError("handled");
        };
    for (Type type : List.of(Type.CON, Type.NON)) {
      played.receive(get(type, token(bytes), Options.NONE));
      Message answer = played.sends();
      assertThat(answer.code()).isEqualTo(Code.BAD_REQUEST);
      assertThat(answer.token()).isEqualTo(token(bytes));
      played.pass(300);
    }
    assertThat(played.events.rejected)
        .containsExactly(Rejection.TOKEN_TOO_LONG, Rejection.TOKEN_TOO_LONG);
  }

  @Test
  void how_long_a_token_may_be_is_configured() {
    Played played = new Played(taking(8));
    played.receive(get(Type.CON, token(9), path("a")));
    assertThat(played.sends().code()).isEqualTo(Code.BAD_REQUEST);
    played = new Played(taking(1000));
    played.receive(get(Type.CON, token(1000), path("a")));
    assertThat(played.sends().code()).isEqualTo(Code.NOT_FOUND);
    assertThatThrownBy(() -> taking(7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> taking(65_805)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void own_tokens_have_eight_bytes() {
    Played played = new Played();
    played.request(Played.get("a"));
    assertThat(played.sends().token().size()).isEqualTo(8);
  }

  private static Message tried(Played played, int bytes) {
    played.endpoint.tryTokenLength(
        PEER, bytes, (reply, at) -> played.replies.add(reply), played.now);
    played.pass(0);
    return played.sends();
  }

  @Test
  void a_peer_that_answers_a_trial_takes_such_tokens() {
    Played played = new Played();
    assertThat(played.endpoint.tokenBytesMax(PEER)).isEqualTo(8);
    Message trial = tried(played, 20);
    assertThat(trial.token().size()).isEqualTo(20);
    assertThat(trial.code()).isEqualTo(Code.GET);
    played.receive(Played.ack(trial, Code.NOT_FOUND));
    assertThat(played.replies).singleElement().isInstanceOf(Reply.Answered.class);
    assertThat(played.endpoint.tokenBytesMax(PEER)).isEqualTo(20);
    assertThat(played.endpoint.tokenBytesMax(Played.OTHER)).isEqualTo(8);
    played.receive(Played.ack(tried(played, 16), Code.NOT_FOUND));
    assertThat(played.endpoint.tokenBytesMax(PEER)).as("the longest").isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_peer_that_resets_a_trial_or_calls_it_bad_is_not_tried_again(boolean resets) {
    Played played = new Played();
    Message trial = tried(played, 16);
    played.receive(resets ? Played.rst(trial) : Played.ack(trial, Code.BAD_REQUEST));
    assertThat(played.endpoint.tokenBytesMax(PEER)).isEqualTo(8);
    played.replies.clear();
    for (int bytes : new int[] {16, 17, 64}) {
      played.endpoint.tryTokenLength(
          PEER, bytes, (reply, at) -> played.replies.add(reply), played.now);
    }
    played.pass(0);
    played.isSilent();
    assertThat(played.replies).hasSize(3).allMatch(Reply.Refused.class::isInstance);
    Message shorter = tried(played, 15);
    played.receive(Played.ack(shorter, Code.CONTENT));
    assertThat(played.endpoint.tokenBytesMax(PEER)).isEqualTo(15);
  }

  @Test
  void a_peer_that_was_restarted_with_a_shorter_limit_is_learnt_anew() {
    Played played = new Played();
    played.receive(Played.ack(tried(played, 40), Code.CONTENT));
    played.receive(Played.rst(tried(played, 20)));
    assertThat(played.endpoint.tokenBytesMax(PEER)).isEqualTo(8);
  }

  @Test
  void silence_says_nothing_about_tokens() {
    Played played = new Played();
    tried(played, 16);
    played.pass(100);
    assertThat(played.replies).singleElement().isInstanceOf(Reply.TimedOut.class);
    played.sent.clear();
    assertThat(played.endpoint.tokenBytesMax(PEER)).isEqualTo(8);
    assertThat(tried(played, 16).token().size()).isEqualTo(16);
  }

  @Test
  void of_many_peers_those_tried_last_are_remembered() {
    Played played = new Played();
    for (int i = 0; i <= 1000; i++) {
      Peer peer = Played.psk(i, "p" + i);
      played.endpoint.tryTokenLength(peer, 9, (reply, at) -> {}, played.now);
      played.receive(peer, Played.ack(played.sends(), Code.CONTENT));
    }
    assertThat(played.endpoint.tokenBytesMax(Played.psk(0, "p0"))).isEqualTo(8);
    assertThat(played.endpoint.tokenBytesMax(Played.psk(1, "p1"))).isEqualTo(9);
    assertThat(played.endpoint.tokenBytesMax(Played.psk(1000, "p1000"))).isEqualTo(9);
  }

  @Test
  void over_a_connection_the_settings_say_how_long_a_token_may_be() {
    StreamPlayed played = new StreamPlayed(taking(300));
    played.endpoint.streams().onOpened(StreamPlayed.PEER, played.now);
    assertThat(played.sends().options().uint(6)).hasValue(300);
    played = new StreamPlayed(taking(8));
    played.endpoint.streams().onOpened(StreamPlayed.PEER, played.now);
    assertThat(played.sends().options().has(6)).as("8 need not be said").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"6114, 20", "6105, 8", "60, 8", "63010000, 65536", "63ffffff, 65804"})
  void what_a_peer_says_of_its_tokens_is_kept_within_what_they_can_be(String option, int bytes) {
    StreamPlayed played = StreamPlayed.connected();
    String length = Integer.toHexString(option.length() / 2);
    played.receiveHex(length + "0e1" + option);
    assertThat(played.endpoint.tokenBytesMax(StreamPlayed.PEER)).isEqualTo(bytes);
    assertThat(played.endpoint.tokenBytesMax(StreamPlayed.peer(2))).isEqualTo(8);
  }

  @Test
  void over_a_connection_no_token_is_longer_than_the_peer_takes() {
    StreamPlayed played = StreamPlayed.connected();
    played.endpoint.tryTokenLength(
        StreamPlayed.PEER, 16, (reply, at) -> played.replies.add(reply), played.now);
    played.pass(0);
    played.isSilent();
    assertThat(played.replies).singleElement().isInstanceOf(Reply.Refused.class);
    played.receiveHex("20e16110"); // Extended-Token-Length 16
    played.endpoint.tryTokenLength(StreamPlayed.PEER, 16, (reply, at) -> {}, played.now);
    assertThat(played.sends().token().size()).isEqualTo(16);
  }

  @Test
  void over_a_connection_long_tokens_come_back_and_too_long_ones_are_refused() {
    StreamPlayed played = StreamPlayed.connected();
    for (int bytes : new int[] {12, 64, 65, 269}) {
      played.receive(get(Type.CON, token(bytes), path("a")));
      Message answer = played.sends();
      assertThat(answer.token()).isEqualTo(token(bytes));
      assertThat(answer.code()).isEqualTo(bytes <= 64 ? Code.NOT_FOUND : Code.BAD_REQUEST);
    }
    assertThat(StreamParameters.DEFAULT.messageBytesMax()).isGreaterThan(1152);
  }
}
