// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import static io.tern.app.store.Samples.NOW;
import static io.tern.app.store.Samples.SECOND;
import static io.tern.app.store.Samples.notified;
import static io.tern.app.store.Samples.observation;
import static io.tern.app.store.Samples.path;
import static io.tern.app.store.Samples.real;
import static io.tern.app.store.Samples.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store promises. A store's own test class extends it; one that is durable extends
/// [DurableStoreConformance].
public abstract class StoreConformance {
  static final EndpointName ENDPOINT = new EndpointName("d");
  private static final long DAY = 86_400;

  protected Store store;
  private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();

  /// A store as it is at the first start, or after another one of the same place was closed.
  protected abstract Store open(StoreSettings settings) throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open(StoreSettings.DEFAULT);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /// Appends and waits until it is durable.
  protected final void append(Change change, Optional<ServerEvent> event) throws Exception {
    append(store, change, event);
  }

  final void append(Change change, Optional<ServerEvent> event, long nowNanos) throws Exception {
    append(store, change, event, nowNanos);
  }

  final void append(Store to, Change change, Optional<ServerEvent> event) throws Exception {
    append(to, change, event, NOW);
  }

  private void append(Store to, Change change, Optional<ServerEvent> event, long nowNanos)
      throws Exception {
    Journal journal =
        to.journal(
            0,
            task -> {
              task.run(NOW);
              return true;
            });
    journal.append(change, event, (durable, now) -> told.add(durable), nowNanos);
    assertThat(told.poll(20, TimeUnit.SECONDS)).as("told that it is durable").isTrue();
  }

  protected final void register(Registration registration) throws Exception {
    Optional<Registration> before = store.registrations().byEndpoint(registration.endpoint());
    assertThat(store.registrations().replace(before, registration)).isTrue();
    append(
        new Change.Registered(registration),
        Optional.of(
            new ServerEvent.Registered(registration, before, registration.registeredNanos())));
  }

  protected final List<EventLog.Logged> events(long after) throws InterruptedException {
    return switch (store.events().next(after, 1_000, 0)) {
      case EventLog.Batch.Events(List<EventLog.Logged> found) -> found;
      default -> List.of();
    };
  }

