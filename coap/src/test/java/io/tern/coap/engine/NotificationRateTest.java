// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Spec({"COBS-09", "RFC7641-4.5.1"})
class NotificationRateTest {
  private final Played played = new Played();
  private final List<Responder.Relation> relations = new ArrayList<>();

  NotificationRateTest() {
    played.handler =
        (peer, request, responder, now) ->
            relations.add(responder.respondObserving(value(0), (reason, at) -> {}, now));
    Options options = Options.builder().observe(0).uriPath("v").build();
    played.receive(con(Code.GET, 1, options));
    played.sent.clear();
  }

  private static Response value(int value) {
    return new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8(Integer.toString(value)));
  }

  private void tell(int value, boolean confirmable) {
    relations.getFirst().notify(value(value), confirmable, played.now);
  }

  private List<String> told() {
    List<String> told = played.sent.stream().map(sent -> sent.message().payload().utf8()).toList();
    played.sent.clear();
    return told;
  }

  @Test
  void after_a_burst_there_is_one_in_three_seconds_and_always_the_newest() {
    for (int i = 1; i <= 1000; i++) {
      tell(i, false);
      played.pass(0.1);
    }
    List<String> told = told();
    assertThat(told).hasSizeBetween(16 + 32, 16 + 35);
    played.pass(3);
    assertThat(told()).containsExactly("1000");
    played.pass(60);
    played.isSilent();
  }

  @Test
  void one_that_is_to_be_confirmed_does_not_wait_and_overtakes() {
    for (int i = 1; i <= 20; i++) {
      tell(i, false);
    }
    assertThat(told()).hasSize(16);
    tell(21, true);
    Message confirmable = played.sends();
    assertThat(confirmable.type()).isEqualTo(Type.CON);
    assertThat(confirmable.payload().utf8()).isEqualTo("21");
    played.receive(Message.empty(Type.ACK, confirmable.messageId()));
    played.pass(10);
    played.isSilent();
  }

  @Test
  void the_end_of_a_relation_does_not_wait() {
    for (int i = 1; i <= 20; i++) {
      tell(i, false);
    }
    played.sent.clear();
    relations.getFirst().notify(Response.of(Code.NOT_FOUND), false, played.now);
    assertThat(played.sends().code()).isEqualTo(Code.NOT_FOUND);
    played.endsEmpty();
  }

  @Test
  void a_peer_whose_round_trips_are_short_is_told_more_often() {
    played.endpoint.request(PEER, get("x"), (reply, at) -> {}, played.now);
    Message request = played.sends();
    played.pass(0.1);
    played.receive(ack(request, Code.VALID));
    for (int i = 1; i <= 1000; i++) {
      tell(i, false);
      played.pass(0.01);
    }
    assertThat(told()).hasSizeBetween(16 + 98, 16 + 102);
  }
}
