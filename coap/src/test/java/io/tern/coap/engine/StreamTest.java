// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.StreamPlayed.PEER;
import static io.tern.coap.engine.StreamPlayed.answer;
import static io.tern.coap.engine.StreamPlayed.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The message layer over connections: settings, signals, ends.
class StreamTest {
  private static final Options NONE = Options.NONE;

  @Spec({"CTCP-02", "TCP-03", "int-106"})
  @Test
  void says_first_what_it_can_do() {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    Message csm = played.sends();
    assertThat(csm.code()).isEqualTo(Code.CSM);
    assertThat(csm.options().uint(2)).hasValue(65_536);
    assertThat(csm.options().has(4)).isTrue();
  }

  @Spec({"CTCP-05", "TCP-04"})
  @Test
  void answers_a_request_on_its_connection_with_its_token() {
    StreamPlayed played = StreamPlayed.connected();
    played.handler =
        (peer, request, responder, at) ->
            responder.respond(new Response(Code.CONTENT, NONE, request.payload()), at);
    played.receive(message(Code.POST, Played.path("a"), "x"));
    assertThat(played.sends()).isEqualTo(message(Code.CONTENT, NONE, "x"));
  }

  @Spec("CTCP-05")
  @Test
  void the_same_request_twice_is_two_requests() {
    StreamPlayed played = StreamPlayed.connected();
    List<String> handled = new ArrayList<>();
    played.handler =
        (peer, request, responder, at) -> {
          handled.add(request.payload().utf8());
          responder.respond(Response.of(Code.CHANGED), at);
        };
    played.receive(message(Code.POST, Played.path("a"), "x"));
    played.receive(message(Code.POST, Played.path("a"), "x"));
    assertThat(handled).containsExactly("x", "x");
    assertThat(played.sent).hasSize(2);
  }

  @Test
  void an_answer_that_takes_long_is_not_announced_by_anything() {
    StreamPlayed played = StreamPlayed.connected();
    List<Responder> waiting = new ArrayList<>();
    played.handler = (peer, request, responder, at) -> waiting.add(responder);
    played.receive(message(Code.GET, Played.path("a"), ""));
    played.pass(20);
    played.isSilent();
    waiting.getFirst().respond(Response.of(Code.CONTENT), played.now);
    assertThat(played.sends()).isEqualTo(message(Code.CONTENT, NONE, ""));
  }

