// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.psk;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// We observe a peer's resource; the test plays the peer.
class ObservationTest {
  private final Played played = new Played();
  private final Told told = new Told();
  private int nextId = 100;

  private static final class Told implements ObservationListener {
    final List<Reply> replies = new ArrayList<>();
    final List<String> notified = new ArrayList<>();
    final List<Peer> from = new ArrayList<>();
    final List<Response> ended = new ArrayList<>();

    @Override
    public void onReply(Reply reply, long nowNanos) {
      replies.add(reply);
    }

    @Override
    public void onNotification(Peer peer, Response response, long nowNanos) {
      from.add(peer);
      notified.add(response.payload().utf8());
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      ended.add(last);
    }
  }

  private static Options observe(int number) {
    return Options.builder().observe(number).build();
  }

  private Message notification(Type type, Token token, int number, String payload) {
    return new Message(type, Code.CONTENT, nextId++, token, observe(number), Bytes.ofUtf8(payload));
  }

  private Observation established(Played played, Peer peer) {
    Observation observation =
        played.endpoint.observe(peer, get("3303", "0", "5700"), told, played.now);
    Message request = played.sends();
    played.receive(peer, ack(request, Code.CONTENT, observe(10), "20.0"));
    assertThat(told.replies).hasSize(1);
    return observation;
  }

  @Test
  @Spec({"COBS-01", "COBS-03", "OBS-01", "OBS-02"})
  void a_response_with_observe_begins_it_and_notifications_follow() {
    Observation observation = played.endpoint.observe(PEER, get("3303", "0"), told, played.now);
    Message request = played.sends();
    assertThat(request.token()).isEqualTo(observation.token());
    assertThat(request.options())
        .isEqualTo(Options.builder().observe(0).uriPath("3303", "0").build());
    played.receive(ack(request, Code.CONTENT, observe(10), "20.0"));
    assertThat(told.replies).singleElement().isInstanceOf(Reply.Answered.class);
    assertThat(played.gauges().observations()).isEqualTo(1);

    Message con = notification(Type.CON, request.token(), 11, "21.0");
    played.receive(con);
    played.sends(emptyAck(con));
    played.receive(notification(Type.NON, request.token(), 12, "22.0"));
    played.isSilent();
    assertThat(told.notified).containsExactly("21.0", "22.0");
  }

  @Test
  @Spec({"COBS-04", "OBS-11"})
  void a_response_without_observe_answers_but_begins_nothing() {
    played.endpoint.observe(PEER, get("3"), told, played.now);
    Message request = played.sends();
    played.receive(ack(request, Code.CONTENT, Options.NONE, "x"));
    assertThat(told.replies).singleElement().isInstanceOf(Reply.Answered.class);
    assertThat(played.gauges().observations()).isZero();
    Message stray = notification(Type.CON, request.token(), 2, "y");
    played.receive(stray);
    played.sends(rst(stray));
    assertThat(told.notified).isEmpty();
    played.endsEmpty();
  }

  @Test
  @Spec("OBS-01")
  void an_error_a_reset_or_silence_in_answer_to_the_request_begin_nothing() {
    played.endpoint.observe(PEER, get("3"), told, played.now);
    played.receive(ack(played.sends(), Code.NOT_FOUND, observe(1), ""));
    played.endpoint.observe(PEER, get("3"), told, played.now);
    played.receive(rst(played.sends()));
    played.endpoint.observe(PEER, get("3"), told, played.now);
    played.pass(100);
    played.sent.clear();
    assertThat(told.replies)
        .extracting(Object::getClass)
        .containsExactly(Reply.Answered.class, Reply.Reset.class, Reply.TimedOut.class);
    played.endsEmpty();
  }

  @ParameterizedTest
  @Spec({"COBS-02", "OBS-22", "RFC7641-3.4"})
  @CsvSource({
    "10, 11, 1, true",
    "10, 9, 1, false",
    "10, 10, 1, false",
    "10, 8388617, 1, true",
    "10, 8388618, 1, false",
    "8388700, 91, 1, true",
    "8388700, 92, 1, false",
    "16777215, 0, 1, true",
    "0, 16777215, 1, false",
    "10, 9, 128, false",
    "10, 9, 129, true"
  })
  void a_notification_counts_if_it_is_newer(int first, int second, int seconds, boolean newer) {
    Observation observation = played.endpoint.observe(PEER, get("3"), told, played.now);
    played.receive(ack(played.sends(), Code.CONTENT, observe(first), "old"));
    played.pass(seconds);
    Message notification = notification(Type.CON, observation.token(), second, "new");
    played.receive(notification);
    played.sends(emptyAck(notification));
    assertThat(told.notified).hasSize(newer ? 1 : 0);
    assertThat(played.events.rejected)
        .containsExactlyElementsOf(newer ? List.of() : List.of(Rejection.STALE_NOTIFICATION));
  }

  @Test
  @Spec("COAP-07")
  void a_repeated_confirmable_notification_is_acknowledged_and_told_once() {
    Observation observation = established(played, PEER);
    Message notification = notification(Type.CON, observation.token(), 11, "x");
    played.receive(notification);
    played.sends(emptyAck(notification));
    played.pass(130);
    played.receive(notification);
    played.sends(emptyAck(notification));
    assertThat(told.notified).hasSize(1);
  }

