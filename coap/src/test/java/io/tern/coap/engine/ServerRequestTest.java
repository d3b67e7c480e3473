// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.TOKEN;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.non;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerRequestTest {
  private static final Response CREATED =
      new Response(Code.CREATED, Options.builder().locationPath("rd", "7").build(), Bytes.EMPTY);

  private final Played played = new Played();
  private final List<Request> handled = new ArrayList<>();
  private final List<Responder> open = new ArrayList<>();

  @BeforeEach
  void answers_at_once() {
    answers(Response.of(Code.CHANGED));
  }

  private void answers(Response response) {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          responder.respond(response, now);
        };
  }

  private void answersLater() {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          open.add(responder);
        };
  }

  @Test
  @Spec({"COAP-09", "RFC7252-5.2.1"})
  void a_quick_answer_travels_in_the_acknowledgement() {
    Message request = con(Code.POST, 1, path("rd"), "body");
    played.receive(request);
    played.sends(ack(request, Code.CHANGED));
    assertThat(handled)
        .containsExactly(new Request(Code.POST, path("rd"), Bytes.ofUtf8("body"), true));
    assertThat(played.timers.pending()).as("timers: only the peer's lifetime").isEqualTo(1);
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-07", "TRN-29", "RFC7252-4.5"})
  void a_duplicate_gets_the_same_answer_without_being_handled_again() {
    answers(CREATED);
    Message request = con(Code.POST, 1, path("rd"), "body");
    for (int i = 0; i < 5; i++) {
      played.receive(request);
      played.sends(ack(request, Code.CREATED, CREATED.options(), ""));
      played.pass(40);
    }
    assertThat(handled).hasSize(1);
    assertThat(played.events.duplicates).isEqualTo(4);
  }

  @Test
  @Spec("COAP-07")
  void a_message_id_means_something_new_when_its_lifetime_is_over() {
    Message request = con(Code.POST, 1, path("rd"));
    played.receive(request);
    played.pass(246);
    played.receive(request);
    assertThat(handled).hasSize(1);
    played.pass(9);
    played.receive(request);
    assertThat(handled).hasSize(2);
  }

  @Test
  @Spec("COAP-07")
  void duplicates_are_told_by_address_and_identity() {
    Message request = con(Code.POST, 1, path("rd"));
    Peer secure = Played.psk(0x0A000001, "a");
    for (Peer peer : new Peer[] {PEER, OTHER, secure, Played.psk(0x0A000001, "b")}) {
      played.receive(peer, request);
    }
    assertThat(handled).hasSize(4);
    assertThat(played.gauges().peers()).isEqualTo(4);
  }

  @Test
  @Spec("COAP-07")
  void a_duplicate_of_a_non_confirmable_request_is_dropped_in_silence() {
    Message request = non(Code.POST, 1, path("dp"));
    played.receive(request);
    Message response = played.sends();
    assertThat(response.type()).isEqualTo(Type.NON);
    assertThat(response.token()).isEqualTo(TOKEN);
    played.receive(request);
    played.isSilent();
    assertThat(handled).hasSize(1);
    played.pass(154);
    played.receive(request);
    assertThat(handled).hasSize(2);
  }

  @Test
  @Spec("COAP-07")
  void a_device_that_starts_anew_with_the_same_message_id_is_not_given_an_old_answer() {
    played.receive(con(Code.POST, 1, path("rd")));
    played.sends();
    Message reborn =
        new Message(Type.CON, Code.POST, 1, Token.of(0xF00D, 2), path("rd"), Bytes.EMPTY);
    played.receive(reborn);
    played.sends(ack(reborn, Code.CHANGED));
    assertThat(handled).hasSize(2);
  }

  @Test
  @Spec("COAP-07")
  void only_the_last_messages_of_a_peer_are_remembered() {
    for (int id = 0; id < 17; id++) {
      played.receive(con(Code.POST, id, path("rd")));
    }
    assertThat(played.gauges().duplicates()).isEqualTo(16);
    played.receive(con(Code.POST, 1, path("rd")));
    assertThat(handled).hasSize(17);
    played.receive(con(Code.POST, 0, path("rd")));
    assertThat(handled).hasSize(18);
  }

  @Test
  @Spec({"COAP-09", "TRN-30", "RFC7252-5.2.2"})
  void a_slow_answer_is_acknowledged_first_and_then_travels_by_itself_until_acknowledged() {
    answersLater();
    Message request = con(Code.GET, 1, path("slow"));
    played.receive(request);
    assertThat(played.passUntilSent()).isBetween(0.99, 1.01);
    played.sends(emptyAck(request));
    open.getFirst()
        .respond(Response.content(Code.CONTENT, ContentFormat.TEXT, Bytes.of(65)), played.now);
    Message response = played.sends();
    assertThat(response.type()).isEqualTo(Type.CON);
    assertThat(response.token()).isEqualTo(TOKEN);
    assertThat(response.payload()).isEqualTo(Bytes.of(65));
    assertThat(played.passUntilSent()).isBetween(2.0, 3.0);
    played.sends(response);
    played.receive(emptyAck(response));
    played.pass(100);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-07")
  void a_duplicate_at_the_handler_is_met_with_silence_then_with_an_acknowledgement() {
    answersLater();
    Message request = con(Code.GET, 1, path("slow"));
    played.receive(request);
    played.receive(request);
    played.isSilent();
    played.pass(1.1);
    played.sends(emptyAck(request));
    played.receive(request);
    played.sends(emptyAck(request));
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    Message response = played.sends();
    played.receive(request);
    played.sends(emptyAck(request));
    played.receive(rst(response));
    assertThat(handled).hasSize(1);
    played.endsEmpty();
  }

  @Test
  void an_answer_before_the_acknowledgement_is_due_travels_in_it() {
    answersLater();
    Message request = con(Code.GET, 1, path("slow"));
    played.receive(request);
    played.pass(0.5);
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    played.sends(ack(request, Code.CONTENT));
    played.pass(5);
    played.isSilent();
    assertThat(played.gauges().serverExchanges()).isZero();
  }

  @Test
  void a_slow_non_confirmable_request_is_answered_non_confirmable_without_acknowledgement() {
    answersLater();
    played.receive(non(Code.GET, 1, path("slow")));
    played.pass(30);
    played.isSilent();
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    assertThat(played.sends().type()).isEqualTo(Type.NON);
    played.endsEmpty();
  }

  @Test
  void a_request_that_is_never_answered_is_forgotten_and_a_late_answer_dropped() {
    answersLater();
    Message request = con(Code.GET, 1, path("never"));
    played.receive(request);
    played.pass(1.1);
    played.sends(emptyAck(request));
    assertThat(played.gauges().serverExchanges()).isEqualTo(1);
    played.pass(250);
    assertThat(played.gauges().serverExchanges()).isZero();
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  void answering_twice_is_a_bug_of_the_caller() {
    answersLater();
    played.receive(con(Code.GET, 1, path("a")));
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    assertThatThrownBy(() -> open.getFirst().respond(Response.of(Code.CONTENT), played.now))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_handler_that_throws_is_reported_and_answered_with_5_00() {
    played.handler =
        (peer, request, responder, now) -> {
          open.add(responder);
          throw new IllegalStateException("ours");
        };
    Message request = con(Code.GET, 1, path("a"));
    played.receive(request);
    played.sends(ack(request, Code.INTERNAL_SERVER_ERROR));
    played.receive(request);
    played.sends(ack(request, Code.INTERNAL_SERVER_ERROR));
    assertThat(played.events.failures).hasSize(1);
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    played.isSilent();
    answers(Response.of(Code.CONTENT));
    Message next = con(Code.GET, 2, path("a"));
    played.receive(next);
    played.sends(ack(next, Code.CONTENT));
    played.endsEmpty();
  }

  @Test
  void a_handler_that_throws_after_its_answer_is_only_reported() {
    played.handler =
        (peer, request, responder, now) -> {
          responder.respond(Response.of(Code.CONTENT), now);
          throw new IllegalStateException("ours");
        };
    Message request = con(Code.GET, 1, path("a"));
    played.receive(request);
    played.sends(ack(request, Code.CONTENT));
    assertThat(played.events.failures).hasSize(1);
  }

  @Test
  void an_answer_that_no_datagram_can_hold_becomes_5_00() {
    Options.Builder many = Options.builder();
    for (int i = 0; i < 100; i++) {
      many.locationPath("l" + i);
    }
    answers(new Response(Code.CREATED, many.build(), Bytes.EMPTY));
    Message request = con(Code.POST, 1, path("rd"));
    played.receive(request);
    played.sends(ack(request, Code.INTERNAL_SERVER_ERROR));
  }

  @ParameterizedTest
  @Spec({"COAP-11", "COAP-18", "COAP-30", "COAP-33", "COAP-37", "COAP-44", "COAP-48"})
  @ValueSource(ints = {1, 5, 9, 19, 31, 9999})
  void an_unknown_critical_option_is_refused_with_4_02(int number) {
    Options options = path("a").toBuilder().add(number, Bytes.of(1)).build();
    Message request = con(Code.GET, 1, options);
    played.receive(request);
    played.sends(ack(request, Code.BAD_OPTION, Options.NONE, "option " + number));
    played.receive(non(Code.GET, 2, options));
    played.isSilent();
    assertThat(handled).isEmpty();
    assertThat(played.events.rejected)
        .containsExactly(Rejection.UNKNOWN_CRITICAL_OPTION, Rejection.UNKNOWN_CRITICAL_OPTION);
  }

  @ParameterizedTest
  @Spec({"COAP-12", "COAP-31", "COAP-35", "COAP-43", "FMT-15", "RFC7252-5.4.5"})
  @CsvSource({"3, 61", "7, 1633", "17, 0b"})
  void a_critical_option_that_must_not_be_repeated_counts_as_unknown(int number, String hex) {
    Options.Builder options = path("a").toBuilder().add(number, Bytes.ofHex(hex));
    played.receive(con(Code.GET, 1, options.build()));
    assertThat(played.sends().code()).isEqualTo(Code.CHANGED);
    played.receive(con(Code.GET, 2, options.add(number, Bytes.ofHex(hex)).build()));
    assertThat(played.sends().code()).isEqualTo(Code.BAD_OPTION);
  }

  @ParameterizedTest
  @Spec({"COAP-31", "COAP-35", "COAP-38", "COAP-41", "COAP-43", "COAP-46", "RFC7252-5.4.3"})
  @CsvSource({"3, 0", "3, 256", "7, 3", "11, 256", "15, 256", "17, 3", "23, 4", "27, 4"})
  void a_critical_option_of_impossible_length_counts_as_unknown(int number, int size) {
    Options options = Options.builder().add(number, Bytes.wrap(new byte[size])).build();
    played.receive(con(Code.GET, 1, options));
    assertThat(played.sends().code()).isEqualTo(Code.BAD_OPTION);
  }

  @Test
  @Spec({"COAP-11", "COAP-32", "COAP-34", "COAP-40", "COAP-42", "COAP-50"})
  void elective_options_never_stand_in_the_way() {
    Options.Builder options = path("a").toBuilder();
    for (int number : new int[] {4, 6, 12, 14, 16, 28, 60, 252, 2048}) {
      options.add(number, Bytes.wrap(new byte[30])).add(number, Bytes.of(3));
    }
    played.receive(con(Code.GET, 1, options.build()));
    assertThat(played.sends().code()).isEqualTo(Code.CHANGED);
  }

  @Test
  @Spec("COAP-49")
  void proxying_is_refused_with_5_05() {
    Options uri = Options.builder().add(OptionNumber.PROXY_URI, "coap://example/").build();
    Message request = con(Code.GET, 1, uri);
    played.receive(request);
    played.sends(ack(request, Code.PROXYING_NOT_SUPPORTED));
    Message scheme =
        con(Code.GET, 2, path("a").toBuilder().add(OptionNumber.PROXY_SCHEME, "http").build());
    played.receive(scheme);
    played.sends(ack(scheme, Code.PROXYING_NOT_SUPPORTED));
  }

  @ParameterizedTest
  @Spec({"CMISC-01", "COAP-51"})
  @CsvSource({
    "0, 204, true",
    "2, 204, false",
    "24, 204, true",
    "8, 404, false",
    "2, 404, true",
    "16, 500, false",
    "26, 205, false",
    "26, 500, false"
  })
  void no_response_suppresses_the_classes_it_names(int wish, int code, boolean wanted) {
    Code answer = Code.of(code / 100, code % 100);
    answers(Response.of(answer));
    Options options = path("a").toBuilder().addUint(OptionNumber.NO_RESPONSE, wish).build();
    Message request = con(Code.POST, 1, options);
    played.receive(request);
    played.sends(wanted ? ack(request, answer) : emptyAck(request));
    played.receive(non(Code.POST, 2, options));
    if (wanted) {
      assertThat(played.sends().code()).isEqualTo(answer);
    } else {
      played.isSilent();
    }
    played.endsEmpty();
  }

  @Test
  @Spec("CMISC-01")
  void an_unwanted_answer_that_comes_late_is_not_acknowledged_twice() {
    answersLater();
    Message request =
        con(Code.POST, 1, path("a").toBuilder().addUint(OptionNumber.NO_RESPONSE, 2).build());
    played.receive(request);
    played.pass(1.1);
    played.sends(emptyAck(request));
    open.getFirst().respond(Response.of(Code.CHANGED), played.now);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  void where_too_many_requests_wait_for_the_handler_others_are_told_to_come_later() {
    Played small =
        new Played(
            EndpointConfig.DEFAULT.withLimits(
                new EndpointLimits(10, 16, 512, 1 << 20, 8, 2, 8, 1, 1, 1, 1)));
    small.handler = (peer, request, responder, now) -> open.add(responder);
    for (int i = 0; i < 3; i++) {
      small.receive(Played.psk(i, "p"), con(Code.GET, 1, path("slow")));
    }
    Message refusal = small.sends();
    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(refusal.options().has(OptionNumber.MAX_AGE)).isTrue();
    assertThat(open).hasSize(2);
    assertThat(small.events.rejected).containsExactly(Rejection.OVERLOADED);
    small.endsEmpty();
  }

  @Test
  @Spec("COAP-13")
  void an_unknown_method_reaches_the_handler_which_answers_as_it_likes() {
    answers(Response.of(Code.METHOD_NOT_ALLOWED));
    Message request = con(Code.of(0, 31), 1, path("a"));
    played.receive(request);
    played.sends(ack(request, Code.METHOD_NOT_ALLOWED));
    assertThat(handled.getFirst().method()).isEqualTo(Code.of(0, 31));
  }

  @Test
  void a_peer_with_too_many_open_requests_is_told_to_wait() {
    answersLater();
    int most = EndpointLimits.DEFAULT.requestsPerPeerMax();
    for (int id = 0; id < most; id++) {
      played.receive(non(Code.GET, id, path("slow")));
    }
    Message request = con(Code.GET, most, path("slow"));
    played.receive(request);
    Message refusal = played.sends();
    assertThat(refusal.code()).isEqualTo(Code.TOO_MANY_REQUESTS);
    assertThat(refusal.options().has(OptionNumber.MAX_AGE)).isTrue();
    assertThat(handled).hasSize(most);
    played.receive(OTHER, con(Code.GET, 1, path("slow")));
    assertThat(handled).hasSize(most + 1);
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    played.receive(con(Code.GET, most + 1, path("slow")));
    assertThat(handled).hasSize(most + 2);
    played.endsEmpty();
  }

  @Test
  void both_ends_may_ask_each_other_at_once() {
    played.request(Played.get("up"));
    Message own = played.sends();
    Message theirs =
        new Message(Type.CON, Code.GET, own.messageId(), own.token(), path("down"), Bytes.EMPTY);
    played.receive(theirs);
    played.sends(ack(theirs, Code.CHANGED));
    played.receive(ack(own, Code.CONTENT));
    assertThat(played.answered().code()).isEqualTo(Code.CONTENT);
    assertThat(handled).hasSize(1);
  }

  @Test
  @Spec({"COAP-16", "COAP-09"})
  void a_separate_response_goes_before_own_requests_that_wait() {
    answersLater();
    played.receive(con(Code.GET, 1, path("slow")));
    played.pass(1.1);
    played.sends();
    played.request(Played.get("1"));
    played.request(Played.get("2"));
    Message first = played.sends();
    open.getFirst().respond(Response.of(Code.CONTENT), played.now);
    played.isSilent();
    played.receive(ack(first, Code.CONTENT));
    assertThat(played.sends().code()).isEqualTo(Code.CONTENT);
    played.endsEmpty();
  }
}
