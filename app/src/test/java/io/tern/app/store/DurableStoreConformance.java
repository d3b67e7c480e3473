// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import static io.tern.app.store.Samples.NOW;
import static io.tern.app.store.Samples.SECOND;
import static io.tern.app.store.Samples.notified;
import static io.tern.app.store.Samples.observation;
import static io.tern.app.store.Samples.path;
import static io.tern.app.store.Samples.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal.Change;
import io.tern.server.Observation;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What a store promises that outlives its process.
public abstract class DurableStoreConformance extends StoreConformance {
  /// The time by the clock of the store that is opened next.
  protected long clockNanos = NOW;

  protected final void reopen() throws Exception {
    store.close();
    store = open(StoreSettings.DEFAULT);
  }

  private Registration only(String endpoint) {
    return store.registrations().byEndpoint(new io.tern.lwm2m.EndpointName(endpoint)).orElseThrow();
  }

  @Test
  void registrations_come_back_as_they_were() throws Exception {
    Registration a = registration("a", 1, NOW);
    Registration b = registration("b", 2, NOW - 10);
    register(a);
    register(b);
    Registration moved = b.updated(Samples.terms(60), b.peer(), 1, NOW - 5);
    store.registrations().replace(Optional.of(b), moved);
    append(new Change.Updated(moved), Optional.empty());
    reopen();
    assertThat(only("a")).isEqualTo(a);
    assertThat(only("b")).isEqualTo(moved);
    assertThat(store.registrations().byId(a.id())).contains(a);
    assertThat(store.registrations().count()).isEqualTo(2);
  }

  @Test
  void what_is_removed_does_not_come_back() throws Exception {
    Registration a = registration("a", 1, NOW);
    register(a);
    append(new Change.Observed(observation(a, 5)), Optional.empty());
    append(new Change.Removed(a), Optional.of(new ServerEvent.Deregistered(a, NOW)));
    reopen();
    assertThat(store.registrations().count()).isZero();
    assertThat(store.observations().count()).isZero();
  }

  @Test
  void of_two_states_the_later_stays_in_whatever_order_they_come() throws Exception {
    Registration a = registration("a", 1, NOW);
    register(a);
    Registration earlier = a.updated(Samples.terms(60), a.peer(), 0, NOW + 1);
    Registration later = earlier.updated(Samples.terms(90), a.peer(), 0, NOW + 1);
    append(new Change.Updated(later), Optional.empty());
    append(new Change.Updated(earlier), Optional.empty());
    clockNanos = NOW + SECOND;
    reopen();
    assertThat(only("a").terms()).isEqualTo(Samples.terms(90));

    Registration again =
        later.replaced(new io.tern.server.RegistrationId(7, 2), a.terms(), a.peer(), 0, clockNanos);
    append(new Change.Registered(again), Optional.empty());
    append(new Change.Updated(later.updated(a.terms(), a.peer(), 0, NOW)), Optional.empty());
    append(new Change.Removed(later), Optional.empty());
    clockNanos += SECOND;
    reopen();
    assertThat(only("a").id()).isEqualTo(again.id());
  }

  @Test
  void observations_come_back_with_token_and_the_number_of_the_last_notification()
      throws Exception {
    Registration a = registration("a", 1, NOW);
    register(a);
    Observation observed = observation(a, 0x0102030405060708L);
    append(new Change.Observed(observed), Optional.empty());
    append(new Change.Observed(observation(a, 9)), Optional.empty());
    append(new Change.Unobserved(observation(a, 9)), Optional.empty());
    ServerEvent.Notified event = notified(a, 21.5, NOW);
    append(
        new Change.Received(
            a, Origin.NOTIFIED, event.values(), Optional.of(observed), OptionalInt.of(77)),
        Optional.of(event));
    reopen();
    assertThat(store.observations().of(a.id())).containsExactly(observed);
    assertThat(store.restored().observed()).isEqualTo(Map.of(observed.token(), 77));
  }

  @Test
  void a_new_registration_takes_the_observations_of_the_one_it_replaces_with_it() throws Exception {
    Registration a = registration("a", 1, NOW);
    register(a);
    append(new Change.Observed(observation(a, 5)), Optional.empty());
    register(a.replaced(new io.tern.server.RegistrationId(7, 2), a.terms(), a.peer(), 0, NOW));
    reopen();
    assertThat(store.observations().count()).isZero();
  }

  @Test
  void a_wish_to_which_its_client_agreed_comes_back_as_such() throws Exception {
    DesiredObservation wish =
        new DesiredObservation(
            ENDPOINT,
            List.of(path("/3303/0/5700")),
            Optional.empty(),
            Attributes.NONE.withPmin(1),
            NOW);
    append(new Change.Desired(wish), Optional.empty());
    append(new Change.Agreed(wish), Optional.empty());
    reopen();
    assertThat(store.restored().desired()).containsExactly(wish.asAgreed());
  }

