// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.id;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Journal;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.spec.Spec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Clients that change while they are registered: place, binding, and who says to be whom.
class RegistrationChangeTest {
  private static final Downlink.Read READ =
      new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT));

  private final EngineFixture server = new EngineFixture();

  @Test
  @Spec({"REG-14", "REG-15", "QM-02", "QM-03"})
  void an_update_of_the_binding_decides_from_then_on_whether_the_client_sleeps() {
    String handle = server.registered(peer(1), "d", "b=U");
    server.advance(200 * SECOND);
    EngineFixture.Ending<Node> awake = server.send(handle, READ);
    assertThat(awake.isOpen()).isTrue();
    server.requester.last().answer(FakeRequester.text("1"), server.now);

    server.request(peer(1), update(handle, "Q"));
    server.advance(200 * SECOND);
    assertThat(server.send(handle, READ).outcome()).isInstanceOf(Outcome.Asleep.class);
    server.request(peer(1), update(handle, "lt=900"));
    server.advance(200 * SECOND);
    assertThat(server.send(handle, READ).outcome())
        .as("an Update that does not speak of it leaves it")
        .isInstanceOf(Outcome.Asleep.class);

    server.request(peer(1), update(handle, "b=UT", "Q=false"));
    server.advance(200 * SECOND);
    assertThat(server.send(handle, READ).isOpen()).isTrue();
    assertThat(server.registration(handle).terms().binding()).hasToString("UT");
  }

  @Test
  @Spec({"REG-49", "REG-50", "QM-03"})
  void what_waits_for_a_client_goes_to_the_address_of_its_update() {
    String handle = server.registered(peer(1), "d", "Q");
    server.advance(100 * SECOND);
    server
        .engine()
        .commands()
        .submit(
            new EndpointName("d"), READ, 0, OptionalLong.empty(), (done, now) -> {}, server.now);
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.request(peer(77), update(handle)).code()).isEqualTo(Code.CHANGED);
    server.advance(2_000_000);
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.requester.last().peer).isEqualTo(peer(77));
    ServerEvent.Updated event = server.events.of(ServerEvent.Updated.class).getLast();
    assertThat(event.before().peer()).isEqualTo(peer(1));
    assertThat(event.registration().peer()).isEqualTo(peer(77));
  }

  @Test
  @Spec({"REG-49", "REG-54"})
  void an_address_that_another_client_gives_up_can_be_taken_by_the_next() {
    String first = server.registered(peer(1), "a");
    String second = server.registered(peer(2), "b");
    server.request(peer(3), update(first));
    server.request(peer(1), update(second));
    assertThat(server.registrations.byPeer(peer(1)).orElseThrow().id()).isEqualTo(id(second));
    assertThat(server.registrations.byPeer(peer(3)).orElseThrow().id()).isEqualTo(id(first));
    assertThat(server.registrations.byPeer(peer(2))).isEmpty();
    server.request(peer(3), EngineFixture.deregister(first));
    assertThat(server.registrations.byPeer(peer(1)).orElseThrow().id()).isEqualTo(id(second));
  }

  @Test
  @Spec({"REG-41", "REG-45"})
  void two_devices_of_one_name_take_turns_and_leave_nothing_behind() {
    TwoLoops loops = new TwoLoops(server);
    String loser = loops.registered(0, peer(1), "twin", "lt=60");
    for (int i = 0; i < 200; i++) {
      int loop = i % 2;
      Peer place = peer(2 - loop);
      String winner = loops.registered(loop, place, "twin", "lt=60");
      loops.settle();
      assertThat(server.registrations.count()).isEqualTo(1);
      assertThat(server.find("twin").orElseThrow().peer()).isEqualTo(place);
      Response stale = server.request(loops.engines.get(1 - loop), peer(1 + loop), update(loser));
      assertThat(stale.code()).isEqualTo(Code.NOT_FOUND);
      loser = winner;
    }
    assertThat(loops.gauges().stream().mapToInt(ServerGauges::expiries).sum()).isEqualTo(1);
    server.advance(70 * SECOND);
    assertThat(server.registrations.count()).isZero();
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
    assertThat(loops.gauges()).containsOnly(new ServerGauges(0, 0, 0, 0, 0));
    assertThat(server.timers.pending()).isZero();
  }

  /// Becomes durable when the test says, in any order of the changes of different loops.
  private static final class LateJournal implements Journal {
    final ArrayDeque<Listener> waiting = new ArrayDeque<>();

    @Override
    public void append(
        Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
      waiting.add(listener);
    }

    void write(int changes, long nowNanos) {
      for (int i = 0; i < changes && !waiting.isEmpty(); i++) {
        waiting.remove().onAppended(true, nowNanos);
      }
    }
  }

  @Test
  @Spec({"REG-41", "REG-46", "REG-56"})
  void whatever_two_places_do_in_whatever_order_one_registration_is_left_and_it_works() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    LateJournal journal = new LateJournal();
    server.journal = journal;
    TwoLoops loops = new TwoLoops(server);
    Deque<String> handles = new ArrayDeque<>(List.of("0".repeat(32)));
    for (int step = 0; step < 2_000; step++) {
      if (random.nextInt(5) == 0) {
        journal.write(random.nextInt(4), server.now);
      } else {
        ask(loops, handles, random);
      }
      if (random.nextInt(3) == 0) {
        loops.deliver();
      }
      server.advance(random.nextInt(1_000_000));
      assertThat(server.registrations.count()).as("seed %d, step %d", seed, step).isBetween(0L, 1L);
    }
    journal.write(Integer.MAX_VALUE, server.now);
    loops.settle();
    server
        .find("twin")
        .ifPresent(
            left ->
                assertThat(
                        server
                            .request(
                                loops.engines.get(0), left.peer(), update(left.id().toString()))
                            .code())
                    .as("seed %d", seed)
                    .isEqualTo(Code.CHANGED));
    server.advance(700 * SECOND);
    journal.write(Integer.MAX_VALUE, server.now);
    loops.settle();
    assertThat(server.registrations.count()).as("seed %d", seed).isZero();
    assertThat(loops.gauges()).as("seed %d", seed).containsOnly(new ServerGauges(0, 0, 0, 0, 0));
  }

  /// Registers, updates or de-registers on some loop, from some place, by some handle of late.
  private void ask(TwoLoops loops, Deque<String> handles, Random random) {
    List<String> known = List.copyOf(handles);
    String handle = known.get(random.nextInt(known.size()));
    Request request =
        switch (random.nextInt(4)) {
          case 0 -> update(handle, "lt=60");
          case 1 -> EngineFixture.deregister(handle);
          default -> register(EngineFixture.LINKS, "ep=twin", "lt=600");
        };
    loops
        .engines
        .get(random.nextInt(2))
        .onRequest(peer(1 + random.nextInt(3)), request, new EngineFixture.Answer(), server.now);
    server.find("twin").ifPresent(registered -> handles.add(registered.id().toString()));
    while (handles.size() > 4) {
      handles.remove();
    }
  }

  @Test
  @Spec({"C10", "REG-54"})
  void clients_that_come_and_go_leave_nothing_behind() {
    for (int round = 0; round < 2_000; round++) {
      Peer place = peer(1 + round % 50);
      String endpoint = "d" + round % 20;
      String handle = server.registered(place, endpoint, "lt=60", round % 2 == 0 ? "Q" : "b=U");
      server.observed(handle, "/3/0/1");
      server.observed(handle, "/3303");
      server.send(handle, READ);
      switch (round % 4) {
        case 0 -> server.request(place, EngineFixture.deregister(handle));
        case 1 -> server.advance(70 * SECOND);
        case 2 -> server.request(peer(60), update(handle, "lt=90"));
        default -> server.request(place, EngineFixture.updateObjects(handle, "</3/0>"));
      }
      server.requester.observed.clear();
      server.requester.sent.clear();
    }
    server.advance(100 * SECOND);
    assertThat(server.registrations.count()).isZero();
    assertThat(server.observations.count()).isZero();
    assertThat(server.registrations.byPeer(peer(60))).isEmpty();
    assertThat(server.engine().gauges()).isEqualTo(new ServerGauges(0, 0, 0, 0, 0));
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @Spec({"C22", "REG-46"})
  void a_rogue_from_elsewhere_cannot_take_update_or_end_what_has_an_owner() {
    String handle = server.registered(peer(1, "d"), "d");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    Registration before = server.registration(handle);
    for (Peer rogue : List.of(peer(1), peer(2), peer(1, "e"), peer(2, "e"))) {
      assertThat(server.request(rogue, register(EngineFixture.LINKS, "ep=d")).code())
          .isIn(Code.BAD_REQUEST, Code.FORBIDDEN);
      assertThat(server.request(rogue, update(handle, "lt=1")).code()).isEqualTo(Code.NOT_FOUND);
      assertThat(server.request(rogue, EngineFixture.deregister(handle)).code())
          .isEqualTo(Code.NOT_FOUND);
    }
    assertThat(server.registration(handle)).isSameAs(before);
    assertThat(observation.forgotten).isFalse();
    assertThat(server.events.refusals).hasSize(12).containsOnly(Refusal.FORBIDDEN);
    assertThat(server.events.of(ServerEvent.Registered.class)).hasSize(1);
  }

  @Test
  @Spec("C20")
  void names_that_only_look_like_the_identity_are_refused_on_every_message() {
    String handle = server.registered(peer(1, "meter-7"), "meter-7");
    for (String claim :
        List.of(
            "METER-7",
            "meter-7 ",
            " meter-7",
            "meter-7%00",
            "meter-7\u0000",
            "meter\u20117",
            "mеter-7",
            "meter-7\u200b",
            "meter-77",
            "meter")) {
      assertThat(
              server
                  .request(peer(1, "meter-7"), register(EngineFixture.LINKS, "ep=" + claim))
                  .code())
          .as(claim)
          .isEqualTo(Code.BAD_REQUEST);
      assertThat(server.request(peer(1, claim), update(handle, "lt=60")).code())
          .as(claim)
          .isEqualTo(Code.NOT_FOUND);
    }
    assertThat(server.registrations.count()).isEqualTo(1);
    assertThat(server.registration(handle).terms().lifetimeSeconds()).isEqualTo(86_400);
  }
}
