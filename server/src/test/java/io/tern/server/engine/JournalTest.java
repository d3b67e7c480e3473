// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.Neighbours;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the engine appends, and what it does when nothing can be stored.
class JournalTest {
  private final EngineFixture server = new EngineFixture();
  private final Recording journal = new Recording();

  private static final class Recording implements Journal {
    final List<Change> changes = new ArrayList<>();
    final List<Optional<ServerEvent>> events = new ArrayList<>();
    boolean durable = true;
    boolean accepting = true;

    @Override
    public void append(
        Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
      changes.add(change);
      events.add(event);
      listener.onAppended(durable, nowNanos);
    }

    @Override
    public boolean isAccepting() {
      return accepting;
    }
  }

  JournalTest() {
    server.journal = journal;
  }

  @Test
  void every_change_of_a_registration_is_appended_with_its_event() {
    String handle = server.registered(peer(1), "d", "lt=60");
    server.request(peer(1), update(handle));
    server.request(peer(1), update(handle, "lt=90"));
    assertThat(journal.changes)
        .extracting(Object::getClass)
        .containsExactly(Change.Registered.class, Change.Refreshed.class, Change.Updated.class);
    assertThat(journal.events.stream().map(Optional::orElseThrow).toList())
        .isEqualTo(server.events.events);
  }

  @Test
  void of_two_states_of_a_registration_the_later_is_known() {
    String handle = server.registered(peer(1), "d", "lt=60");
    server.request(peer(1), update(handle, "lt=90"));
    server.request(peer(1), update(handle, "lt=91"));
    assertThat(
            journal.changes.stream()
                .filter(Change.Updated.class::isInstance)
                .map(change -> ((Change.Updated) change).registration().updatedNanos())
                .toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void an_update_that_could_not_be_stored_is_no_refresh_when_it_comes_again() {
    String handle = server.registered(peer(1), "d", "lt=60");
    journal.durable = false;
    assertThat(server.request(peer(1), update(handle, "lt=90")).code())
        .isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(server.registration(handle).terms().lifetimeSeconds()).isEqualTo(60);
    assertThat(server.request(peer(1), update(handle, "lt=90")).code())
        .isEqualTo(Code.SERVICE_UNAVAILABLE);
    journal.durable = true;
    assertThat(server.request(peer(1), update(handle, "lt=90")).code()).isEqualTo(Code.CHANGED);
    assertThat(server.registration(handle).terms().lifetimeSeconds()).isEqualTo(90);
  }

  @Test
  void
      a_registration_ends_in_time_though_its_loop_let_go_of_it_for_an_update_that_was_never_stored() {
    String handle = server.registered(peer(1), "d", "lt=60");
    List<Journal.Listener> waiting = new ArrayList<>();
    server.journal = (change, event, listener, nowNanos) -> waiting.add(listener);
    ServerEngine other = server.engine(1, new FakeRequester(), Neighbours.NONE);
    server.advance(59 * EngineFixture.SECOND);
    other.onRequest(peer(2), update(handle, "lt=90"), new EngineFixture.Answer(), server.now);
    // The timer of the first loop has run when the store gives up.
    server.advance(60 * EngineFixture.SECOND);
    assertThat(server.events.of(ServerEvent.Expired.class)).isEmpty();
    waiting.getFirst().onAppended(false, server.now);
    server.advance(EngineFixture.SECOND);
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
    assertThat(server.registrations.count()).isZero();
  }

  @Test
  void a_register_that_could_not_be_stored_leaves_nothing() {
    journal.durable = false;
    assertThat(server.request(peer(1), register(EngineFixture.LINKS, "ep=d")).code())
        .isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(server.registrations.byEndpoint(new EndpointName("d"))).isEmpty();
  }

  @Test
  void while_nothing_can_be_stored_changes_are_refused_and_refreshes_are_answered() {
    String handle = server.registered(peer(1), "d", "lt=60");
    journal.accepting = false;
    int before = journal.changes.size();
    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.CHANGED);
    assertThat(server.request(peer(1), update(handle, "lt=90")).code())
        .isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(server.request(peer(2), register(EngineFixture.LINKS, "ep=e")).code())
        .isEqualTo(Code.SERVICE_UNAVAILABLE);
    assertThat(journal.changes).hasSize(before + 1).last().isInstanceOf(Change.Refreshed.class);
  }

  @Test
  void while_nothing_can_be_stored_no_registration_ends() {
    String handle = server.registered(peer(1), "d", "lt=60");
    journal.accepting = false;
    server.advance(3_600 * EngineFixture.SECOND);
    assertThat(server.events.of(ServerEvent.Expired.class)).isEmpty();
    assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.NOT_FOUND);
    journal.accepting = true;
    server.advance(2 * EngineFixture.SECOND);
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
    assertThat(journal.changes).last().isInstanceOf(Change.Removed.class);
  }

  @Test
  void a_hundred_thousand_registrations_that_end_at_once_are_spread_over_many_turns() {
    int fleet = 100_000;
    Registration first = server.registration(server.registered(peer(1), "d0", "lt=60"));
    for (int i = 1; i < fleet; i++) {
      Registration kept =
          new Registration(
              new RegistrationId(7, i),
              new EndpointName("d" + i),
              first.terms(),
              first.peer(),
              0,
              server.now,
              server.now,
              server.now);
      server.registrations.replace(Optional.empty(), kept);
      server.engine().onAdopted(kept);
    }
    journal.changes.clear();
    server.advance(64_900_000_000L);
    int most = 0;
    for (int millis = 0; millis < 1_000; millis++) {
      int before = journal.changes.size();
      server.advance(1_000_000);
      most = Math.max(most, journal.changes.size() - before);
    }
    assertThat(journal.changes).hasSize(fleet).allMatch(Change.Removed.class::isInstance);
    assertThat(server.events.of(ServerEvent.Expired.class))
        .extracting(ServerEvent::endpoint)
        .doesNotHaveDuplicates()
        .hasSize(fleet);
    assertThat(most).isLessThanOrEqualTo(ServerConfig.DEFAULT.expiriesPerTurnMax());
  }
}