  @Test
  @Spec({"COBS-04", "OBS-15"})
  void an_error_or_a_response_without_observe_ends_it() {
    for (Message last :
        new Message[] {
          new Message(Type.CON, Code.NOT_FOUND, 900, Token.EMPTY, Options.NONE, Bytes.EMPTY),
          new Message(Type.CON, Code.CONTENT, 901, Token.EMPTY, Options.NONE, Bytes.of(1)),
          new Message(Type.CON, Code.NOT_FOUND, 902, Token.EMPTY, observe(99), Bytes.EMPTY)
        }) {
      told.ended.clear();
      told.replies.clear();
      Token token = established(played, PEER).token();
      Message end =
          new Message(
              last.type(), last.code(), last.messageId(), token, last.options(), last.payload());
      played.receive(end);
      played.sends(emptyAck(end));
      assertThat(told.ended).extracting(Response::code).containsExactly(end.code());
      assertThat(played.gauges().observations()).isZero();
      Message stray = notification(Type.CON, token, 50, "z");
      played.receive(stray);
      played.sends(rst(stray));
    }
    assertThat(told.notified).isEmpty();
    played.endsEmpty();
  }

  @Test
  @Spec({"COBS-01", "COBS-10", "OBS-03", "RFC7641-3.6"})
  void cancelling_repeats_the_request_with_observe_1_and_the_same_token() {
    Request request =
        new Request(
            Code.FETCH,
            Options.builder().contentFormat(ContentFormat.SENML_CBOR).build(),
            Bytes.ofUtf8("paths"),
            true);
    Observation observation = played.endpoint.observe(PEER, request, told, played.now);
    Message register = played.sends();
    played.receive(ack(register, Code.CONTENT, observe(1), "v"));
    observation.cancel((reply, at) -> played.replies.add(reply), played.now);
    Message cancel = played.sends();
    assertThat(cancel.token()).isEqualTo(register.token());
    assertThat(cancel.payload()).isEqualTo(register.payload());
    assertThat(cancel.options()).isEqualTo(register.options().toBuilder().observe(1).build());

    Message late = notification(Type.CON, register.token(), 2, "late");
    played.receive(late);
    played.sends(emptyAck(late));
    assertThat(told.notified).isEmpty();
    assertThat(played.replies).isEmpty();

    played.receive(ack(cancel, Code.CONTENT, Options.NONE, "v2"));
    assertThat(played.answered().payload().utf8()).isEqualTo("v2");
    assertThat(told.ended).isEmpty();
    played.endsEmpty();
  }

  @Test
  void cancelling_what_is_over_is_told_a_moment_later() {
    Observation observation = established(played, PEER);
    observation.cancel((reply, at) -> played.replies.add(reply), played.now);
    played.receive(ack(played.sends(), Code.CONTENT));
    observation.cancel((reply, at) -> played.replies.add(reply), played.now);
    assertThat(played.replies).hasSize(1);
    played.pass(0);
    assertThat(played.replies).containsExactly(played.replies.getFirst(), new Reply.Cancelled());
    played.endsEmpty();
  }

  @Test
  void cancelling_before_the_answer_cancels_the_request_and_deregisters() {
    Observation observation = played.endpoint.observe(PEER, get("3"), told, played.now);
    Message register = played.sends();
    observation.cancel((reply, at) -> played.replies.add(reply), played.now);
    assertThat(told.replies).containsExactly(new Reply.Cancelled());
    Message cancel = played.sends();
    assertThat(cancel.options().observe()).hasValue(1);
    played.receive(ack(register, Code.CONTENT, observe(1), ""));
    played.receive(ack(cancel, Code.CONTENT));
    assertThat(played.replies).hasSize(1);
    assertThat(told.replies).hasSize(1);
    played.endsEmpty();
  }

  @Test
  void a_cancel_that_is_not_answered_still_ends_it_here() {
    Observation observation = established(played, PEER);
    observation.cancel((reply, at) -> played.replies.add(reply), played.now);
    played.pass(100);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    played.sent.clear();
    played.endsEmpty();
  }

  @Test
  @Spec({"COBS-08", "OBS-16", "RFC7641-3.6"})
  void after_forgetting_the_next_notification_is_reset() {
    Observation observation = established(played, PEER);
    observation.forget();
    Message con = notification(Type.CON, observation.token(), 11, "x");
    played.receive(con);
    played.sends(rst(con));
    Message non = notification(Type.NON, observation.token(), 12, "y");
    played.receive(non);
    played.sends(rst(non));
    assertThat(told.notified).isEmpty();
    played.endsEmpty();
  }

  @Test
  void forgetting_before_the_answer_still_leads_to_one_reply() {
    Observation observation = played.endpoint.observe(PEER, get("3"), told, played.now);
    Message register = played.sends();
    observation.forget();
    observation.forget();
    played.receive(ack(register, Code.CONTENT, observe(1), "x"));
    assertThat(told.replies).containsExactly(new Reply.Cancelled());
    played.endsEmpty();
  }