  @Test
  void a_request_of_ours_is_written_once_and_ends_with_the_response() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(Played.get("a"));
    Message request = played.sends();
    played.pass(60);
    played.isSilent();
    played.receive(answer(request, Code.CONTENT, NONE, "v"));
    assertThat(played.replies)
        .containsExactly(
            new Reply.Answered(PEER, new Response(Code.CONTENT, NONE, Bytes.ofUtf8("v"))));
    assertThat(played.endpoint.gauges().clientExchanges()).isZero();
  }

  @Test
  void a_request_without_response_times_out_and_the_connection_stays() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(Played.get("a"));
    played.pass(94);
    assertThat(played.replies).containsExactly(new Reply.TimedOut());
    assertThat(played.endpoint.connections()).isOne();
  }

  @Spec("TCP-02")
  @Test
  void a_request_without_connection_is_unreachable_not_sent() {
    StreamPlayed played = new StreamPlayed();
    played.request(Played.get("a"));
    assertThat(played.replies).isEmpty();
    played.pass(0.1);
    assertThat(played.replies).containsExactly(new Reply.Unreachable("no connection"));
    played.isSilent();
  }

  @Spec("TCP-02")
  @Test
  void requests_wait_for_the_connection_that_is_made_for_them() {
    StreamPlayed played = new StreamPlayed();
    played.mayConnect = true;
    played.request(Played.get("a"));
    played.request(Played.get("b"));
    assertThat(played.connecting).containsExactly(PEER);
    played.isSilent();
    played.endpoint.streams().onOpened(PEER, played.now);
    assertThat(played.sent).extracting(Message::code).containsExactly(Code.CSM, Code.GET, Code.GET);
  }

  @Test
  void requests_end_when_the_connection_cannot_be_made() {
    StreamPlayed played = new StreamPlayed();
    played.mayConnect = true;
    played.request(Played.get("a"));
    played.endpoint.streams().onClosed(PEER, "refused", played.now);
    assertThat(played.replies).containsExactly(new Reply.Unreachable("refused"));
    assertThat(played.endpoint.connections()).isZero();
  }

  @Spec("TCP-02")
  @Test
  void a_request_under_way_is_told_that_the_connection_ended() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(Played.get("a"));
    played.endpoint.streams().onClosed(PEER, "reset", played.now);
    assertThat(played.replies).containsExactly(new Reply.Disconnected("reset"));
    assertThat(played.endpoint.connections()).isZero();
  }

  @Spec({"CTCP-02", "TCP-03"})
  @Test
  void a_message_before_the_settings_ends_the_connection() {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    played.sends();
    played.receive(message(Code.GET, Played.path("a"), ""));
    assertThat(played.sends().code()).isEqualTo(Code.ABORT);
    assertThat(played.closed).containsExactly(PEER);
    played.receive(message(Code.GET, Played.path("a"), ""));
    played.isSilent();
  }

  @Spec("C23")
  @Test
  void a_peer_that_never_says_what_it_can_do_is_sent_away() {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    played.sends();
    played.receiveHex("0000"); // an empty message keeps nothing alive
    played.pass(9.9);
    played.isSilent();
    played.pass(0.2);
    assertThat(played.sends().code()).isEqualTo(Code.ABORT);
    assertThat(played.closed).containsExactly(PEER);
    assertThat(played.timers.pending()).isZero();
  }

  @Spec({"CTCP-07", "CTCP-04"})
  @Test
  void a_setting_that_must_be_understood_and_is_not_is_named() {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    played.sends();
    played.receiveHex("20E1 D000"); // option 13
    Message abort = played.sends();
    assertThat(abort.code()).isEqualTo(Code.ABORT);
    assertThat(abort.options().uint(2)).hasValue(13);
    assertThat(played.closed).containsExactly(PEER);
  }

  @Spec("CTCP-07")
  @Test
  void a_setting_that_need_not_be_understood_is_ignored() {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    played.sends();
    played.receiveHex("30E1 E00001"); // option 270
    played.receive(message(Code.GET, Played.path("a"), ""));
    assertThat(played.sends().code()).isEqualTo(Code.NOT_FOUND);
  }

  @Spec("CTCP-07")
  @Test
  void an_unknown_critical_option_of_any_signal_ends_the_connection() {
    StreamPlayed played = StreamPlayed.connected();
    played.receiveHex("10E2 30");
    assertThat(played.sends().code()).isEqualTo(Code.ABORT);
    assertThat(played.closed).containsExactly(PEER);
  }

  @Spec("CTCP-03")
  @Test
  void answers_a_ping_with_its_token() {
    StreamPlayed played = StreamPlayed.connected();
    played.receive(message(Code.PING, NONE, ""));
    assertThat(played.sends()).isEqualTo(message(Code.PONG, NONE, ""));
  }

  @Spec("CTCP-03")
  @Test
  void answers_a_ping_with_custody_when_all_before_it_is_done() {
    StreamPlayed played = StreamPlayed.connected();
    List<Responder> waiting = new ArrayList<>();
    played.handler = (peer, request, responder, at) -> waiting.add(responder);
    played.receive(message(Code.GET, Played.path("a"), ""));
    played.receiveHex("11E2 07 20");
    played.pass(1);
    played.isSilent();
    waiting.getFirst().respond(Response.of(Code.CONTENT), played.now);
    played.pass(0.1);
    assertThat(played.sent).extracting(Message::code).containsExactly(Code.CONTENT, Code.PONG);
    Message pong = played.sent.getLast();
    assertThat(pong.token()).isEqualTo(Token.of(7, 1));
    assertThat(pong.options().has(2)).isTrue();
  }

  @Spec({"CTCP-03", "TCP-07"})
  @Test
  void asks_a_silent_peer_whether_it_is_there() {
    StreamPlayed played = StreamPlayed.connected();
    played.pass(299);
    played.isSilent();
    played.pass(2);
    Message ping = played.sends();
    assertThat(ping.code()).isEqualTo(Code.PING);
    played.receive(new Message(Type.CON, Code.PONG, 0, ping.token(), NONE, Bytes.EMPTY));
    played.pass(290);
    played.isSilent();
    assertThat(played.endpoint.connections()).isOne();
    played.pass(20);
    assertThat(played.sends().code()).isEqualTo(Code.PING);
    played.pass(31);
    assertThat(played.endpoint.connections()).isZero();
    assertThat(played.closed).containsExactly(PEER);
    assertThat(played.endings).containsExactly("no answer to Ping");
  }

  @Test
  void tells_whether_a_peer_answers_a_ping() {
    StreamPlayed played = StreamPlayed.connected();
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    Message ping = played.sends();
    played.receive(new Message(Type.CON, Code.PONG, 0, ping.token(), NONE, Bytes.EMPTY));
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    played.pass(31);
    assertThat(played.replies).containsExactly(new Reply.Reset(), new Reply.TimedOut());
  }

  @Spec("CTCP-04")
  @Test
  void a_peer_that_aborts_is_gone() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(Played.get("a"));
    played.sends();
    played.receive(message(Code.ABORT, NONE, "enough"));
    assertThat(played.closed).containsExactly(PEER);
    assertThat(played.replies).containsExactly(new Reply.Disconnected("the peer aborted: enough"));
    played.isSilent();
  }

  @Spec("CTCP-04")
  @Test
  void a_released_connection_ends_when_what_is_under_way_has_ended() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(Played.get("a"));
    Message request = played.sends();
    played.receive(message(Code.RELEASE, NONE, ""));
    assertThat(played.closed).isEmpty();
    played.request(Played.get("b"));
    played.pass(0.1);
    assertThat(played.replies).containsExactly(new Reply.Unreachable("no connection"));
    played.receive(answer(request, Code.CONTENT, NONE, "v"));
    played.pass(0.1);
    assertThat(played.replies).hasSize(2).last().isInstanceOf(Reply.Answered.class);
    assertThat(played.closed).containsExactly(PEER);
  }

  @Spec("CTCP-04")
  @Test
  void says_release_before_it_ends_a_connection() {
    StreamPlayed played = StreamPlayed.connected();
    played.endpoint.release(played.now);
    assertThat(played.sends().code()).isEqualTo(Code.RELEASE);
    assertThat(played.closed).containsExactly(PEER);
    assertThat(played.endpoint.connections()).isZero();
  }

  @Spec({"C12", "C23"})
  @Test
  void a_message_over_the_limit_ends_the_connection_at_its_head() {
    StreamPlayed played = StreamPlayed.connected();
    played.receiveHex("f0ffffffff01");
    Message abort = played.sends();
    assertThat(abort.code()).isEqualTo(Code.ABORT);
    assertThat(abort.payload().utf8()).contains("more than 65536");
    assertThat(played.closed).containsExactly(PEER);
  }

  @Spec("C23")
  @Test
  void a_message_that_trickles_in_ends_the_connection() {
    StreamPlayed played = StreamPlayed.connected();
    played.receiveHex("e0010001ff");
    for (int i = 0; i < 59; i++) {
      played.pass(1);
      played.receiveHex("00");
    }
    assertThat(played.closed).isEmpty();
    played.pass(2);
    assertThat(played.sends().code()).isEqualTo(Code.ABORT);
    assertThat(played.closed).containsExactly(PEER);
  }

  @Spec("C23")
  @Test
  void unfinished_messages_of_all_peers_together_are_bounded() {
    StreamPlayed played = new StreamPlayed();
    Bytes unfinished = Bytes.ofHex("40e122200020e0f00001ff").concat(Bytes.wrap(new byte[60_000]));
    for (int i = 0; i < 1000; i++) {
      played.endpoint.streams().onOpened(StreamPlayed.peer(i), played.now);
      played.endpoint.streams().onBytes(StreamPlayed.peer(i), unfinished, played.now);
    }
    assertThat(played.endpoint.connections()).isEqualTo((32 << 20) / 60_005);
    played.pass(61);
    assertThat(played.endpoint.connections()).isZero();
    assertThat(played.timers.pending()).isZero();
  }

  @Test
  void does_not_read_on_while_the_peer_does_not_take_its_answers() {
    StreamPlayed played = StreamPlayed.connected();
    played.full = true;
    Bytes ten = Bytes.EMPTY;
    for (int i = 0; i < 10; i++) {
      ten = ten.concat(Bytes.ofHex("2001b161"));
    }
    played.endpoint.streams().onBytes(PEER, ten, played.now);
    assertThat(played.sent).hasSize(1);
    played.full = false;
    played.endpoint.streams().onWritable(PEER, played.now);
    assertThat(played.sent).hasSize(10);
  }

  @Test
  void requests_wait_while_the_peer_does_not_take_them() {
    StreamPlayed played = StreamPlayed.connected();
    played.full = true;
    played.request(Played.get("a"));
    played.request(Played.get("b"));
    assertThat(played.sends().options().uriPath()).containsExactly("a");
    for (int i = 0; i < 80; i++) {
      played.request(Played.get("c"));
    }
    played.pass(0.1);
    assertThat(played.replies).hasSize(17).containsOnly(new Reply.Refused("messages to this peer"));
    played.full = false;
    played.endpoint.streams().onWritable(PEER, played.now);
    assertThat(played.sent).hasSize(64);
  }

  @Test
  void a_message_larger_than_the_peer_takes_is_not_sent() {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    played.receiveHex("20E1 2120"); // 32 bytes
    played.sent.clear();
    played.request(Played.get("a".repeat(40)));
    played.pass(0.1);
    assertThat(played.replies).containsExactly(new Reply.Refused("message size of the peer"));
    played.request(Played.get("a"));
    assertThat(played.sends().code()).isEqualTo(Code.GET);
  }

  @Spec({"CMISC-02", "RFC8516-3"})
  @Test
  void a_peer_over_its_rate_is_told_when_to_come_back() {
    StreamPlayed played =
        new StreamPlayed(EndpointConfig.DEFAULT.withAdmission(Admission.DEFAULT.withRate(1, 4)))
            .open();
    for (int i = 0; i < 4; i++) {
      played.receive(message(Code.GET, Played.path("a"), ""));
      assertThat(played.sends().code()).as("request %d", i).isEqualTo(Code.NOT_FOUND);
    }
    played.receive(message(Code.GET, Played.path("a"), ""));
    Message refusal = played.sends();
    assertThat(refusal.code()).isEqualTo(Code.TOO_MANY_REQUESTS);
    assertThat(refusal.options().uint(14)).hasValue(2);
    played.pass(2);
    played.receive(message(Code.GET, Played.path("a"), ""));
    assertThat(played.sends().code()).isEqualTo(Code.NOT_FOUND);
  }
}
