// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
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
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the message layer does at its bounds and with what it did not expect.
class MessageEdgesTest {
  private static final Request NON_GET = new Request(Code.GET, path("a"), Bytes.EMPTY, false);

  private final Played played = new Played();

  private static Played with(EndpointLimits limits) {
    return new Played(EndpointConfig.DEFAULT.withLimits(limits));
  }

  @Test
  void an_announcement_of_a_peer_changes_nothing() {
    EndpointGauges before = played.gauges();
    played.endpoint.announce(List.of(PEER));
    assertThat(played.gauges()).as("a peer that was never heard of").isEqualTo(before);
    for (int i = 0; i < 40; i++) {
      played.receive(con(Code.GET, i, path("a")));
      played.sends();
      EndpointGauges held = played.gauges();
      played.endpoint.announce(List.of(PEER, OTHER, PEER));
      assertThat(played.gauges()).as("after %d messages", i + 1).isEqualTo(held);
    }
    played.endpoint.announce(Collections.nCopies(200, PEER));
    played.isSilent();
    assertThat(played.events.rejected).isEmpty();
    played.pass(280);
    assertThat(played.gauges().peers()).as("nor does it lengthen a memory").isZero();
  }

  @Test
  @Spec({"COAP-16", "COAP-09"})
  void a_request_that_is_answered_before_it_is_acknowledged_makes_way_for_the_next() {
    played.request(get("1"));
    Message first = played.sends();
    played.request(get("2"));
    played.isSilent();
    assertThat(played.gauges().transmissions()).isEqualTo(2);
    Message separate = Played.separate(Type.CON, first, 77, Options.NONE, "early");
    played.receive(separate);
    assertThat(played.replies).hasSize(1);
    assertThat(played.sendsNext().options().uriPath()).containsExactly("2");
    played.sends(Played.emptyAck(separate));
    assertThat(played.gauges().transmissions()).isEqualTo(1);
  }

  @Test
  @Spec({"COAP-14", "COAP-16"})
  void a_reset_ends_its_message_and_makes_way_for_the_next() {
    played.request(get("1"));
    Message first = played.sends();
    played.request(get("2"));
    played.receive(rst(first));
    assertThat(played.replies).containsExactly(new Reply.Reset());
    assertThat(played.sends().options().uriPath()).containsExactly("2");
    assertThat(played.events.rejected).as("a reset of something").isEmpty();
    assertThat(played.gauges().transmissions()).isEqualTo(1);
    played.receive(rst(first));
    assertThat(played.events.rejected).containsExactly(Rejection.UNKNOWN_MESSAGE_ID);
  }

  @Test
  @Spec("COAP-14")
  void a_reset_of_an_unconfirmed_request_ends_it_and_is_nothing_strange() {
    played.request(NON_GET);
    Message request = played.sends();
    played.receive(rst(request));
    assertThat(played.replies).containsExactly(new Reply.Reset());
    assertThat(played.events.rejected).isEmpty();
  }

  @Test
  @Spec("COAP-14")
  void a_reset_of_an_unconfirmed_request_that_was_answered_is_a_stray() {
    played.request(NON_GET);
    Message request = played.sends();
    played.receive(
        new Message(Type.NON, Code.CONTENT, 5, request.token(), Options.NONE, Bytes.EMPTY));
    assertThat(played.answered().code()).isEqualTo(Code.CONTENT);
    played.receive(rst(request));
    assertThat(played.events.rejected).containsExactly(Rejection.UNKNOWN_MESSAGE_ID);
  }

  @ParameterizedTest
  @Spec("COAP-14")
  @ValueSource(booleans = {true, false})
  void what_a_known_peer_acknowledges_or_resets_of_nothing_is_reported(boolean asked) {
    if (asked) { // a lane to the peer is there, or is not
      played.request(get("a"));
      played.receive(ack(played.sends(), Code.CONTENT));
    }
    played.receive(con(Code.GET, 1, path("a")));
    played.sends();
    played.receive(Message.empty(Type.ACK, 40_000));
    played.receive(Message.empty(Type.RST, 40_001));
    assertThat(played.events.rejected)
        .containsExactly(Rejection.UNKNOWN_MESSAGE_ID, Rejection.UNKNOWN_MESSAGE_ID);
    played.isSilent();
  }

