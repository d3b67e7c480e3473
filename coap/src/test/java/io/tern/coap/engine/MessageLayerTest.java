// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.non;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageLayerTest {
  private final Played played = new Played();

  private static Played with(int peersMax, int answerBytesPerPeerMax, long answerBytesMax) {
    EndpointLimits limits =
        new EndpointLimits(
            peersMax, 16, answerBytesPerPeerMax, answerBytesMax, 8, 100, 8, 10, 10, 10, 5);
    return new Played(EndpointConfig.DEFAULT.withLimits(limits));
  }

  private static Peer peer(int number) {
    return Peer.udp(Address.Ip.v4(0x0B000000 + number, 5683));
  }

  @Test
  @Spec({"COAP-03", "COAP-14", "RFC7252-4.3"})
  void a_ping_gets_a_reset_and_leaves_no_trace() {
    played.receiveHex("40001234");
    assertThat(played.sends()).isEqualTo(Message.empty(Type.RST, 0x1234));
    assertThat(played.gauges().peers()).isZero();
    played.receiveHex("50001234");
    played.isSilent();
  }

  @ParameterizedTest
  @Spec({"COAP-01", "COAP-02", "COAP-03", "COAP-14", "RFC7252-4.2"})
  @ValueSource(strings = {"49011234", "420112340A", "40011234F1", "40011234FF", "4000123401"})
  void a_malformed_confirmable_message_gets_a_reset(String hex) {
    played.receiveHex(hex);
    assertThat(played.sends()).isEqualTo(Message.empty(Type.RST, 0x1234));
    assertThat(played.events.malformed).hasSize(1);
    played.receiveHex("5" + hex.substring(1));
    played.receiveHex("6" + hex.substring(1));
    played.receiveHex("7" + hex.substring(1));
    played.isSilent();
    assertThat(played.events.malformed).hasSize(4);
    assertThat(played.gauges().peers()).isZero();
  }

  @ParameterizedTest
  @Spec("COAP-01")
  @ValueSource(strings = {"", "40", "400112", "00011234", "80011234", "C0011234"})
  void what_is_not_coap_version_1_gets_nothing(String hex) {
    played.receiveHex(hex);
    played.isSilent();
    assertThat(played.events.malformed).hasSize(1);
  }

  @ParameterizedTest
  @Spec({"COAP-14", "RFC7252-4.2"})
  @ValueSource(ints = {1 << 5, 1 << 5 | 31, 3 << 5 | 1, 6 << 5, 7 << 5 | 1})
  void a_code_of_a_reserved_class_is_reset_where_confirmable_and_ignored_otherwise(int code) {
    Message message = con(Code.of(code), 9, path("a"));
    played.receive(message);
    played.sends(rst(message));
    played.receive(non(Code.of(code), 10, path("a")));
    played.isSilent();
    assertThat(played.events.rejected)
        .containsExactly(Rejection.UNEXPECTED_CODE, Rejection.UNEXPECTED_CODE);
  }

  @Test
  @Spec({"C19", "COAP-14"})
  void acknowledgements_and_resets_of_nothing_are_ignored_without_a_trace() {
    played.receive(Message.empty(Type.ACK, 1));
    played.receive(Message.empty(Type.RST, 2));
    played.receive(ack(con(Code.GET, 3, Options.NONE), Code.CONTENT));
    played.isSilent();
    assertThat(played.events.rejected).containsOnly(Rejection.UNKNOWN_MESSAGE_ID).hasSize(3);
    assertThat(played.gauges().peers()).isZero();
  }

  @Test
  @Spec("COAP-16")
  void a_larger_nstart_lets_so_many_out_at_once() {
    Played wide =
        new Played(
            EndpointConfig.DEFAULT.withTransmission(TransmissionParameters.DEFAULT.withNstart(2)));
    for (String name : new String[] {"1", "2", "3"}) {
      wide.request(get(name));
    }
    assertThat(wide.sent).hasSize(2);
    Message first = wide.sendsNext();
    Message second = wide.sendsNext();
    wide.receive(ack(second, Code.CONTENT));
    assertThat(wide.sends().options()).isEqualTo(path("3"));
    wide.receive(ack(first, Code.CONTENT));
    assertThat(wide.replies).hasSize(2);
  }

  @Test
  @Spec("COAP-08")
  void message_ids_run_out_before_they_come_back() {
    int sent = 0;
    for (int i = 0; i < 40_000; i++) {
      played.request(get("a"));
      if (!played.sent.isEmpty()) {
        sent++;
        played.receive(ack(played.sends(), Code.CONTENT));
      }
    }
    played.pass(0);
    assertThat(sent).isEqualTo(32_768);
    assertThat(played.replies.getLast()).isInstanceOf(Reply.Refused.class);
    played.replies.clear();
    played.pass(248);
    played.request(get("a"));
    played.receive(ack(played.sends(), Code.CONTENT));
    assertThat(played.reply()).isInstanceOf(Reply.Answered.class);
    played.endsEmpty();
  }

  @Test
  void the_quietest_idle_peer_makes_room_for_a_new_one() {
    Played small = with(3, 2048, 1 << 20);
    small.endpoint.request(peer(0), get("a"), (reply, at) -> {}, small.now);
    for (int i = 1; i < 20; i++) {
      small.receive(peer(i), con(Code.GET, 1, path("a")));
    }
    assertThat(small.gauges().peers()).isEqualTo(3);
    assertThat(small.gauges().clientExchanges()).isEqualTo(1);
    small.sent.clear();
    small.receive(peer(19), con(Code.GET, 1, path("a")));
    assertThat(small.events.duplicates).isEqualTo(1);
    small.receive(peer(1), con(Code.GET, 1, path("a")));
    assertThat(small.events.duplicates).isEqualTo(1);
    small.endsEmpty();
  }

  @Test
  void where_all_peers_are_busy_a_new_one_is_ignored() {
    Played small = with(2, 2048, 1 << 20);
    small.endpoint.request(peer(1), get("a"), (reply, at) -> {}, small.now);
    small.endpoint.request(peer(2), get("a"), (reply, at) -> {}, small.now);
    small.sent.clear();
    small.receive(peer(3), con(Code.GET, 1, path("a")));
    small.isSilent();
    assertThat(small.events.rejected).containsExactly(Rejection.OVERLOADED);
    small.endpoint.request(peer(3), get("a"), (reply, at) -> small.replies.add(reply), small.now);
    small.pass(0);
    assertThat(small.reply()).isInstanceOf(Reply.Refused.class);
    small.endsEmpty();
  }

  @Test
  void a_peer_is_forgotten_a_lifetime_and_an_eighth_after_its_last_message_at_the_latest() {
    for (int i = 0; i < 10; i++) {
      played.receive(con(Code.GET, i, path("a")));
      played.pass(100);
    }
    played.receive(con(Code.GET, 100, path("a")));
    played.pass(246);
    assertThat(played.gauges().peers()).isEqualTo(1);
    played.pass(1 + 247 / 8.0);
    assertThat(played.gauges().peers()).isZero();
    assertThat(played.gauges().duplicates()).isZero();
  }

  @Test
  @Spec("COAP-07")
  void a_message_soon_after_the_first_lengthens_the_memory_as_well() {
    played.receive(con(Code.GET, 1, path("a")));
    played.pass(20);
    Message last = con(Code.GET, 2, path("a"));
    played.receive(last);
    played.pass(246);
    played.receive(last);
    assertThat(played.events.duplicates).isEqualTo(1);
  }

  @Test
  void a_peer_is_not_forgotten_while_a_message_to_it_is_under_way() {
    TransmissionParameters near = new TransmissionParameters(2 * Played.SECOND, 1.5, 4, 1, 0);
    Played local = new Played(EndpointConfig.DEFAULT.withTransmission(near));
    local.request(get("a"));
    Message request = local.sendsNext();
    for (int i = 0; i < 4; i++) {
      local.passUntilSent();
      local.sends(request);
    }
    assertThat(near.exchangeLifetimeNanos()).isLessThan(near.maxTransmitWaitNanos() * 2 / 3);
    local.pass(31);
    local.receive(ack(request, Code.CONTENT));
    assertThat(local.reply()).isInstanceOf(Reply.Answered.class);
    local.endsEmpty();
  }

  @Test
  void a_peer_is_not_forgotten_while_it_owes_something() {
    Played slow = new Played(EndpointConfig.DEFAULT.withWaits(Played.SECOND, 2000 * Played.SECOND));
    slow.request(get("a"));
    Message request = slow.sends();
    slow.receive(emptyAck(request));
    slow.pass(1000);
    slow.receive(Played.separate(Type.CON, request, 1, Options.NONE, "x"));
    assertThat(slow.answered().payload().utf8()).isEqualTo("x");
  }

  @Test
  @Spec("COAP-07")
  void answers_over_the_bytes_of_a_peer_are_forgotten_oldest_first_but_never_given_anew() {
    Played small = with(10, 1000, 1 << 20);
    small.handler =
        (peer, request, responder, at) ->
            responder.respond(
                new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[600])), at);
    Message first = con(Code.GET, 1, path("a"));
    Message second = con(Code.GET, 2, path("a"));
    small.receive(first);
    small.receive(second);
    assertThat(small.gauges().answerBytes()).isBetween(600L, 700L);
    small.sent.clear();
    small.receive(second);
    assertThat(small.sends().payload().size()).isEqualTo(600);
    small.receive(first);
    small.isSilent();
    assertThat(small.events.duplicates).isEqualTo(2);
    small.endsEmpty();
  }

  @Test
  void answers_over_the_bytes_of_all_push_out_the_quietest_peers() {
    Played small = with(100, 1000, 2000);
    small.handler =
        (peer, request, responder, at) ->
            responder.respond(
                new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[600])), at);
    for (int i = 0; i < 10; i++) {
      small.receive(peer(i), con(Code.GET, 1, path("a")));
    }
    assertThat(small.gauges().peers()).isEqualTo(3);
    assertThat(small.gauges().answerBytes()).isLessThan(2000);
    small.endsEmpty();
  }

  @Test
  @Spec("C19")
  void resets_for_what_should_not_have_come_are_limited_per_second() {
    Played small = with(10, 1000, 2000);
    for (int i = 0; i < 100; i++) {
      small.receive(OTHER, con(Code.CONTENT, i, Options.NONE));
    }
    assertThat(small.sent).hasSize(5);
    small.pass(1.01);
    small.receive(PEER, con(Code.CONTENT, 1, Options.NONE));
    assertThat(small.sent).hasSize(6);
  }

  @Test
  @Spec("C19")
  void after_some_wrong_guesses_message_ids_alone_are_not_believed_until_the_exchange_is_over() {
    played.request(get("a"));
    Message request = played.sends();
    int id = request.messageId();
    for (int i = 1; i <= 9; i++) {
      played.receive(Message.empty(i % 2 == 0 ? Type.ACK : Type.RST, id + i & 0xFFFF));
    }
    played.receive(Message.empty(Type.RST, id));
    played.receive(Message.empty(Type.ACK, id));
    assertThat(played.replies).isEmpty();
    played.passUntilSent();
    played.sends(request);
    played.receive(ack(request, Code.CONTENT));
    assertThat(played.reply()).isInstanceOf(Reply.Answered.class);
    played.replies.clear();
    played.request(get("b"));
    played.receive(rst(played.sends()));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
  }
}
