// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal;
import io.tern.server.Observation;
import io.tern.server.ObservationStatus;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryJournal;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a wish whose observation is there no more.
class DesiredEndTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");

  private final EngineFixture server = new EngineFixture();
  private Journal journal = new MemoryJournal();

  @BeforeEach
  void establish() {
    server.journal =
        (change, event, listener, nowNanos) -> journal.append(change, event, listener, nowNanos);
    server.registered(peer(1), "d");
    DesiredObservation wish =
        new DesiredObservation(
            ENDPOINT, List.of(path("/3303/0/1")), Optional.empty(), Attributes.NONE, server.now);
    server.engine().desired().want(wish, (durable, outcome, now) -> {}, server.now);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  private void agree() {
    server.requester.observed.getLast().answer(FakeRequester.observing("1", 1), server.now);
  }

  private ObservationStatus status() {
    return server.desired.of(ENDPOINT).getFirst().status();
  }

  private void settle() {
    server.advance(2_000_000);
  }

  @Test
  @Spec({"OBS-15", "COBS-04"})
  void an_observation_that_the_client_ends_with_a_last_value_is_not_asked_for_once_more() {
    server.requester.observed.getLast().listener.onEnded(FakeRequester.text("2"), server.now);
    settle();
    assertThat(status()).isInstanceOf(ObservationStatus.Refused.class);
    server.advance(10 * SECOND);
    assertThat(server.requester.observed).hasSize(1);
    assertThat(server.events.of(ServerEvent.Notified.class)).hasSize(1);
    assertThat(server.events.of(ServerEvent.ObservationEnded.class)).hasSize(1);
  }

  @Test
  void whatever_is_heard_of_a_client_before_the_end_it_told_it_is_not_asked_once_more() {
    HeldJournal held = new HeldJournal();
    journal = held;
    server.requester.observed.getLast().listener.onEnded(FakeRequester.text("2"), server.now);
    held.flush(true);
    settle();
    assertThat(status())
        .as("the end is not durable")
        .isInstanceOf(ObservationStatus.Established.class);
    held.flush(true);
    server
        .engine()
        .desired()
        .onHeard(ENDPOINT, server.now); // as another notification, in the same turn
    settle();
    assertThat(status()).isInstanceOf(ObservationStatus.Refused.class);
    server.advance(10 * SECOND);
    assertThat(server.requester.observed).hasSize(1);
  }

  @Test
  void an_observation_that_is_missing_without_an_end_is_asked_again_a_moment_later() {
    server
        .engine()
        .onUnwanted(
            server.observations.of(server.find("d").orElseThrow().id()).getFirst(), server.now);
    server.engine().desired().onHeard(ENDPOINT, server.now);
    assertThat(server.requester.observed).hasSize(1);
    server.advance(2 * SECOND);
    assertThat(server.requester.observed).hasSize(2);
    agree();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void what_is_wanted_no_more_while_the_client_is_asked_is_cancelled_when_it_agrees() {
    List<Outcome<?>> wanted = new ArrayList<>();
    List<Outcome<?>> unwanted = new ArrayList<>();
    DesiredObservation wish =
        new DesiredObservation(
            ENDPOINT, List.of(path("/3303/0/2")), Optional.empty(), Attributes.NONE, server.now);
    server
        .engine()
        .desired()
        .want(wish, (durable, outcome, now) -> wanted.add(outcome), server.now);
    server
        .engine()
        .desired()
        .unwant(
            ENDPOINT, wish.paths(), (durable, outcome, now) -> unwanted.add(outcome), server.now);
    assertThat(unwanted).hasSize(1).first().isInstanceOf(Outcome.Answered.class);
    FakeRequester.Observed late = server.requester.observed.getLast();
    agree();
    settle();
    assertThat(late.cancelListener).as("the client is told").isNotNull();
    assertThat(wanted).hasSize(1).first().isInstanceOf(Outcome.Cancelled.class);
    assertThat(server.observations.of(server.find("d").orElseThrow().id()))
        .as("what was wanted before goes on")
        .extracting(Observation::path)
        .containsExactly(path("/3303/0/1"));
  }
}