  @Test
  @Spec("COAP-16")
  void so_many_wait_for_one_peer_and_one_more_is_refused() {
    EndpointLimits three = new EndpointLimits(10, 16, 512, 1 << 20, 3, 100, 8, 1, 1, 1, 10);
    Played few = with(three);
    for (int i = 0; i < 4; i++) {
      few.request(get("" + i));
    }
    few.pass(0);
    few.sends();
    assertThat(few.replies).as("one under way and three in line").isEmpty();
    few.request(get("5"));
    few.pass(0);
    assertThat(few.reply()).isEqualTo(new Reply.Refused("messages to this peer"));
    few.endpoint.ping(PEER, (reply, at) -> few.replies.add(reply), few.now);
    few.pass(0);
    assertThat(few.replies)
        .as("the ping as well")
        .hasSize(2)
        .containsOnly(new Reply.Refused("messages to this peer"));
    few.endpoint.request(OTHER, get("a"), (reply, at) -> few.replies.add(reply), few.now);
    few.sends();
  }

  @Test
  @Spec({"COAP-14", "RFC7252-4.3"})
  void a_ping_tells_whatever_comes_back_and_silence() {
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    Message ping = played.sends();
    assertThat(ping).isEqualTo(Message.empty(Type.CON, ping.messageId()));
    played.receive(rst(ping));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
    played.replies.clear();
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    played.receive(Played.emptyAck(played.sends()));
    assertThat(played.replies).as("an Acknowledgement says that it is there as well").hasSize(1);
    played.replies.clear();
    played.endpoint.ping(PEER, (reply, at) -> played.replies.add(reply), played.now);
    played.pass(100);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
    played.sent.clear();
    played.endpoint.ping(
        PEER,
        (reply, at) -> {
          throw new IllegalStateException("a bug of the listener");
        },
        played.now);
    played.receive(rst(played.sends()));
    assertThat(played.events.failures).hasSize(1);
  }

  @Test
  @Spec("COAP-15")
  void what_fits_no_datagram_is_refused_and_the_next_goes() {
    Options huge =
        Options.builder()
            .uriQuery("x".repeat(40_000))
            .add(2050, Bytes.wrap(new byte[40_000]))
            .build();
    played.request(get("1"));
    Message first = played.sends();
    played.request(Request.of(Code.GET, huge));
    played.request(get("3"));
    played.receive(ack(first, Code.CONTENT));
    assertThat(played.sends().options().uriPath()).containsExactly("3");
    played.pass(0);
    assertThat(played.replies).contains(new Reply.Refused("datagram size"));
    assertThat(played.gauges().transmissions()).isEqualTo(1);
    assertThat(played.events.failures).hasSize(1);
  }

  @Test
  @Spec({"COAP-08", "RFC7252-4.4"})
  void requests_end_where_message_ids_do() {
    for (int i = 0; i < 1 << 15; i++) {
      played.endpoint.request(PEER, NON_GET, (reply, at) -> {}, played.now);
      Message request = played.sends();
      played.receive(
          new Message(Type.NON, Code.CONTENT, i, request.token(), Options.NONE, Bytes.EMPTY));
    }
    played.request(get("a"));
    played.pass(0);
    assertThat(played.reply()).isEqualTo(new Reply.Refused("message ids"));
    played.replies.clear();
    played.request(NON_GET);
    played.pass(0);
    assertThat(played.reply()).isInstanceOf(Reply.Refused.class);
    played.receive(non(Code.GET, 3, path("a")));
    played.isSilent();
    assertThat(played.events.rejected).as("no id for the answer").contains(Rejection.OVERLOADED);
    played.pass(250);
    played.receive(non(Code.GET, 4, path("a")));
    assertThat(played.sends().code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"COAP-04", "RFC7252-4.2"})
  void the_first_wait_is_anywhere_between_the_timeout_and_half_as_much_again() {
    double least = 10;
    double most = 0;
    for (int seed = 0; seed < 300; seed++) {
      Played other = new Played(EndpointConfig.DEFAULT, new SplittableRandom(seed));
      other.request(get("a"));
      other.sends();
      double wait = other.passUntilSent();
      least = Math.min(least, wait);
      most = Math.max(most, wait);
      assertThat(wait).as("seed %d", seed).isBetween(2.0, 3.001);
    }
    assertThat(least).isLessThan(2.05);
    assertThat(most).isGreaterThan(2.95);
  }

