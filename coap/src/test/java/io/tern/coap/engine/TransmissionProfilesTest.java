// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.TransmissionProfiles;
import io.tern.spec.Spec;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@Spec({"COAP-04", "COAP-05", "RFC7252-4.8.1"})
class TransmissionProfilesTest {
  private final Map<Peer, TransmissionParameters> special = new HashMap<>();
  private final Played played =
      new Played(
          EndpointConfig.DEFAULT.withTransmission(
              new TransmissionProfiles() {
                @Override
                public TransmissionParameters usual() {
                  return TransmissionParameters.DEFAULT;
                }

                @Override
                public TransmissionParameters of(Peer peer) {
                  return special.getOrDefault(peer, usual());
                }
              }));

  @Test
  void each_peer_is_waited_for_as_its_own_profile_says() {
    special.put(PEER, TransmissionParameters.NB_IOT);
    played.request(get("a"));
    played.sends();
    assertThat(played.passUntilSent()).isBetween(10.0, 15.01);
    played.sent.clear();
    played.endpoint.request(OTHER, get("a"), (reply, now) -> {}, played.now);
    played.sends();
    assertThat(played.passUntilSent()).isBetween(2.0, 3.01);
  }

  @Test
  void another_profile_holds_from_the_next_message_on() {
    played.request(get("a"));
    Message first = played.sends();
    special.put(PEER, TransmissionParameters.SATELLITE);
    assertThat(played.passUntilSent()).as("under way before").isBetween(2.0, 3.01);
    played.sent.clear();
    played.receive(ack(first, Code.VALID));
    played.request(get("b"));
    played.sends();
    assertThat(played.passUntilSent()).isBetween(20.0, 30.01);
  }

  @Test
  void a_profile_says_how_many_messages_may_be_under_way() {
    special.put(PEER, TransmissionParameters.DEFAULT.withNstart(3));
    for (int i = 0; i < 5; i++) {
      played.request(get("a"));
      played.endpoint.request(OTHER, get("a"), (reply, now) -> {}, played.now);
    }
    assertThat(played.sent).filteredOn(sent -> sent.peer().equals(PEER)).hasSize(3);
    assertThat(played.sent).filteredOn(sent -> sent.peer().equals(OTHER)).hasSize(1);
  }

  @Test
  @Spec({"COAP-07", "N8"})
  void a_slow_peer_is_remembered_as_long_as_its_messages_may_come_again() {
    special.put(PEER, TransmissionParameters.NB_IOT);
    Message post = con(Code.POST, 7, path("x"));
    played.handler =
        (peer, request, responder, now) ->
            responder.respond(io.tern.coap.Response.of(Code.CHANGED), now);
    played.receive(post);
    played.receive(OTHER, post);
    played.sent.clear();
    played.pass(400);
    played.receive(post);
    played.sends(ack(post, Code.CHANGED));
    assertThat(played.events.duplicates).isEqualTo(1);
    assertThat(played.gauges().peers()).as("the usual peer is forgotten").isEqualTo(1);
    played.pass(900);
    assertThat(played.gauges().peers()).isZero();
  }

  @Test
  void a_response_after_the_acknowledgement_may_take_as_long_as_the_profile_allows() {
    special.put(PEER, TransmissionParameters.NB_IOT);
    played.request(get("a"));
    played.receive(emptyAck(played.sends()));
    played.pass(460);
    assertThat(played.replies).isEmpty();
    played.pass(10);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
  }

  @Test
  void presets_follow_from_the_rfc_with_another_timeout() {
    assertThat(TransmissionParameters.NB_IOT.exchangeLifetimeNanos())
        .isEqualTo(435 * Played.SECOND);
    assertThat(TransmissionParameters.SATELLITE.maxTransmitSpanNanos())
        .isEqualTo(210 * Played.SECOND);
    assertThat(TransmissionParameters.DEFAULT.of(PEER)).isEqualTo(TransmissionParameters.DEFAULT);
  }
}
