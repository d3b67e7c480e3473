// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static io.tern.server.engine.EngineFixture.updateObjects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal.Change;
import io.tern.server.ObservationStatus;
import io.tern.server.Origin;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryJournal;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DesiredObservationTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");

  private final EngineFixture server = new EngineFixture();
  private final List<Outcome<?>> tried = new ArrayList<>();

  private DesiredObservation wish(Attributes attributes) {
    return new DesiredObservation(
        ENDPOINT, List.of(path("/3303/0/1")), Optional.empty(), attributes, server.now);
  }

  private void want(Attributes attributes) {
    server
        .engine()
        .desired()
        .want(wish(attributes), (durable, outcome, now) -> tried.add(outcome), server.now);
  }

  private void unwant() {
    server
        .engine()
        .desired()
        .unwant(
            ENDPOINT,
            List.of(path("/3303/0/1")),
            (durable, outcome, now) -> tried.add(outcome),
            server.now);
  }

  private static ObservationStatus pending(String why) {
    return new ObservationStatus.Pending(Optional.of(why));
  }

  private ObservationStatus status() {
    return server.desired.of(ENDPOINT).getFirst().status();
  }

  private void agree() {
    server.requester.observed.getLast().answer(FakeRequester.observing("1", 1), server.now);
  }

  /// A client before 1.2 that agrees to all.
  private void establish(Attributes attributes) {
    want(attributes);
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  private void settle() {
    server.advance(2_000_000);
  }

  @Test
  void what_is_wanted_is_asked_of_the_client_at_once() {
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    assertThat(status()).isInstanceOf(ObservationStatus.Asked.class);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    assertThat(tried).hasExactlyElementsOfTypes(Outcome.Answered.class);
  }

  @Test
  @Spec("DM-05")
  void a_client_before_1_2_gets_attributes_written_first() {
    server.registered(peer(1), "d");
    want(Attributes.NONE.withPmin(5));
    assertThat(server.requester.observed).isEmpty();
    assertThat(server.requester.last().request.options().uriQuery()).containsExactly("pmin=5");
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  @Spec("ATT-31")
  void attributes_that_a_wish_no_longer_has_are_unset_at_a_client_before_1_2() {
    server.registered(peer(1), "d");
    establish(Attributes.NONE.withPmin(10).withPmax(60));
    want(Attributes.NONE.withPmax(60));
    assertThat(server.requester.last().request.options().uriQuery())
        .containsExactly("pmax=60", "pmin");
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    want(Attributes.NONE);
    assertThat(server.requester.last().request.options().uriQuery()).containsExactly("pmax");
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    int asked = server.requester.sent.size();
    want(Attributes.NONE);
    assertThat(server.requester.sent).as("there is nothing to unset").hasSize(asked);
  }

  @Test
  @Spec("QM-12")
  void a_wish_that_changed_while_its_client_slept_is_asked_when_it_wakes_up() {
    String handle = server.registered(peer(1), "d", "Q");
    establish(Attributes.NONE.withPmin(10));
    server.advance(100 * SECOND);
    want(Attributes.NONE.withPmin(99));
    assertThat(status()).isInstanceOf(ObservationStatus.Pending.class);
    server.request(peer(1), update(handle));
    settle();
    assertThat(status()).isInstanceOf(ObservationStatus.Asked.class);
    assertThat(server.requester.last().request.options().uriQuery()).containsExactly("pmin=99");
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    server.request(peer(1), update(handle));
    settle();
    assertThat(server.requester.observed).as("it has agreed").hasSize(2);
  }

  @Test
  void a_wish_that_changed_while_it_was_asked_is_asked_again() {
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    want(Attributes.NONE.withPmin(99));
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Asked.class);
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    assertThat(server.requester.observed).hasSize(2);
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void a_wish_to_which_a_client_never_agreed_is_asked_after_a_restart_although_one_like_it_runs() {
    String handle = server.registered(peer(1), "d");
    server.observed(handle, "/3303/0/1");
    DesiredObservation changed = wish(Attributes.NONE.withPmin(99));
    server.engine().desired().onAdopted(changed.inPlaceOf(wish(Attributes.NONE)), server.now);
    assertThat(server.requester.last().request.options().uriQuery()).containsExactly("pmin=99");
  }

  @Test
  void the_same_wish_once_more_is_established_where_its_client_agreed_to_it_before() {
    String handle = server.registered(peer(1), "d", "Q");
    want(Attributes.NONE);
    agree();
    server.advance(100 * SECOND);
    want(Attributes.NONE);
    server.request(peer(1), update(handle));
    settle();
    assertThat(server.requester.observed).hasSize(1);
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void a_client_that_registers_again_is_asked_again() {
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    server.registered(peer(1), "d");
    settle();
    assertThat(server.requester.observed).hasSize(2);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    assertThat(server.observations.count()).isEqualTo(1);
  }

  private List<Double> told() {
    return server.events.of(ServerEvent.Notified.class).stream()
        .flatMap(event -> event.values().stream())
        .map(value -> ((Node.SingleResource) value.node()).value())
        .map(value -> (double) ((Value.Int) value).value())
        .toList();
  }

  @Test
  @Spec("OBS-12")
  void the_first_value_of_a_re_established_observation_is_told_once_and_in_order() {
    List<Change> kept = new ArrayList<>();
    MemoryJournal memory = new MemoryJournal();
    server.journal =
        (change, event, listener, now) -> {
          kept.add(change);
          memory.append(change, event, listener, now);
        };
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    assertThat(told()).as("the caller has it").isEmpty();
    server.registered(peer(1), "d");
    settle();
    FakeRequester.Observed again = server.requester.observed.getLast();
    again.answer(FakeRequester.observing("99", 7), server.now);
    again.listener.onNotification(peer(1), FakeRequester.observing("100", 8), server.now);
    settle();
    assertThat(told()).containsExactly(99.0, 100.0);
    List<Change.Received> received =
        kept.stream()
            .filter(Change.Received.class::isInstance)
            .map(Change.Received.class::cast)
            .toList();
    assertThat(received).extracting(Change.Received::origin).containsOnly(Origin.NOTIFIED);
    assertThat(received)
        .extracting(Change.Received::observe)
        .containsExactly(OptionalInt.of(7), OptionalInt.of(8));
    assertThat(received.getFirst().observation())
        .isEqualTo(
            server.observations.of(received.getFirst().registration().id()).stream().findFirst());
  }

  @Test
  @Spec("OBS-12")
  void an_answer_that_does_not_agree_is_no_notification() {
    want(Attributes.NONE);
    server.registered(peer(1), "d");
    settle();
    server
        .requester
        .observed
        .getLast()
        .answer(
            new Response(
                Code.CONTENT,
                Options.builder().contentFormat(ContentFormat.TEXT).build(),
                Bytes.ofUtf8("5")),
            server.now);
    assertThat(status()).isInstanceOf(ObservationStatus.Refused.class);
    assertThat(told()).isEmpty();
  }

  @Test
  void a_client_that_is_not_there_is_asked_when_it_registers() {
    want(Attributes.NONE);
    assertThat(tried).hasExactlyElementsOfTypes(Outcome.Asleep.class);
    assertThat(status()).isInstanceOf(ObservationStatus.Pending.class);
    server.registered(peer(1), "d");
    settle();
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  @Spec("QM-12")
  void a_sleeping_client_is_asked_when_it_wakes_up() {
    String handle = server.registered(peer(1), "d", "Q");
    server.advance(100 * SECOND);
    want(Attributes.NONE);
    assertThat(server.requester.observed).isEmpty();
    server.request(peer(1), update(handle));
    settle();
    assertThat(server.requester.observed).hasSize(1);
  }

  @Test
  void a_silent_client_is_asked_again_when_it_is_heard_of_and_not_before() {
    String handle = server.registered(peer(1), "d");
    want(Attributes.NONE);
    server.requester.observed.getLast().listener.onReply(new Reply.TimedOut(), server.now);
    assertThat(status()).isEqualTo(pending("the client did not answer"));
    settle();
    assertThat(server.requester.observed).hasSize(1);
    server.request(peer(1), update(handle));
    settle();
    assertThat(server.requester.observed).hasSize(2);
  }

  @Test
  void a_client_that_refuses_is_asked_again_after_an_hour() {
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    server
        .requester
        .observed
        .getLast()
        .answer(Response.error(Code.NOT_FOUND, "no such thing"), server.now);
    assertThat(status())
        .isInstanceOfSatisfying(
            ObservationStatus.Refused.class,
            refused -> assertThat(refused.why()).contains("4.04").contains("no such thing"));
    server.advance(3_599 * SECOND);
    assertThat(server.requester.observed).hasSize(1);
    server.advance(2 * SECOND);
    assertThat(server.requester.observed).hasSize(2);
  }

  private void propose(Attributes attributes) {
    server
        .engine()
        .desired()
        .propose(wish(attributes), (durable, outcome, now) -> tried.add(outcome), server.now);
  }

  @Test
  void what_a_client_refuses_to_change_stays_as_it_was() {
    server.registered(peer(1), "d");
    establish(Attributes.NONE.withPmin(1));
    var before = server.desired.of(ENDPOINT);
    propose(Attributes.NONE.withPmin(5));
    server.requester.last().answer(Response.error(Code.BAD_REQUEST, ""), server.now);
    assertThat(tried.getLast()).isInstanceOf(Outcome.Rejected.class);
    assertThat(server.desired.of(ENDPOINT)).isEqualTo(before);
    assertThat(server.observations.count()).isEqualTo(1);
    assertThat(server.requester.observed).hasSize(1);
    assertThat(server.requester.observed.getFirst().forgotten).isFalse();
  }

  @Test
  void a_client_that_took_attributes_and_refused_then_is_asked_for_the_earlier_ones() {
    server.registered(peer(1), "d");
    establish(Attributes.NONE.withPmin(1));
    propose(Attributes.NONE.withPmax(60));
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    server.requester.observed.getLast().answer(Response.error(Code.BAD_REQUEST, ""), server.now);
    assertThat(tried.getLast()).isInstanceOf(Outcome.Rejected.class);
    assertThat(server.requester.last().request.options().uriQuery())
        .containsExactly("pmin=1", "pmax");
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    agree();
    assertThat(server.desired.of(ENDPOINT).getFirst().wish().attributes())
        .isEqualTo(Attributes.NONE.withPmin(1));
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void what_a_client_refuses_and_nobody_wanted_before_is_not_wanted_on() {
    server.registered(peer(1), "d");
    propose(Attributes.NONE);
    server.requester.observed.getLast().answer(Response.error(Code.NOT_FOUND, ""), server.now);
    assertThat(tried).hasExactlyElementsOfTypes(Outcome.Rejected.class);
    assertThat(server.desired.of(ENDPOINT)).isEmpty();
  }

  @Test
  void an_instance_that_comes_back_is_asked_at_once() {
    String handle = server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>"));
    settle();
    assertThat(status()).isInstanceOf(ObservationStatus.Refused.class);
    server.request(peer(1), update(handle));
    settle();
    assertThat(server.requester.observed).as("it is not there").hasSize(1);
    server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>,</3303/0>"));
    settle();
    assertThat(server.requester.observed).hasSize(2);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void an_observation_that_ended_with_its_instance_is_asked_again_when_that_is_back() {
    String handle = server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    server
        .requester
        .observed
        .getLast()
        .listener
        .onEnded(Response.error(Code.NOT_FOUND, ""), server.now);
    server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>,</3303/0>,</3303/1>"));
    settle();
    assertThat(server.requester.observed).as("nothing of it is new").hasSize(1);
    server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>,</3303/1>"));
    server.request(peer(1), updateObjects(handle, "</1/0>,</3/0>,</3303/0>"));
    settle();
    assertThat(server.requester.observed).hasSize(2);
  }

  @Test
  void a_client_that_answers_with_reset_three_times_is_asked_again_after_an_hour() {
    String handle = server.registered(peer(1), "d");
    want(Attributes.NONE);
    for (int i = 1; i < 3; i++) {
      server.requester.observed.getLast().listener.onReply(new Reply.Reset(), server.now);
      assertThat(status()).isEqualTo(pending("it answered with Reset"));
      server.request(peer(1), update(handle));
      settle();
      assertThat(server.requester.observed).hasSize(i + 1);
    }
    server.requester.observed.getLast().listener.onReply(new Reply.Reset(), server.now);
    assertThat(status())
        .isInstanceOfSatisfying(
            ObservationStatus.Refused.class,
            refused -> assertThat(refused.why()).contains("Reset"));
    server.request(peer(1), update(handle));
    settle();
    assertThat(server.requester.observed).hasSize(3);
    server.advance(3_601 * SECOND);
    assertThat(server.requester.observed).hasSize(4);
  }

  @Test
  void an_observation_that_the_client_ends_is_shown_as_refused() {
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    server
        .requester
        .observed
        .getLast()
        .listener
        .onEnded(Response.error(Code.NOT_FOUND, ""), server.now);
    settle();
    assertThat(status()).isInstanceOf(ObservationStatus.Refused.class);
  }

  @Test
  void an_observation_that_ends_with_its_connection_is_asked_for_on_the_next() {
    String handle = server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    server.requester.observed.getLast().listener.onDisconnected("closed", server.now);
    settle();
    assertThat(status()).isEqualTo(pending("the connection ended"));
    assertThat(server.requester.observed).as("nobody there to ask").hasSize(1);
    server.request(peer(2), update(handle));
    settle();
    assertThat(server.requester.observed).hasSize(2);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void what_is_wanted_no_more_is_cancelled_at_the_client() {
    server.registered(peer(1), "d");
    want(Attributes.NONE);
    agree();
    unwant();
    assertThat(server.desired.of(ENDPOINT)).isEmpty();
    assertThat(server.observations.count()).isZero();
    server.registered(peer(1), "d");
    settle();
    assertThat(server.requester.observed).hasSize(1);
  }

  @Test
  void a_sleeping_client_learns_by_reset_that_nobody_wants_it() {
    server.registered(peer(1), "d", "Q");
    want(Attributes.NONE);
    agree();
    server.advance(100 * SECOND);
    unwant();
    assertThat(tried.getLast()).isInstanceOf(Outcome.Asleep.class);
    assertThat(server.observations.count()).isZero();
    assertThat(server.requester.observed.getLast().forgotten).isTrue();
  }

  @Test
  void a_wish_of_an_earlier_run_is_asked_unless_its_observation_was_kept() {
    server.registered(peer(1), "d");
    server.engine().desired().onAdopted(wish(Attributes.NONE), server.now);
    assertThat(server.requester.observed).hasSize(1);
    EngineFixture other = new EngineFixture();
    String kept = other.registered(peer(1), "d");
    other.observed(kept, "/3303/0/1");
    other.engine().desired().onAdopted(wish(Attributes.NONE).asAgreed(), other.now);
    assertThat(other.requester.observed).hasSize(1);
    assertThat(other.desired.of(ENDPOINT).getFirst().status())
        .isInstanceOf(ObservationStatus.Established.class);
  }
}