  @Test
  @Spec({"COAP-05", "RFC7252-4.8.2"})
  void the_last_wait_is_as_long_as_if_it_had_doubled_once_more() {
    for (int seed = 0; seed < 20; seed++) {
      Played other = new Played(EndpointConfig.DEFAULT, new SplittableRandom(seed));
      long began = other.now;
      other.request(get("a"));
      double first = other.passUntilSentAgain();
      while (other.replies.isEmpty()) {
        other.now = Math.max(other.now, other.timers.nextWakeUpNanos());
        other.timers.advance(other.now);
      }
      double total = (other.now - began) / (double) Played.SECOND;
      assertThat(total).as("seed %d", seed).isBetween(31 * first - 0.05, 31 * first + 0.05);
      assertThat(other.reply()).isInstanceOf(Reply.TimedOut.class);
    }
  }

  @Test
  @Spec("COAP-07")
  void a_peer_is_remembered_while_anything_passes_between_it_and_us() {
    for (int way = 0; way < 4; way++) {
      Played lively = new Played();
      lively.receive(con(Code.GET, 1, path("a")));
      lively.sent.clear();
      lively.pass(200);
      switch (way) {
        case 0 -> lively.receive(con(Code.GET, 1, path("a"))); // a duplicate
        case 1 -> {
          lively.request(get("a"));
          lively.receive(ack(lively.sends(), Code.CONTENT));
        }
        case 2 -> lively.request(NON_GET);
        default -> lively.receive(con(Code.GET, 2, path("a")));
      }
      lively.pass(200);
      assertThat(lively.gauges().peers()).as("way %d", way).isEqualTo(1);
      lively.pass(300);
      assertThat(lively.gauges().peers()).as("way %d", way).isZero();
    }
  }

  @Test
  @Spec("COAP-07")
  void a_peer_whose_separate_answer_came_is_remembered_from_then_on() {
    played.receive(con(Code.GET, 1, path("a")));
    played.sent.clear();
    played.request(NON_GET);
    Message request = played.sends();
    played.pass(90);
    Message answer = Played.separate(Type.CON, request, 9, Options.NONE, "late");
    played.receive(answer);
    played.sends(Played.emptyAck(answer));
    played.pass(260);
    assertThat(played.gauges().peers()).isEqualTo(1);
  }

  @Test
  @Spec("C10")
  void answers_of_many_peers_together_stay_within_their_bound() {
    EndpointLimits small = new EndpointLimits(1000, 16, 512, 1000, 8, 100, 8, 1, 1, 1, 10);
    Played many = with(small);
    many.handler =
        (peer, request, responder, at) ->
            responder.respond(
                new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[90])), at);
    List<Message> last = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Peer peer = Peer.udp(Address.Ip.v4(0x0B000000 + i, 5683));
      many.receive(peer, con(Code.GET, i, path("a")));
      last.add(many.sends());
      assertThat(many.gauges().answerBytes()).isLessThanOrEqualTo(1000);
    }
    int bytes = io.tern.coap.codec.UdpCodec.encode(last.getLast()).size();
    assertThat(many.gauges().answerBytes()).as("as many as fit").isGreaterThan(1000 - bytes);
    assertThat(many.gauges().peers()).isEqualTo(1000 / bytes);
  }
}