  @Test
  void wishes_and_open_commands_come_back() throws Exception {
    DesiredObservation wish =
        new DesiredObservation(
            ENDPOINT, List.of(path("/3303/0/5700")), Optional.empty(), Attributes.NONE, NOW);
    append(new Change.Desired(wish), Optional.empty());
    DesiredObservation other =
        new DesiredObservation(
            ENDPOINT, List.of(path("/3"), path("/4")), Optional.empty(), Attributes.NONE, NOW);
    append(new Change.Desired(other), Optional.empty());
    append(new Change.Undesired(other), Optional.empty());
    append(new Change.Agreed(other), Optional.empty());
    DesiredObservation first =
        new DesiredObservation(
            ENDPOINT,
            List.of(path("/5")),
            Optional.empty(),
            Attributes.NONE.withPmin(1).withPmax(9),
            NOW);
    DesiredObservation changed =
        new DesiredObservation(
                ENDPOINT, List.of(path("/5")), Optional.empty(), Attributes.NONE, NOW + 1)
            .inPlaceOf(first);
    assertThat(changed.dropped()).containsExactlyInAnyOrder("pmin", "pmax");
    append(new Change.Desired(first), Optional.empty());
    append(new Change.Desired(changed), Optional.empty());
    append(new Change.Agreed(first), Optional.empty());
    Command open = command(5, ENDPOINT).in(new Command.State.Started(1, NOW));
    Command ended =
        command(6, ENDPOINT)
            .in(
                new Command.State.Ended(
                    new Outcome.Rejected<>(io.tern.coap.Code.NOT_FOUND, "x"), NOW));
    append(new Change.Commanded(open), Optional.empty());
    append(new Change.Commanded(ended), Optional.empty());
    reopen();
    assertThat(store.restored().desired()).containsExactlyInAnyOrder(wish, changed);
    assertThat(store.restored().commands()).containsExactly(open);
    assertThat(store.restored().lastCommand()).isEqualTo(6);
    assertThat(store.commands().find(ended.id())).contains(ended);
    assertThat(((Downlink.Execute) open.operation()).arguments().toString()).isEqualTo("0='x'");
  }

  @Test
  @Spec("QM-04")
  void awake_windows_come_back_until_they_are_taken_away() throws Exception {
    EndpointName other = new EndpointName("e");
    append(new Change.AwakeSet(ENDPOINT, 20), Optional.empty());
    append(new Change.AwakeSet(ENDPOINT, 86_400), Optional.empty());
    append(new Change.AwakeSet(other, 1), Optional.empty());
    reopen();
    assertThat(store.restored().awake()).isEqualTo(Map.of(ENDPOINT, 86_400, other, 1));
    append(new Change.AwakeUnset(ENDPOINT), Optional.empty());
    append(new Change.AwakeUnset(new EndpointName("nobody")), Optional.empty());
    reopen();
    assertThat(store.restored().awake()).isEqualTo(Map.of(other, 1));
  }

  @Test
  void events_and_values_are_there_after_a_restart_and_ids_go_on() throws Exception {
    Registration a = registration("d", 1, NOW);
    register(a);
    ServerEvent.Notified event = notified(a, 21.5, NOW);
    append(Change.Received.of(a, Origin.NOTIFIED, event.values()), Optional.of(event));
    long last = store.events().lastId();
    List<KnownValue> values = store.values().last(ENDPOINT, path("/3303"));
    reopen();
    assertThat(values).hasSize(1);
    assertThat(store.values().last(ENDPOINT, path("/3303"))).isEqualTo(values);
    assertThat(store.events().lastId()).isEqualTo(last);
    assertThat(events(last - 1)).extracting(EventLog.Logged::event).containsExactly(event);
    append(Change.Received.of(a, Origin.NOTIFIED, event.values()), Optional.of(event));
    assertThat(store.events().lastId()).isEqualTo(last + 1);
  }

  @Test
  void a_refresh_is_written_soon_and_at_the_end_at_the_latest() throws Exception {
    Registration a = registration("a", 1, NOW);
    register(a);
    Registration later = a.updated(a.terms(), a.peer(), 0, NOW + 60 * SECOND);
    store.registrations().replace(Optional.of(a), later);
    append(new Change.Refreshed(later), Optional.empty());
    clockNanos = NOW + 61 * SECOND;
    reopen();
    long sinceRefresh = clockNanos - only("a").updatedNanos();
    assertThat(sinceRefresh).isBetween(0L, 61 * SECOND);
  }

  @Test
  @Spec("4.17")
  void neither_time_without_the_server_nor_a_jump_of_its_clock_ends_or_keeps_registrations()
      throws Exception {
    long year = 365L * 86_400 * SECOND;
    for (long jump : new long[] {3_600 * SECOND, -3_600 * SECOND, year, -year}) {
      Registration a = registration("a" + jump, jump, clockNanos - 100 * SECOND);
      register(a);
      reopen();
      clockNanos += jump;
      reopen();
      Registration back = only("a" + jump);
      OptionalLong ends = back.endsNanos();
      assertThat(ends.orElseThrow() - clockNanos)
          .as("what is left of 300 s after 100 s, and a jump of " + jump / SECOND + " s")
          .isBetween(190 * SECOND, 210 * SECOND);
      assertThat(back.lastSeenNanos()).isLessThanOrEqualTo(clockNanos);
      // And the next change of this endpoint takes its place although the clock has gone back.
      Registration next = back.updated(Samples.terms(90), back.peer(), 0, clockNanos);
      append(new Change.Updated(next), Optional.empty());
      reopen();
      assertThat(only("a" + jump).terms()).isEqualTo(Samples.terms(90));
    }
  }

  @Test
  void a_command_expires_at_its_time_of_day_and_not_later_after_a_clock_that_went_back()
      throws Exception {
    append(new Change.Commanded(command(5, ENDPOINT)), Optional.empty());
    clockNanos = NOW + 600 * SECOND;
    reopen();
    assertThat(store.restored().commands().getFirst().expiresNanos())
        .hasValue(NOW + 3_600 * SECOND);
    clockNanos = NOW - 86_400 * SECOND;
    reopen();
    assertThat(store.restored().commands().getFirst().expiresNanos().orElseThrow() - clockNanos)
        .isEqualTo(3_000 * SECOND);
  }
}