  @Test
  @Spec({"C20", "C21", "COAP-10"})
  void an_identity_may_move_to_another_address_but_nobody_else_may_notify() {
    Observation observation = established(played, psk(1, "meter"));
    Message first = notification(Type.CON, observation.token(), 11, "moved");
    played.receive(psk(2, "meter"), first);
    played.sends(emptyAck(first));
    assertThat(told.notified).containsExactly("moved");
    assertThat(told.from).containsExactly(psk(2, "meter"));

    for (Peer forger : List.of(psk(2, "other"), PEER)) {
      Message forged = notification(Type.CON, observation.token(), 12, "forged");
      played.receive(forger, forged);
      played.sends(rst(forged));
    }
    assertThat(told.notified).hasSize(1);
    assertThat(played.events.rejected).containsOnly(Rejection.WRONG_PEER);

    observation.cancel((reply, at) -> {}, played.now);
    assertThat(played.sent.getFirst().peer()).isEqualTo(psk(2, "meter"));
  }

  @Test
  @Spec("COAP-10")
  void an_anonymous_peer_may_move_only_where_the_configuration_says_so() {
    Observation observation = established(played, PEER);
    Message moved = notification(Type.CON, observation.token(), 11, "moved");
    played.receive(OTHER, moved);
    played.sends(rst(moved));
    assertThat(told.notified).isEmpty();

    Played lenient = new Played(EndpointConfig.DEFAULT.withAnonymousMayMove(true));
    told.replies.clear();
    Observation free = established(lenient, PEER);
    Message allowed = notification(Type.CON, free.token(), 11, "moved");
    lenient.receive(OTHER, allowed);
    lenient.sends(emptyAck(allowed));
    assertThat(told.notified).containsExactly("moved");
    lenient.receive(psk(3, "meter"), notification(Type.CON, free.token(), 12, "no"));
    assertThat(told.notified).hasSize(1);
  }

  @Test
  @Spec("COBS-01")
  void a_notification_that_overtakes_the_answer_is_the_answer() {
    Observation observation = played.endpoint.observe(PEER, get("3"), told, played.now);
    Message register = played.sends();
    Message early = notification(Type.NON, observation.token(), 12, "newer");
    played.receive(early);
    played.receive(ack(register, Code.CONTENT, observe(11), "older"));
    assertThat(told.replies).hasSize(1);
    assertThat(((Reply.Answered) told.replies.getFirst()).response().payload().utf8())
        .isEqualTo("newer");
    assertThat(told.notified).isEmpty();
    assertThat(played.gauges().observations()).isEqualTo(1);
  }

  @Test
  @Spec("COAP-11")
  void a_notification_with_an_unknown_critical_option_is_rejected_and_ends_it() {
    Observation observation = established(played, PEER);
    Options odd = observe(11).toBuilder().add(9999, Bytes.of(1)).build();
    Message notification =
        new Message(Type.CON, Code.CONTENT, 7, observation.token(), odd, Bytes.EMPTY);
    played.receive(notification);
    played.sends(rst(notification));
    assertThat(told.ended).hasSize(1);
    assertThat(told.notified).isEmpty();
    played.endsEmpty();
  }

  @Test
  void a_listener_that_throws_is_reported_and_the_notification_acknowledged() {
    Observation observation =
        played.endpoint.observe(
            PEER,
            get("3"),
            new ObservationListener() {
              @Override
              public void onReply(Reply reply, long nowNanos) {
                throw new IllegalStateException("reply");
              }

              @Override
              public void onNotification(Peer from, Response response, long nowNanos) {
                throw new IllegalStateException("notification");
              }

              @Override
              public void onEnded(Response last, long nowNanos) {
                throw new IllegalStateException("end");
              }
            },
            played.now);
    played.receive(ack(played.sends(), Code.CONTENT, observe(1), ""));
    Message notification = notification(Type.CON, observation.token(), 2, "");
    played.receive(notification);
    played.sends(emptyAck(notification));
    Message end =
        new Message(Type.CON, Code.NOT_FOUND, 7, observation.token(), Options.NONE, Bytes.EMPTY);
    played.receive(end);
    played.sends(emptyAck(end));
    assertThat(played.events.failures)
        .extracting(RuntimeException::getMessage)
        .containsExactly("reply", "notification", "end");
    played.endsEmpty();
  }

  @Test
  void more_observations_than_allowed_are_refused() {
    EndpointLimits limits = new EndpointLimits(10, 16, 0, 0, 8, 10, 8, 1, 1, 1, 1);
    Played small = new Played(EndpointConfig.DEFAULT.withLimits(limits));
    established(small, PEER);
    told.replies.clear();
    Observation refused = small.endpoint.observe(PEER, get("4"), told, small.now);
    assertThat(told.replies).isEmpty();
    small.pass(0);
    assertThat(told.replies).containsExactly(new Reply.Refused("observations"));
    small.isSilent();
    refused.forget();
    assertThat(small.gauges().observations()).isEqualTo(1);
  }
}
