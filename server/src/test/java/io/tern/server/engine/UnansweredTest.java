// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.BodySource;
import io.tern.coap.Code;
import io.tern.coap.ObservationListener.Receipt;
import io.tern.coap.Peer;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal;
import io.tern.server.ObservationStatus;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryJournal;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A client registers, and the store takes its time or refuses.
@Spec("REG-56")
class UnansweredTest {
  private static final Downlink.Read READ = new Downlink.Read(path("/3/0/1"), Optional.empty());
  private static final EndpointName ENDPOINT = new EndpointName("d");

  private final EngineFixture server = new EngineFixture();
  private final HeldJournal held = new HeldJournal();
  private final List<String> said = new ArrayList<>();
  private Journal journal = held;

  UnansweredTest() {
    server.journal =
        (change, event, listener, nowNanos) -> journal.append(change, event, listener, nowNanos);
  }

  /// Notes what a client is answered, and how much it was asked before.
  private final class Answering implements Responder {
    @Override
    public void respond(Response response, long nowNanos) {
      said.add(response.code() + " after " + server.requester.sent.size());
    }

    @Override
    public void respond(Response head, BodySource body, long nowNanos) {
      throw new AssertionError("the server serves no large bodies");
    }

    @Override
    public Relation respondObserving(Response response, RelationListener listener, long nowNanos) {
      throw new AssertionError("nobody observes the server");
    }
  }

  private Registration registering(ServerEngine engine, Peer from, String... query) {
    List<String> all = new ArrayList<>(List.of("ep=d", "lwm2m=1.1"));
    all.addAll(List.of(query));
    server.now++;
    engine.onRequest(
        from,
        register(EngineFixture.LINKS, all.toArray(String[]::new)),
        new Answering(),
        server.now);
    return server.find("d").orElseThrow();
  }

  private Registration registering(Peer from, String... query) {
    return registering(server.engine(), from, query);
  }

  /// One that is durable, with an observation.
  private FakeRequester.Observed before(String... query) {
    journal = new MemoryJournal();
    FakeRequester.Observed observation =
        server.observed(server.registered(peer(1), "d", query), "/3/0/1");
    journal = held;
    return observation;
  }

  private EngineFixture.Ending<Node> read(Registration registration) {
    return server.send(registration.id().toString(), READ);
  }

  private void assertEndsWith(EngineFixture.Ending<?> ending, Class<?> outcome) {
    assertThat(ending.outcome()).isInstanceOf(outcome);
  }

  @Test
  void nothing_is_sent_to_a_client_before_the_answer_to_its_register() {
    Registration placed = registering(peer(1));
    EngineFixture.Ending<Node> first = read(placed);
    EngineFixture.Ending<Node> second = read(placed);
    server.advance(10 * SECOND);
    assertThat(server.requester.sent).isEmpty();
    assertThat(said).isEmpty();
    held.flush(true);
    assertThat(said).containsExactly("2.01 after 0");
    assertThat(server.requester.sent).hasSize(1);
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    assertEndsWith(first, Outcome.Answered.class);
    assertEndsWith(second, Outcome.Answered.class);
    read(placed);
    assertThat(server.requester.sent).as("now it is sent at once").hasSize(3);
  }

