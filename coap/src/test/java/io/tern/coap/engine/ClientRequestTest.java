// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.psk;
import static io.tern.coap.engine.Played.rst;
import static io.tern.coap.engine.Played.separate;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Token;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

class ClientRequestTest {
  private final Played played = new Played();

  @Test
  @Spec({"COAP-09", "COAP-10", "RFC7252-5.2.1"})
  void a_response_in_the_acknowledgement_is_the_reply() {
    played.request(get("3", "0"));
    Message request = played.sends();
    assertThat(request.type()).isEqualTo(Type.CON);
    assertThat(request.code()).isEqualTo(Code.GET);
    assertThat(request.options()).isEqualTo(path("3", "0"));
    played.receive(ack(request, Code.CONTENT, Options.NONE, "hello"));
    assertThat(played.answered().payload()).isEqualTo(Bytes.ofUtf8("hello"));
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-04", "COAP-06", "RFC7252-4.2"})
  void retransmits_four_times_doubling_the_wait_then_gives_up() {
    played.request(get("a"));
    Message first = played.sends();
    double wait = played.passUntilSent();
    assertThat(wait).isBetween(2.0, 3.0);
    played.sends(first);
    for (int i = 1; i < 4; i++) {
      assertThat(played.passUntilSent()).isBetween(1.999 * wait, 2.001 * wait);
      wait *= 2;
      played.sends(first);
    }
    played.pass(2 * wait - 0.01);
    assertThat(played.replies).isEmpty();
    played.pass(0.02);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    assertThat(played.events.retransmitted).isEqualTo(4);
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-06")
  void first_waits_are_spread_over_the_random_factor() {
    double least = 9;
    double most = 0;
    for (int i = 0; i < 200; i++) {
      played.request(get("a"));
      Message request = played.sends();
      double wait = played.passUntilSent();
      played.sends();
      least = Math.min(least, wait);
      most = Math.max(most, wait);
      played.receive(ack(request, Code.CONTENT));
    }
    assertThat(least).isBetween(2.0, 2.1);
    assertThat(most).isBetween(2.9, 3.002);
  }

  @Test
  @Spec("COAP-09")
  void an_empty_acknowledgement_stops_retransmission_and_the_response_comes_by_itself() {
    played.request(get("a"));
    Message request = played.sends();
    played.receive(emptyAck(request));
    played.pass(60);
    played.isSilent();
    Message response = separate(Type.CON, request, 77, Options.NONE, "late");
    played.receive(response);
    played.sends(emptyAck(response));
    assertThat(played.answered().payload().utf8()).isEqualTo("late");
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-09", "RFC7252-5.2.2"})
  void a_response_may_come_before_its_acknowledgement_and_stops_retransmission() {
    played.request(get("a"));
    Message request = played.sends();
    Message response = separate(Type.CON, request, 77, Options.NONE, "early");
    played.receive(response);
    played.sends(emptyAck(response));
    played.receive(emptyAck(request));
    played.pass(100);
    played.isSilent();
    assertThat(played.answered().payload().utf8()).isEqualTo("early");
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-07", "COAP-09"})
  void a_repeated_separate_response_is_acknowledged_again_but_told_once() {
    played.request(get("a"));
    Message request = played.sends();
    Message response = separate(Type.CON, request, 77, Options.NONE, "x");
    for (int i = 0; i < 3; i++) {
      played.receive(response);
      played.sends(emptyAck(response));
    }
    assertThat(played.replies).hasSize(1);
    assertThat(played.events.duplicates).isEqualTo(2);
  }

  @Test
  @Spec("COAP-09")
  void a_separate_response_may_be_non_confirmable_and_gets_no_answer() {
    played.request(get("a"));
    Message request = played.sends();
    played.receive(emptyAck(request));
    played.receive(separate(Type.NON, request, 77, Options.NONE, "x"));
    played.receive(separate(Type.NON, request, 77, Options.NONE, "x"));
    played.isSilent();
    assertThat(played.answered().payload().utf8()).isEqualTo("x");
  }

  @Test
  @Spec({"COAP-05", "RFC7252-4.8.2"})
  void a_response_that_never_follows_its_acknowledgement_is_a_time_out() {
    played.request(get("a"));
    played.receive(emptyAck(played.sends()));
    played.pass(92.9);
    assertThat(played.replies).isEmpty();
    played.pass(0.2);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-14")
  void a_reset_ends_the_request() {
    played.request(get("a"));
    played.receive(rst(played.sends()));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
    played.pass(100);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-14", "RFC7252-4.2"})
  void a_response_with_an_unknown_token_is_reset_where_it_is_confirmable() {
    Message stranger = Played.con(Code.CONTENT, 5, Options.NONE, "?");
    played.receive(stranger);
    played.sends(rst(stranger));
    played.receive(Played.non(Code.CONTENT, 6, Options.NONE));
    played.isSilent();
    assertThat(played.events.rejected)
        .containsExactly(Rejection.UNKNOWN_TOKEN, Rejection.UNKNOWN_TOKEN);
    assertThat(played.gauges().peers()).isZero();
  }

  @Test
  @Spec({"COAP-10", "COAP-20"})
  void a_response_from_another_address_or_identity_is_not_the_reply() {
    var peer = psk(1, "meter");
    played.endpoint.request(peer, get("a"), (reply, at) -> played.replies.add(reply), played.now);
    Message request = played.sends();
    Message response = separate(Type.CON, request, 9, Options.NONE, "forged");
    for (var forger : new Peer[] {psk(2, "meter"), psk(1, "other"), PEER}) {
      played.receive(forger, response);
      played.sends(rst(response));
      played.receive(forger, ack(request, Code.CONTENT, Options.NONE, "forged"));
      played.isSilent();
    }
    assertThat(played.replies).isEmpty();
    assertThat(played.events.rejected).contains(Rejection.WRONG_PEER);
    played.receive(peer, ack(request, Code.CONTENT, Options.NONE, "true"));
    assertThat(played.answered().payload().utf8()).isEqualTo("true");
  }

  @Test
  @Spec("COAP-10")
  void an_acknowledgement_with_the_wrong_token_changes_nothing() {
    played.request(get("a"));
    Message request = played.sends();
    Message forged =
        new Message(
            Type.ACK,
            Code.CONTENT,
            request.messageId(),
            Token.of(1, 8),
            Options.NONE,
            Bytes.ofUtf8("forged"));
    played.receive(forged);
    assertThat(played.replies).isEmpty();
    played.passUntilSent();
    played.sends(request);
    played.receive(ack(request, Code.CONTENT, Options.NONE, "true"));
    assertThat(played.answered().payload().utf8()).isEqualTo("true");
  }

  @Test
  void a_non_confirmable_request_is_sent_once_and_waits_for_its_response() {
    played.request(new Request(Code.POST, path("dp"), Bytes.of(1), false));
    Message request = played.sends();
    assertThat(request.type()).isEqualTo(Type.NON);
    played.pass(50);
    played.isSilent();
    played.receive(separate(Type.NON, request, 3, Options.NONE, "ok"));
    assertThat(played.answered().payload().utf8()).isEqualTo("ok");
    played.endsEmpty();
  }

  @Test
  void a_non_confirmable_request_times_out_and_can_be_reset() {
    played.request(new Request(Code.POST, path("dp"), Bytes.of(1), false));
    played.sends();
    played.pass(94);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    played.replies.clear();
    played.request(new Request(Code.POST, path("dp"), Bytes.of(1), false));
    played.receive(rst(played.sends()));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
    played.endsEmpty();
  }

  @Test
  void a_cancelled_request_is_told_at_once_and_not_sent_again() {
    Cancellable request = played.request(get("a"));
    Message message = played.sends();
    request.cancel(played.now);
    assertThat(played.reply()).isEqualTo(new Reply.Cancelled());
    request.cancel(played.now);
    played.receive(ack(message, Code.CONTENT));
    played.pass(100);
    played.isSilent();
    assertThat(played.replies).hasSize(1);
    played.endsEmpty();
  }

  @Test
  void a_request_cancelled_after_its_acknowledgement_ends_there() {
    Cancellable request = played.request(get("a"));
    played.receive(emptyAck(played.sends()));
    request.cancel(played.now);
    assertThat(played.reply()).isEqualTo(new Reply.Cancelled());
    played.pass(100);
    assertThat(played.replies).hasSize(1);
    played.endsEmpty();
  }

  @Test
  void what_was_not_acknowledged_is_not_sent_again_where_it_must_reach_nobody_else() {
    Cancellable request = played.request(get("a"));
    Message message = played.sends();
    request.cancelUnacknowledged(played.now);
    assertThat(played.reply()).isEqualTo(new Reply.Cancelled());
    played.receive(ack(message, Code.CONTENT));
    played.pass(100);
    played.isSilent();
    assertThat(played.replies).hasSize(1);
    played.endsEmpty();
  }

  @Test
  void what_was_acknowledged_may_be_answered_even_where_it_must_reach_nobody_else() {
    Cancellable request = played.request(get("a"));
    Message message = played.sends();
    played.receive(emptyAck(message));
    request.cancelUnacknowledged(played.now);
    assertThat(played.replies).isEmpty();
    Message response = separate(Type.CON, message, 77, Options.NONE, "late");
    played.receive(response);
    played.sends(emptyAck(response));
    assertThat(played.answered().payload().utf8()).isEqualTo("late");
    played.endsEmpty();
  }

  @Test
  @Spec({"COAP-11", "RFC7252-5.4.1"})
  void a_response_with_an_unknown_critical_option_is_rejected_and_unusable() {
    Options odd = Options.builder().add(9999, Bytes.of(1)).build();
    played.request(get("a"));
    Message first = played.sends();
    Message response = separate(Type.CON, first, 8, odd, "x");
    played.receive(response);
    played.sends(rst(response));
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.replies.clear();
    played.request(get("a"));
    played.receive(ack(played.sends(), Code.CONTENT, odd, "x"));
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-17")
  void an_unknown_response_code_of_a_known_class_is_a_reply() {
    played.request(get("a"));
    played.receive(ack(played.sends(), Code.of(4, 30)));
    assertThat(played.answered().code()).isEqualTo(Code.of(4, 30));
  }

  @Test
  void an_acknowledgement_with_a_request_or_reserved_code_is_ignored() {
    played.request(get("a"));
    Message request = played.sends();
    for (Code code : new Code[] {Code.GET, Code.of(1, 1), Code.of(3, 0), Code.of(7, 1)}) {
      played.receive(ack(request, code));
    }
    played.isSilent();
    assertThat(played.replies).isEmpty();
    assertThat(played.events.rejected).containsOnly(Rejection.UNEXPECTED_CODE).hasSize(4);
    played.receive(ack(request, Code.CONTENT));
    assertThat(played.answered().code()).isEqualTo(Code.CONTENT);
  }

  @Test
  void a_listener_that_throws_is_reported_and_hurts_nobody() {
    played.endpoint.request(
        PEER,
        get("1"),
        (reply, at) -> {
          throw new IllegalStateException("ours");
        },
        played.now);
    played.request(get("2"));
    played.receive(ack(played.sends(), Code.CONTENT));
    assertThat(played.events.failures).singleElement().isInstanceOf(IllegalStateException.class);
    played.receive(ack(played.sends(), Code.CONTENT));
    assertThat(played.answered().code()).isEqualTo(Code.CONTENT);
    played.endsEmpty();
  }

  @Test
  void a_listener_may_ask_again() {
    played.endpoint.request(PEER, get("1"), (reply, at) -> played.request(get("2")), played.now);
    played.receive(ack(played.sends(), Code.CONTENT));
    Message second = played.sends();
    assertThat(second.options()).isEqualTo(path("2"));
    played.receive(ack(second, Code.CONTENT));
    assertThat(played.replies).hasSize(1);
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-05")
  void transmission_parameters_of_a_slow_network_are_followed() {
    Played slow =
        new Played(
            EndpointConfig.DEFAULT.withTransmission(
                TransmissionParameters.DEFAULT
                    .withAckTimeoutNanos(10 * Played.SECOND)
                    .withMaxRetransmit(1)));
    slow.request(get("a"));
    slow.sends();
    double wait = slow.passUntilSent();
    assertThat(wait).isBetween(10.0, 15.0);
    slow.sends();
    slow.pass(2 * wait + 0.01);
    assertThat(slow.reply()).isEqualTo(new Reply.TimedOut());
  }

  @Test
  void a_request_that_no_datagram_can_hold_is_refused_and_reported() {
    Options.Builder many = Options.builder();
    for (int i = 0; i < 100; i++) {
      many.uriQuery("q=" + i);
    }
    played.request(Request.of(Code.GET, many.build()));
    played.pass(0);
    assertThat(played.reply()).isInstanceOf(Reply.Refused.class);
    assertThat(played.events.failures).hasSize(1);
    played.request(get("a"));
    played.receive(ack(played.sends(), Code.CONTENT));
    assertThat(played.replies).hasSize(2);
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-14")
  void a_ping_is_answered_with_reset_or_times_out() {
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    Message ping = played.sends();
    assertThat(ping).isEqualTo(Message.empty(Type.CON, ping.messageId()));
    played.receive(rst(ping));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
    played.replies.clear();
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    played.pass(94);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    played.endsEmpty();
  }
}