  @Test
  void events_are_read_in_the_order_of_their_ids_from_any_place() throws Exception {
    long start = store.events().lastId();
    Registration d = registration("d", 1, NOW);
    register(d);
    for (int i = 0; i < 10; i++) {
      ServerEvent.Notified event = notified(d, i, NOW + i);
      append(Change.Received.of(d, Origin.NOTIFIED, event.values()), Optional.of(event));
    }
    List<EventLog.Logged> all = events(start);
    assertThat(all).hasSize(11);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).id()).isEqualTo(start + 1 + i);
      assertThat(events(all.get(i).id())).isEqualTo(all.subList(i + 1, all.size()));
    }
    assertThat(all.getFirst().event())
        .isEqualTo(new ServerEvent.Registered(d, Optional.empty(), NOW));
    assertThat(all.getLast().event()).isEqualTo(notified(d, 9, NOW + 9));
    assertThat(store.events().lastId()).isEqualTo(all.getLast().id());
  }

  @Test
  void events_that_come_at_once_are_read_in_parts_of_any_size() throws Exception {
    long start = store.events().lastId();
    Registration d = registration("d", 1, NOW);
    register(d);
    Journal journal = store.journal(0, task -> true);
    for (int i = 1; i < 300; i++) {
      ServerEvent event = notified(d, i, NOW + i);
      journal.append(new Change.Updated(d), Optional.of(event), Journal.Listener.NONE, NOW);
    }
    append(new Change.Updated(d), Optional.of(notified(d, 300, NOW)));
    List<EventLog.Logged> all = events(start);
    assertThat(all).hasSize(301);
    for (int size : new int[] {1, 7, 64, 65, 300}) {
      List<EventLog.Logged> read = new ArrayList<>();
      while (read.size() < all.size()) {
        long place = start + read.size();
        assertThat(store.events().next(place, size, 0))
            .isInstanceOfSatisfying(
                EventLog.Batch.Events.class,
                part -> {
                  assertThat(part.events()).hasSizeLessThanOrEqualTo(size);
                  read.addAll(part.events());
                });
      }
      assertThat(read).isEqualTo(all);
    }
  }

  @Test
  void a_reader_waits_for_news_and_hears_that_there_is_none() throws Exception {
    long start = store.events().lastId();
    assertThat(store.events().next(start, 10, 1)).isInstanceOf(EventLog.Batch.Quiet.class);
    BlockingQueue<EventLog.Batch> read = new LinkedBlockingQueue<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                read.add(store.events().next(start, 10, 20 * SECOND));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    register(registration("d", 1, NOW));
    assertThat(read.poll(20, TimeUnit.SECONDS)).isInstanceOf(EventLog.Batch.Events.class);
    store.events().endReaders();
    assertThat(store.events().next(start, 10, 0)).isInstanceOf(EventLog.Batch.Closed.class);
  }

  @Test
  void the_last_value_of_each_resource_is_the_one_with_the_latest_time() throws Exception {
    Registration d = registration("d", 1, NOW);
    Instant now = Instant.ofEpochSecond(0, NOW);
    append(
        Change.Received.of(
            d,
            Origin.SENT,
            List.of(
                real("/3303/0/5700", 2, Optional.of(now.minusSeconds(10))),
                real("/3303/0/5700", 1, Optional.of(now.minusSeconds(20))),
                real("/3303/1/5700", 3, Optional.empty()))),
        Optional.empty());
    assertThat(store.values().last(ENDPOINT, path("/3303")))
        .containsExactly(
            new KnownValue(
                path("/3303/0/5700"), new Value.Real(2), now.minusSeconds(10), Origin.SENT),
            new KnownValue(path("/3303/1/5700"), new Value.Real(3), now, Origin.SENT));
    assertThat(store.values().last(ENDPOINT, path("/3303/1"))).hasSize(1);
    assertThat(store.values().last(ENDPOINT, Path.ROOT)).hasSize(2);
    assertThat(store.values().last(ENDPOINT, path("/330"))).isEmpty();
    assertThat(store.values().last(new EndpointName("e"), Path.ROOT)).isEmpty();
  }

  private void sent(double value, long aheadSeconds, long nowNanos) throws Exception {
    Registration d = registration("d", 1, NOW);
    Instant time = Instant.ofEpochSecond(aheadSeconds, nowNanos);
    append(
        Change.Received.of(d, Origin.SENT, List.of(real("/3303/0/5700", value, Optional.of(time)))),
        Optional.empty(),
        nowNanos);
  }

  private List<Double> values(List<KnownValue> known) {
    return known.stream().map(each -> ((Value.Real) each.value()).value()).toList();
  }

  private List<Double> listed() {
    ValueQuery all =
        new ValueQuery(
            ENDPOINT, Path.ROOT, Optional.empty(), Optional.empty(), Optional.empty(), 1_000);
    return values(store.values().list(all).values());
  }

  private List<Double> last() {
    return values(store.values().last(ENDPOINT, path("/3303/0/5700")));
  }

  @Test
  void a_value_that_lies_more_than_a_day_ahead_is_the_last_one_only_where_there_is_no_other()
      throws Exception {
    sent(1, 10 * DAY, NOW);
    assertThat(last()).containsExactly(1.0);
    sent(2, 5 * DAY, NOW + SECOND);
    assertThat(last()).as("the one received last").containsExactly(2.0);
    sent(3, -3 * DAY, NOW + 2 * SECOND);
    assertThat(last()).as("one that is believed").containsExactly(3.0);
    sent(4, 20 * DAY, NOW + 3 * SECOND);
    assertThat(last()).containsExactly(3.0);
    sent(5, DAY, NOW + 4 * SECOND);
    assertThat(last()).as("a day ahead, and not more").containsExactly(5.0);
    assertThat(listed()).as("by time").containsExactly(3.0, 5.0, 2.0, 1.0, 4.0);
  }

  @Test
  void a_value_that_lay_ahead_counts_when_it_is_told_again_in_its_time() throws Exception {
    sent(1, 0, NOW);
    sent(2, 2 * DAY, NOW);
    assertThat(last()).containsExactly(1.0);
    sent(3, 0, NOW + 2 * DAY * SECOND);
    assertThat(last()).containsExactly(3.0);
    assertThat(listed()).containsExactly(1.0, 3.0);
  }

  @Test
  void what_lies_ahead_never_takes_the_room_of_what_does_not() throws Exception {
    store.close();
    store = open(StoreSettings.DEFAULT.withValues(8, java.time.Duration.ofDays(1)));
    for (int i = 0; i < 8; i++) {
      sent(i, i, NOW);
    }
    for (int i = 0; i < 50; i++) {
      sent(100 + i, (50 - i) * (10 * DAY), NOW + i * SECOND);
    }
    assertThat(listed()).startsWith(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0).hasSizeBetween(8, 10);
    assertThat(last()).containsExactly(7.0);
    for (int i = 8; i < 20; i++) {
      sent(i, i, NOW);
    }
    assertThat(listed()).hasSizeBetween(8, 10).allMatch(value -> value < 100).endsWith(18.0, 19.0);
  }

  @Test
  void of_values_that_all_lie_ahead_those_received_last_are_kept() throws Exception {
    store.close();
    store = open(StoreSettings.DEFAULT.withValues(8, java.time.Duration.ofDays(1)));
    for (int i = 0; i < 50; i++) {
      sent(i, (50 - i) * (10 * DAY), NOW + i * SECOND);
    }
    assertThat(last()).containsExactly(49.0);
    assertThat(listed())
        .hasSizeBetween(8, 10)
        .contains(49.0, 48.0, 47.0, 46.0, 45.0, 44.0, 43.0, 42.0);
  }

  @Test
  void values_without_a_time_that_come_at_one_moment_are_all_kept() throws Exception {
    Registration d = registration("d", 1, NOW);
    for (int i = 0; i < 5; i++) {
      append(
          Change.Received.of(
              d, Origin.NOTIFIED, List.of(real("/3303/0/5700", i, Optional.empty()))),
          Optional.empty());
    }
    ValueQuery all =
        new ValueQuery(
            ENDPOINT, Path.ROOT, Optional.empty(), Optional.empty(), Optional.empty(), 10);
    assertThat(store.values().list(all).values()).hasSize(5);
  }

  @Test
  void values_of_the_past_are_listed_by_range_and_page() throws Exception {
    Registration d = registration("d", 1, NOW);
    Instant now = Instant.ofEpochSecond(0, NOW);
    for (int i = 0; i < 20; i++) {
      append(
          Change.Received.of(
              d,
              Origin.NOTIFIED,
              List.of(real("/3303/0/5700", i, Optional.of(now.plusSeconds(i))))),
          Optional.empty());
    }
    List<Double> found = new ArrayList<>();
    Optional<ValueQuery.Place> next = Optional.empty();
    do {
      ValuePage page =
          store
              .values()
              .list(
                  new ValueQuery(
                      ENDPOINT,
                      path("/3303/0"),
                      Optional.of(now.plusSeconds(3)),
                      Optional.of(now.plusSeconds(15)),
                      next,
                      5));
      page.values().forEach(value -> found.add(((Value.Real) value.value()).value()));
      next = page.next();
    } while (next.isPresent());
    assertThat(found)
        .containsExactly(3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0);
  }

  @Test
  void a_value_that_is_told_twice_is_one() throws Exception {
    Registration d = registration("d", 1, NOW);
    Optional<Instant> time = Optional.of(Instant.ofEpochSecond(0, NOW));
    for (int i = 0; i < 2; i++) {
      append(
          Change.Received.of(d, Origin.SENT, List.of(real("/3303/0/5700", 1, time))),
          Optional.empty());
    }
    assertThat(history(10)).hasSize(1);
  }

  @Test
  void only_so_many_values_of_a_resource_are_kept() throws Exception {
    store.close();
    store = open(StoreSettings.DEFAULT.withValues(8, java.time.Duration.ofDays(1)));
    Registration d = registration("d", 1, NOW);
    Instant now = Instant.ofEpochSecond(0, NOW);
    for (int i = 0; i < 100; i++) {
      append(
          Change.Received.of(
              d, Origin.SENT, List.of(real("/3303/0/5700", i, Optional.of(now.plusSeconds(i))))),
          Optional.empty());
    }
    List<KnownValue> kept = history(1_000);
    assertThat(kept).hasSizeBetween(8, 10);
    assertThat(kept.getLast().value()).isEqualTo(new Value.Real(99));
  }

  @Test
  void commands_are_found_in_their_last_state() throws Exception {
    Command first = command(1, ENDPOINT);
    Command second = command(2, ENDPOINT);
    append(new Change.Commanded(first), Optional.empty());
    append(new Change.Commanded(second), Optional.empty());
    append(new Change.Commanded(command(3, new EndpointName("e"))), Optional.empty());
    Command done =
        first.in(
            new Command.State.Ended(new Outcome.Answered<>(new Downlink.Done()), NOW + SECOND));
    append(new Change.Commanded(done), Optional.empty());
    assertThat(store.commands().find(first.id())).contains(done);
    assertThat(store.commands().list(ENDPOINT, Optional.empty(), 10)).containsExactly(second, done);
    assertThat(store.commands().list(ENDPOINT, Optional.of(second.id()), 10)).containsExactly(done);
    assertThat(store.commands().find(new CommandId(9))).isEmpty();
  }

  @Test
  void what_a_command_read_is_kept_with_it_once() throws Exception {
    Command read =
        new Command(
            new CommandId(4),
            ENDPOINT,
            new Downlink.Read(path("/3303/0/5700"), Optional.empty()),
            0,
            NOW,
            OptionalLong.empty(),
            new Command.State.Queued(0));
    append(new Change.Commanded(read), Optional.empty());
    assertThat(store.values().last(ENDPOINT, Path.ROOT)).isEmpty();
    long endNanos = NOW + 5 * SECOND;
    Command ended =
        read.in(
            new Command.State.Ended(
                new Outcome.Answered<>(new Node.SingleResource(5700, new Value.Real(80))),
                endNanos));
    append(new Change.Commanded(ended), Optional.empty());
    append(new Change.Commanded(ended), Optional.empty()); // as after an append that failed
    assertThat(history(10))
        .containsExactly(
            new KnownValue(
                path("/3303/0/5700"),
                new Value.Real(80),
                Instant.ofEpochSecond(0, endNanos),
                Origin.READ));
  }

  static Command command(long id, EndpointName endpoint) {
    return new Command(
        new CommandId(id),
        endpoint,
        new Downlink.Execute(path("/3/0/4"), Arguments.parse("0='x'").orElseThrow()),
        3,
        NOW,
        OptionalLong.of(NOW + 3_600 * SECOND),
        new Command.State.Queued(0));
  }

  @Test
  void a_plain_refresh_is_told_at_once_and_its_event_follows() throws Exception {
    Registration d = registration("d", 1, NOW);
    register(d);
    long place = store.events().lastId();
    Registration later = d.updated(d.terms(), d.peer(), 0, NOW + 60 * SECOND);
    store.registrations().replace(Optional.of(d), later);
    List<Boolean> atOnce = new ArrayList<>();
    store
        .journal(0, task -> false)
        .append(
            new Change.Refreshed(later),
            Optional.of(new ServerEvent.Updated(later, d, NOW + 60 * SECOND)),
            (durable, now) -> atOnce.add(durable),
            NOW + 60 * SECOND);
    assertThat(atOnce).containsExactly(true);
    assertThat(store.events().next(place, 10, 20 * SECOND))
        .isInstanceOf(EventLog.Batch.Events.class);
  }

  @Test
  void its_health_says_that_it_can_store() throws Exception {
    register(registration("d", 1, NOW));
    append(
        new Change.Received(
            registration("d", 1, NOW),
            Origin.NOTIFIED,
            List.of(),
            Optional.of(observation(registration("d", 1, NOW), 5)),
            OptionalInt.of(3)),
        Optional.empty());
    assertThat(store.health().trouble()).isEmpty();
    assertThat(store.health().changes()).isGreaterThanOrEqualTo(2);
  }

  /// The first values of the device, in order of path and time.
  private List<KnownValue> history(int countMax) {
    return store
        .values()
        .list(
            new ValueQuery(
                ENDPOINT,
                Path.ROOT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                countMax))
        .values();
  }
}