  @Test
  void what_waits_too_long_for_the_answer_to_a_register_has_not_been_sent() {
    Registration placed = registering(peer(1));
    EngineFixture.Ending<Node> read = read(placed);
    server.advance(61 * SECOND);
    assertEndsWith(read, Outcome.Overloaded.class);
    held.flush(true);
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.engine().gauges().operations()).isZero();
  }

  @Test
  void commands_and_wishes_wait_for_the_answer_to_a_register() {
    registering(peer(1));
    DesiredObservation wish =
        new DesiredObservation(
            ENDPOINT, List.of(path("/3303/0/1")), Optional.empty(), Attributes.NONE, server.now);
    server.engine().desired().want(wish, (durable, outcome, now) -> {}, server.now);
    server
        .engine()
        .commands()
        .submit(ENDPOINT, READ, 0, OptionalLong.empty(), (submission, now) -> {}, server.now);
    held.flushFirst(true);
    assertThat(said).containsExactly("2.01 after 0");
    for (int i = 0; i < 5; i++) {
      held.flush(true);
      server.advance(2_000_000);
    }
    assertThat(server.requester.observed).hasSize(1);
    server.requester.observed.getLast().answer(FakeRequester.observing("1", 1), server.now);
    held.flush(true);
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.desired.of(ENDPOINT).getFirst().status())
        .isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void a_register_that_is_refused_ends_what_waited_for_it() {
    Registration placed = registering(peer(1));
    EngineFixture.Ending<Node> read = read(placed);
    held.flush(false);
    assertThat(said).containsExactly("5.03 after 0");
    assertEndsWith(read, Outcome.Unreachable.class);
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.find("d")).isEmpty();
    assertThat(server.engine().gauges().expiries()).isZero();
    assertThat(server.events.events).isEmpty();
    assertThat(server.events.journalFailures).isEqualTo(1);
    assertEndsWith(read(placed), Outcome.Unreachable.class);
  }

  @Test
  void what_a_refused_register_took_the_place_of_is_there_as_before() {
    FakeRequester.Observed observation = before("lt=60");
    Registration earlier = server.find("d").orElseThrow();
    Registration placed = registering(peer(2));
    EngineFixture.Ending<Node> read = read(placed);
    List<String> receipts = new ArrayList<>();
    observation.listener.onNotification(
        peer(1), FakeRequester.observing("2", 2), receipt(receipts), server.now);
    assertThat(receipts).as("the client says it again").containsExactly("refused");
    observation.listener.onEnded(Response.of(Code.NOT_FOUND), receipt(receipts), server.now);
    assertThat(receipts).containsExactly("refused", "refused");
    held.flush(false);
    assertEndsWith(read, Outcome.Unreachable.class);
    assertThat(server.find("d")).contains(earlier);
    assertThat(server.registrations.byId(placed.id())).isEmpty();
    assertThat(server.registrations.byPeer(peer(1))).contains(earlier);
    assertThat(server.observations.count()).isEqualTo(1);
    assertThat(observation.forgotten).isFalse();
    journal = new MemoryJournal();
    observation.listener.onNotification(
        peer(1), FakeRequester.observing("2", 2), receipt(receipts), server.now);
    assertThat(receipts).containsExactly("refused", "refused", "accepted");
    assertThat(server.events.of(ServerEvent.Notified.class)).hasSize(1);
    read(earlier);
    assertThat(server.requester.last().peer).isEqualTo(peer(1));
    server.advance(1_000 * SECOND);
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
    assertThat(server.engine().gauges().expiries()).isZero();
  }

  private static Receipt receipt(List<String> receipts) {
    return new Receipt() {
      @Override
      public void accept(long nowNanos) {
        receipts.add("accepted");
      }

      @Override
      public void refuse(long nowNanos) {
        receipts.add("refused");
      }
    };
  }

  @Test
  void what_a_register_takes_the_place_of_is_over_when_that_is_durable() {
    FakeRequester.Observed observation = before();
    registering(peer(1));
    assertThat(observation.forgotten).isFalse();
    held.flush(true);
    assertThat(observation.forgotten).isTrue();
    assertThat(server.observations.count()).isZero();
    assertThat(server.engine().gauges().expiries()).isEqualTo(1);
  }

  @Test
  void of_two_registers_that_are_refused_neither_leaves_anything() {
    FakeRequester.Observed observation = before();
    Registration earlier = server.find("d").orElseThrow();
    EngineFixture.Ending<Node> first = read(registering(peer(2)));
    EngineFixture.Ending<Node> second = read(registering(peer(3)));
    held.flushFirst(false);
    assertEndsWith(first, Outcome.Unreachable.class);
    assertThat(second.isOpen()).isTrue();
    assertThat(observation.forgotten).isFalse();
    held.flushFirst(false);
    assertEndsWith(second, Outcome.Unreachable.class);
    assertThat(server.find("d")).contains(earlier);
    assertThat(observation.forgotten).isFalse();
    assertThat(server.engine().gauges().expiries()).isEqualTo(1);
    assertThat(said).containsExactly("5.03 after 0", "5.03 after 0");
  }

  @Test
  void where_the_first_of_two_registers_is_refused_the_second_is_all_there_is() {
    FakeRequester.Observed observation = before();
    registering(peer(2));
    Registration second = registering(peer(3));
    EngineFixture.Ending<Node> read = read(second);
    held.flushFirst(false);
    held.flushFirst(true);
    assertThat(server.find("d")).contains(second);
    assertThat(observation.forgotten).isTrue();
    assertThat(server.requester.last().peer).isEqualTo(peer(3));
    assertThat(read.isOpen()).isTrue();
    assertThat(server.engine().gauges().expiries()).isEqualTo(1);
  }

  @Test
  void where_the_second_of_two_registers_is_refused_the_first_is_all_there_is() {
    FakeRequester.Observed observation = before();
    Registration first = registering(peer(2));
    EngineFixture.Ending<Node> read = read(registering(peer(3)));
    held.flushFirst(true);
    held.flushFirst(false);
    assertEndsWith(read, Outcome.Unreachable.class);
    assertThat(server.find("d")).contains(first);
    assertThat(observation.forgotten).isTrue();
    read(first);
    assertThat(server.requester.last().peer).isEqualTo(peer(2));
    assertThat(server.engine().gauges().expiries()).isEqualTo(1);
  }

  @Test
  void an_update_in_between_does_not_keep_what_is_refused() {
    before();
    Registration earlier = server.find("d").orElseThrow();
    Registration placed = registering(peer(2));
    server.request(peer(2), EngineFixture.update(placed.id().toString()));
    held.flush(false);
    assertThat(server.find("d")).contains(earlier);
    assertThat(server.engine().gauges().expiries()).isEqualTo(1);
  }

  @Test
  void a_client_that_leaves_in_between_leaves_nothing_of_itself() {
    FakeRequester.Observed observation = before();
    Registration placed = registering(peer(1));
    EngineFixture.Ending<Node> read = read(placed);
    server
        .engine()
        .onRequest(
            peer(1), EngineFixture.deregister(placed.id().toString()), new Answering(), server.now);
    assertEndsWith(read, Outcome.Unreachable.class);
    held.flush(true);
    assertThat(said).containsExactly("2.01 after 0", "2.02 after 0");
    assertThat(server.find("d")).isEmpty();
    assertThat(observation.forgotten).isTrue();
    assertThat(server.engine().gauges().expiries()).isZero();
  }

  @Test
  void whatever_becomes_of_registers_nothing_is_sent_too_early_and_nothing_is_left() {
    for (int round = 0; round < 500; round++) {
      new Fate(round).play();
    }
  }

  /// Registers of one client over one loop or two, which the store takes or refuses as chance has it.
  private static final class Fate {
    private final EngineFixture server = new EngineFixture();
    private final HeldJournal held = new HeldJournal();
    private final TwoLoops loops;
    private final Random random;
    private final String context;
    private final List<EngineFixture.Ending<?>> endings = new ArrayList<>();

    /// Of each Register its port and what it was answered, in the order of the answers.
    private final Map<Integer, Code> answered = new HashMap<>();

    private final Set<FakeRequester.Sent> done = new HashSet<>();
    private final Set<FakeRequester.Observed> agreed = new HashSet<>();
    private final boolean together;
    private int registers;

    Fate(int seed) {
      together = seed % 2 == 0;
      random = new Random(seed);
      context = "seed " + seed;
      server.journal = held;
      loops = new TwoLoops(server);
    }

    void play() {
      for (int step = 0; step < 30; step++) {
        switch (random.nextInt(8)) {
          case 0 -> register();
          case 1, 2 -> server.find("d").ifPresent(this::send);
          case 3 -> loops.deliver();
          case 4 -> answer();
          default -> decide();
        }
        assertNothingTooEarly();
      }
      while (held.held() > 0) {
        decide();
        loops.deliver();
      }
      server.advance(70 * SECOND);
      loops.settle();
      assertThat(endings).as(context).noneMatch(EngineFixture.Ending::isOpen);
      assertNothingTooEarly();
      Optional<Registration> last = server.find("d");
      assertThat(server.observations.count())
          .as(context)
          .isEqualTo(
              last.map(found -> (long) server.observations.of(found.id()).size()).orElse(0L));
      server.advance(1_000 * SECOND);
      loops.settle();
      held.flush(true);
      loops.settle();
      assertThat(loops.gauges()).as(context).containsOnly(new ServerGauges(0, 0, 0, 0, 0));
      assertThat(server.find("d")).as(context).isEmpty();
      register();
      held.flush(true);
      int sent = sent();
      send(server.find("d").orElseThrow());
      assertThat(sent()).as(context).isEqualTo(sent + 1);
    }

    private void register() {
      int port = 100 + registers++;
      server.now++;
      loops
          .engines
          .get(together ? 0 : random.nextInt(2))
          .onRequest(
              peer(port),
              EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1", "lt=600"),
              new Noting(port),
              server.now);
    }

    private void send(Registration registration) {
      if (random.nextBoolean()) {
        send(registration, READ);
      } else {
        Path path = path("/3/0/" + random.nextInt(3));
        send(registration, new Downlink.Observe(path, Optional.empty()));
      }
    }

    private <R> void send(Registration registration, Downlink<R> operation) {
      EngineFixture.Ending<R> ending = new EngineFixture.Ending<>();
      endings.add(ending);
      loops
          .engines
          .get(registration.loop())
          .send(registration.id(), operation, 60 * SECOND, ending::take, server.now);
    }

    private void answer() {
      for (FakeRequester requester : loops.requesters) {
        for (FakeRequester.Sent one : List.copyOf(requester.sent)) {
          if (!one.cancelled && done.add(one)) {
            one.answer(FakeRequester.text("1"), server.now);
          }
        }
        for (FakeRequester.Observed one : List.copyOf(requester.observed)) {
          if (!one.forgotten && agreed.add(one)) {
            one.answer(FakeRequester.observing("1", 1), server.now);
          }
        }
      }
    }

    private void decide() {
      if (held.held() > 0) {
        held.flushFirst(random.nextInt(3) > 0);
      }
    }

    private int sent() {
      return loops.requesters.stream().mapToInt(one -> one.sent.size() + one.observed.size()).sum();
    }

    private void assertNothingTooEarly() {
      for (FakeRequester requester : loops.requesters) {
        requester.sent.forEach(one -> assertAnswered(one.peer));
        requester.observed.forEach(one -> assertAnswered(one.peer));
      }
    }

    /// Of two that are refused on two loops, the second may find the first in the place of what was there
    /// before, and put it back: neither loop knows what the other's journal says.
    private void assertAnswered(Peer peer) {
      int port = ((Address.Ip) peer.address()).port();
      if (together) {
        assertThat(answered).as(context).containsEntry(port, Code.CREATED);
      } else {
        assertThat(answered).as(context).containsKey(port);
      }
    }

    private final class Noting implements Responder {
      private final int port;

      Noting(int port) {
        this.port = port;
      }

      @Override
      public void respond(Response response, long nowNanos) {
        assertThat(answered.put(port, response.code())).as(context).isNull();
      }

      @Override
      public void respond(Response head, BodySource body, long nowNanos) {
        throw new AssertionError("the server serves no large bodies");
      }

      @Override
      public Relation respondObserving(
          Response response, RelationListener listener, long nowNanos) {
        throw new AssertionError("nobody observes the server");
      }
    }
  }
}
