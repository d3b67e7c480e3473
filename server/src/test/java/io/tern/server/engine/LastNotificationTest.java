// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.ObservationListener;
import io.tern.coap.Response;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryJournal;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client ends an observation, and the store takes its time or refuses.
@Spec({"OBS-15", "COBS-04"})
class LastNotificationTest {
  private final EngineFixture server = new EngineFixture();
  private final HeldJournal held = new HeldJournal();
  private final List<String> said = new ArrayList<>();
  private final ObservationListener.Receipt receipt =
      new ObservationListener.Receipt() {
        @Override
        public void accept(long nowNanos) {
          said.add("accepted");
        }

        @Override
        public void refuse(long nowNanos) {
          said.add("refused");
        }
      };

  private Journal journal = new MemoryJournal();
  private String handle;
  private FakeRequester.Observed observation;

  @BeforeEach
  void observe() {
    server.journal =
        (change, event, listener, nowNanos) -> journal.append(change, event, listener, nowNanos);
    handle = server.registered(peer(1), "d");
    observation = server.observed(handle, "/3/0/1");
    journal = held;
  }

  private void ends(Response last) {
    observation.listener.onEnded(last, receipt, server.now);
  }

  private void ended(int times) {
    assertThat(server.events.of(ServerEvent.ObservationEnded.class)).hasSize(times);
  }

  private void notified(int times) {
    assertThat(server.events.of(ServerEvent.Notified.class)).hasSize(times);
  }

  @Test
  void a_last_value_is_acknowledged_when_it_and_the_end_are_durable() {
    ends(FakeRequester.text("7"));
    assertThat(held.changes).singleElement().isInstanceOf(Change.Received.class);
    assertThat(server.observations.count()).isEqualTo(1);
    held.flush(true);
    notified(1);
    assertThat(held.changes).hasSize(2).last().isInstanceOf(Change.Unobserved.class);
    assertThat(said).isEmpty();
    assertThat(server.observations.count()).isEqualTo(1);
    ended(0);
    held.flush(true);
    assertThat(said).containsExactly("accepted");
    assertThat(server.observations.count()).isZero();
    ended(1);
  }

  @Test
  void an_error_is_acknowledged_when_the_end_is_durable() {
    ends(Response.of(Code.NOT_FOUND));
    assertThat(held.changes).singleElement().isInstanceOf(Change.Unobserved.class);
    assertThat(said).isEmpty();
    held.flush(true);
    assertThat(said).containsExactly("accepted");
    assertThat(server.observations.count()).isZero();
    notified(0);
    ended(1);
  }

  @Test
  void an_observation_whose_end_could_not_be_stored_is_there_until_the_client_says_it_again() {
    ends(Response.of(Code.NOT_FOUND));
    held.flush(false);
    assertThat(said).containsExactly("refused");
    assertThat(server.observations.count()).isEqualTo(1);
    assertThat(server.events.journalFailures).isEqualTo(1);
    ended(0);
    ends(Response.of(Code.NOT_FOUND));
    held.flush(true);
    assertThat(said).containsExactly("refused", "accepted");
    assertThat(server.observations.count()).isZero();
    ended(1);
  }

  @Test
  void where_the_last_value_could_not_be_stored_nothing_has_ended() {
    ends(FakeRequester.text("7"));
    held.flush(false);
    assertThat(held.changes).hasSize(1);
    assertThat(said).containsExactly("refused");
    assertThat(server.observations.count()).isEqualTo(1);
    notified(0);
    observation.listener.onNotification(
        peer(1), FakeRequester.observing("8", 2), receipt, server.now);
    held.flush(true);
    assertThat(said).containsExactly("refused", "accepted");
    notified(1);
  }

  @Test
  void a_last_value_that_nobody_understands_ends_it_as_well() {
    ends(FakeRequester.text("seven"));
    assertThat(server.events.undecodable).hasSize(1);
    held.flush(true);
    assertThat(said).containsExactly("accepted");
    ended(1);
  }

  @Test
  void a_connection_that_closes_before_the_end_is_durable_does_not_end_it_twice() {
    ends(Response.of(Code.NOT_FOUND));
    observation.listener.onDisconnected("closed", server.now);
    assertThat(server.observations.count()).isZero();
    held.flush(true);
    assertThat(said).containsExactly("accepted");
    ended(1);
  }

  @Test
  void a_device_that_is_gone_before_its_last_value_is_durable_has_it_acknowledged() {
    ends(FakeRequester.text("7"));
    server
        .engine()
        .onRequest(
            peer(1), EngineFixture.deregister(handle), new EngineFixture.Answer(), server.now);
    held.flush(true);
    held.flush(true);
    assertThat(said).containsExactly("accepted");
    assertThat(held.changes).filteredOn(Change.Unobserved.class::isInstance).isEmpty();
    ended(0);
  }
}
