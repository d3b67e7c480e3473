// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.TOKEN;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Responder;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Responder.Relation;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A peer observes a resource of ours; the test plays the peer.
class RelationTest {
  private final Played played = new Played();
  private final List<Relation> relations = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int nextId = 1;

  @BeforeEach
  void observe() {
    played.handler =
        (peer, request, responder, now) -> {
          if (request.options().observe().orElse(-1) == 0) {
            relations.add(responder.respondObserving(value("v0"), listener(), now));
          } else {
            responder.respond(value("plain"), now);
          }
        };
  }

  private Responder.RelationListener listener() {
    int index = relations.size();
    return new Responder.RelationListener() {
      @Override
      public void onDelivered(long nowNanos) {
        told.add(index + " delivered");
      }

      @Override
      public void onEnded(EndReason reason, long nowNanos) {
        told.add(index + " " + reason);
      }
    };
  }

  private static Response value(String text) {
    return new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8(text));
  }

  private static Options asking(int observe) {
    return path("3303").toBuilder().observe(observe).build();
  }

  private Message register() {
    Message request = con(Code.GET, nextId++, asking(0));
    played.receive(request);
    return played.sends();
  }

  private static int number(Message message) {
    return message.options().observe().orElseThrow();
  }

  @Test
  @Spec({"COBS-01", "COBS-03", "OBS-12"})
  void an_observer_gets_the_value_and_then_notifications_with_rising_numbers() {
    Message answer = register();
    assertThat(answer.type()).isEqualTo(Type.ACK);
    assertThat(answer.payload().utf8()).isEqualTo("v0");
    assertThat(played.gauges().relations()).isEqualTo(1);
    Relation relation = relations.getFirst();
    assertThat(relation.peer()).isEqualTo(PEER);
    assertThat(relation.token()).isEqualTo(TOKEN);
    int before = number(answer);
    for (int i = 1; i < 5; i++) {
      relation.notify(value("v" + i), false, played.now);
      Message notification = played.sends();
      assertThat(notification.type()).isEqualTo(Type.NON);
      assertThat(notification.token()).isEqualTo(TOKEN);
      assertThat(notification.payload().utf8()).isEqualTo("v" + i);
      assertThat(number(notification)).isGreaterThan(before);
      before = number(notification);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void a_confirmable_notification_is_sent_again_until_acknowledged_and_then_delivered() {
    register();
    relations.getFirst().notify(value("v1"), true, played.now);
    Message notification = played.sends();
    assertThat(notification.type()).isEqualTo(Type.CON);
    played.passUntilSent();
    played.sends(notification);
    assertThat(told).isEmpty();
    played.receive(emptyAck(notification));
    assertThat(told).containsExactly("0 delivered");
    played.pass(100);
    played.isSilent();
  }

  @Test
  @Spec({"OBS-35", "RFC7641-4.5.2"})
  void while_one_is_under_way_the_newest_waits_and_the_others_are_dropped() {
    register();
    Relation relation = relations.getFirst();
    relation.notify(value("v1"), true, played.now);
    Message first = played.sends();
    relation.notify(value("v2"), true, played.now);
    relation.notify(value("v3"), false, played.now);
    relation.notify(value("v4"), true, played.now);
    played.isSilent();
    played.receive(emptyAck(first));
    Message last = played.sends();
    assertThat(last.payload().utf8()).isEqualTo("v4");
    assertThat(number(last)).isGreaterThan(number(first));
    played.receive(emptyAck(last));
    played.isSilent();
    assertThat(told).containsExactly("0 delivered", "0 delivered");
  }

  @Test
  @Spec({"COBS-06", "RFC7641-4.5.2"})
  void a_retransmission_carries_the_newest_state_and_the_count_goes_on() {
    register();
    Relation relation = relations.getFirst();
    relation.notify(value("v1"), true, played.now);
    Message first = played.sends();
    relation.notify(value("v2"), true, played.now);
    double wait = played.passUntilSent();
    Message second = played.sends();
    assertThat(second.payload().utf8()).isEqualTo("v2");
    assertThat(second.messageId()).isNotEqualTo(first.messageId());
    assertThat(number(second)).isGreaterThan(number(first));
    for (int i = 0; i < 3; i++) {
      wait *= 2;
      assertThat(played.passUntilSent()).isBetween(0.99 * wait, 1.01 * wait);
      played.sends(second);
    }
    played.pass(2 * wait + 0.1);
    played.isSilent();
    assertThat(told).containsExactly("0 TIMED_OUT");
    played.endsEmpty();
  }

  @Test
  @Spec({"COBS-05", "OBS-17"})
  void a_notification_that_is_never_acknowledged_ends_the_relation() {
    register();
    relations.getFirst().notify(value("v1"), true, played.now);
    played.pass(94);
    assertThat(told).containsExactly("0 TIMED_OUT");
    assertThat(played.gauges().relations()).isZero();
    played.sent.clear();
    relations.getFirst().notify(value("v2"), true, played.now);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec({"COBS-08", "OBS-03", "OBS-17"})
  void a_reset_to_a_notification_of_either_kind_ends_the_relation() {
    register();
    relations.getFirst().notify(value("v1"), true, played.now);
    played.receive(rst(played.sends()));
    register();
    Relation second = relations.getLast();
    second.notify(value("v1"), false, played.now);
    Message first = played.sends();
    second.notify(value("v2"), false, played.now);
    played.sends();
    played.receive(rst(first));
    assertThat(told).containsExactly("0 RESET", "1 RESET");
    second.notify(value("v3"), false, played.now);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec("COBS-08")
  void a_reset_finds_one_of_the_last_sixteen_notifications() {
    register();
    List<Message> sent = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      relations.getFirst().notify(value("v" + i), false, played.now);
      sent.add(played.sends());
      played.pass(3);
    }
    played.receive(rst(sent.getFirst()));
    assertThat(told).isEmpty();
    played.receive(rst(sent.get(1)));
    assertThat(told).containsExactly("0 RESET");
  }

  @Test
  void a_notification_is_not_lost_to_a_full_line() {
    register();
    for (int i = 0; i < 65; i++) {
      played.request(Played.get("own"));
    }
    relations.getFirst().notify(value("v1"), true, played.now);
    for (int i = 0; i < 65; i++) {
      played.receive(ack(played.sends(), Code.CONTENT));
    }
    assertThat(played.sends().payload().utf8()).isEqualTo("v1");
  }

  @Test
  @Spec({"COBS-01", "OBS-03"})
  void observe_1_ends_the_relation_and_is_answered_plainly() {
    register();
    Message cancel = con(Code.GET, nextId++, asking(1));
    played.receive(cancel);
    played.sends(ack(cancel, Code.CONTENT, Options.NONE, "plain"));
    assertThat(told).containsExactly("0 CANCELLED");
    played.endsEmpty();
  }

  @Test
  @Spec("COBS-03")
  void only_the_same_peer_and_token_cancel() {
    register();
    played.receive(OTHER, con(Code.GET, nextId++, asking(1)));
    played.receive(
        new Message(Type.CON, Code.GET, nextId++, Token.of(9, 1), asking(1), Bytes.EMPTY));
    assertThat(told).isEmpty();
    assertThat(played.gauges().relations()).isEqualTo(1);
  }

  @Test
  @Spec({"COBS-03", "RFC7641-4.1"})
  void registering_again_with_the_same_token_refreshes_and_numbers_go_on() {
    Message first = register();
    relations.getFirst().notify(value("v1"), false, played.now);
    Message notification = played.sends();
    Message second = register();
    assertThat(told).containsExactly("0 REPLACED");
    assertThat(played.gauges().relations()).isEqualTo(1);
    assertThat(number(notification)).isGreaterThan(number(first));
    assertThat(number(second)).isGreaterThan(number(notification));
    relations.getFirst().notify(value("old"), false, played.now);
    played.isSilent();
    relations.getLast().notify(value("new"), false, played.now);
    assertThat(played.sends().payload().utf8()).isEqualTo("new");
  }

  @Test
  @Spec("COBS-03")
  void a_refresh_that_is_answered_plainly_ends_the_relation() {
    register();
    played.handler = (peer, request, responder, now) -> responder.respond(value("no"), now);
    Message answer = register();
    assertThat(answer.options().observe()).isEmpty();
    assertThat(told).containsExactly("0 REPLACED");
    played.endsEmpty();
  }

  @Test
  @Spec("COBS-03")
  void another_token_or_peer_makes_another_relation() {
    register();
    played.receive(
        new Message(Type.CON, Code.GET, nextId++, Token.of(9, 1), asking(0), Bytes.EMPTY));
    played.receive(OTHER, con(Code.GET, nextId++, asking(0)));
    assertThat(played.gauges().relations()).isEqualTo(3);
    assertThat(told).isEmpty();
  }

  @Test
  @Spec({"COBS-07", "OBS-20", "RFC7641-4.5"})
  void at_least_one_notification_a_day_is_confirmable() {
    register();
    Relation relation = relations.getFirst();
    int confirmable = 0;
    for (int hour = 1; hour <= 72; hour++) {
      played.pass(3600);
      relation.notify(value("h" + hour), false, played.now);
      Message notification = played.sends();
      if (notification.type() == Type.CON) {
        confirmable++;
        assertThat(hour % 24).isZero();
        played.receive(emptyAck(notification));
      }
    }
    assertThat(confirmable).isEqualTo(3);
  }

  @Test
  @Spec({"COBS-04", "OBS-15"})
  void an_error_is_the_last_notification_and_has_no_observe() {
    register();
    Relation relation = relations.getFirst();
    relation.notify(Response.of(Code.NOT_FOUND), true, played.now);
    Message last = played.sends();
    assertThat(last.code()).isEqualTo(Code.NOT_FOUND);
    assertThat(last.options()).isEqualTo(Options.NONE);
    assertThat(played.gauges().relations()).isZero();
    relation.notify(value("x"), true, played.now);
    played.isSilent();
    played.passUntilSent();
    played.sends(last);
    played.receive(emptyAck(last));
    played.endsEmpty();
    assertThat(told).doesNotContain("0 RESET", "0 TIMED_OUT");
  }

  @Test
  void an_error_waits_behind_the_notification_under_way_and_still_goes_out() {
    register();
    Relation relation = relations.getFirst();
    relation.notify(value("v1"), true, played.now);
    Message first = played.sends();
    relation.notify(Response.of(Code.NOT_FOUND), true, played.now);
    played.receive(emptyAck(first));
    assertThat(played.sends().code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void ending_it_here_sends_nothing() {
    register();
    relations.getFirst().end();
    relations.getFirst().notify(value("x"), true, played.now);
    played.isSilent();
    assertThat(told).isEmpty();
    played.endsEmpty();
  }

  @Test
  void ending_it_here_takes_back_what_waits_in_line_but_not_what_is_under_way() {
    register();
    played.request(Played.get("own"));
    Message own = played.sends();
    relations.getFirst().notify(value("in line"), true, played.now);
    relations.getFirst().end();
    played.receive(ack(own, Code.CONTENT));
    played.isSilent();
    register();
    relations.getLast().notify(value("under way"), true, played.now);
    Message sent = played.sends();
    relations.getLast().end();
    played.passUntilSent();
    played.sends(sent);
    played.receive(emptyAck(sent));
    assertThat(told).isEmpty();
    played.endsEmpty();
  }

  @Test
  void a_reset_of_the_first_value_takes_back_the_notification_in_line() {
    List<Responder> open = new ArrayList<>();
    played.handler = (peer, request, responder, now) -> open.add(responder);
    played.receive(con(Code.GET, nextId++, asking(0)));
    played.pass(1.1);
    played.sends();
    Relation relation = open.getFirst().respondObserving(value("v0"), listener(), played.now);
    Message answer = played.sends();
    relation.notify(value("v1"), true, played.now);
    played.receive(rst(answer));
    played.isSilent();
    assertThat(told).containsExactly("0 RESET");
    played.endsEmpty();
  }

  @Test
  void a_duplicate_of_the_registration_gets_the_same_answer_and_no_second_relation() {
    Message request = con(Code.GET, nextId++, asking(0));
    played.receive(request);
    Message answer = played.sends();
    played.receive(request);
    played.sends(answer);
    assertThat(relations).hasSize(1);
    assertThat(told).isEmpty();
  }

  @Test
  void a_slow_registration_is_answered_by_itself_and_ends_when_that_is_rejected() {
    List<Responder> open = new ArrayList<>();
    played.handler = (peer, request, responder, now) -> open.add(responder);
    Message request = con(Code.GET, nextId++, asking(0));
    played.receive(request);
    played.pass(1.1);
    played.sends(emptyAck(request));
    open.getFirst().respondObserving(value("v0"), listener(), played.now);
    Message answer = played.sends();
    assertThat(answer.type()).isEqualTo(Type.CON);
    assertThat(answer.options().observe()).isPresent();
    played.receive(rst(answer));
    assertThat(told).containsExactly("0 RESET");
    played.endsEmpty();
  }

  @Test
  void a_non_confirmable_registration_works_and_ends_by_reset() {
    Message request = Played.non(Code.GET, nextId++, asking(0));
    played.receive(request);
    Message answer = played.sends();
    assertThat(answer.type()).isEqualTo(Type.NON);
    assertThat(answer.options().observe()).isPresent();
    played.receive(rst(answer));
    assertThat(told).containsExactly("0 RESET");
    played.endsEmpty();
  }
}
