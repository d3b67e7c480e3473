// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.net.EpochClock;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.Terms;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A fleet that went silent all at once.
class MassExpiryTest {
  private static final int CLIENTS = 100_000;
  private static final long TURN_NANOS = 1_000_000;

  @Test
  @Spec({"REG-43", "C30", "4.21"})
  void a_hundred_thousand_that_end_in_one_second_end_a_few_in_a_turn() {
    EngineFixture server = new EngineFixture();
    for (int i = 0; i < CLIENTS; i++) {
      server.registered(peer(i % 60_000 + 1), "d" + i, "lt=60");
    }
    assertThat(server.registrations.count()).isEqualTo(CLIENTS);
    server.advance(65 * SECOND - TURN_NANOS);
    assertThat(server.registrations.count()).isEqualTo(CLIENTS);

    int turns = 0;
    while (server.registrations.count() > 0) {
      long before = server.registrations.count();
      server.advance(TURN_NANOS);
      turns++;
      assertThat(before - server.registrations.count())
          .as("ends in one turn")
          .isLessThanOrEqualTo(server.config.expiriesPerTurnMax());
      assertThat(turns).as("turns").isLessThanOrEqualTo(1_000);
    }
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(CLIENTS);
    assertThat(server.engine().gauges().expiries()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  /// Processor time of this thread, so that other work on the machine does not count.
  @Test
  @Spec({"REG-43", "C30"})
  void what_waits_for_its_end_costs_a_turn_nothing_and_a_living_client_is_served_in_each() {
    EngineFixture server = new EngineFixture();
    server.config = ServerConfig.DEFAULT.withLimits(64, 256, 100);
    for (int i = 0; i < CLIENTS; i++) {
      server.registered(peer(i % 60_000 + 1), "d" + i, "lt=60");
    }
    String alive = server.registered(peer(65_000), "alive", "lt=600");
    server.advance(65 * SECOND - TURN_NANOS);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Long> turns = new ArrayList<>();
    while (server.registrations.count() > 1) {
      long before = threads.getCurrentThreadCpuTime();
      server.advance(TURN_NANOS);
      assertThat(server.request(peer(65_000), update(alive)).code()).isEqualTo(Code.CHANGED);
      turns.add(threads.getCurrentThreadCpuTime() - before);
    }
    assertThat(turns).hasSizeBetween(CLIENTS / 100, CLIENTS / 100 + 1);
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(CLIENTS);
    int quarter = turns.size() / 4;
    long many = median(turns.subList(0, quarter));
    long few = median(turns.subList(3 * quarter, 4 * quarter));
    assertThat(many)
        .as("nanoseconds of a turn while most wait, %d of one while few do", few)
        .isLessThan(3 * few + 500_000);
  }

  private static long median(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
  }

  @Test
  @Spec({"REG-43", "C30"})
  void a_fleet_that_ends_does_not_crowd_living_clients_out_of_a_slow_store() {
    SlowJournal journal = new SlowJournal();
    EngineFixture server = new EngineFixture();
    server.journal = journal;
    for (int i = 0; i < CLIENTS; i++) {
      server.now++;
      EngineFixture.Answer answer = new EngineFixture.Answer();
      server
          .engine()
          .onRequest(
              peer(i % 60_000 + 1),
              EngineFixture.register("</3/0>", "ep=d" + i, "lt=60"),
              answer,
              server.now);
      journal.write(1, server.now);
    }
    assertThat(server.registrations.count()).isEqualTo(CLIENTS);
    server.advance(65 * SECOND - TURN_NANOS);
    journal.forgetMost();
    int turns = 0;
    int registered = 0;
    while (server.registrations.count() > registered) {
      server.advance(TURN_NANOS);
      if (turns++ % 100 == 0) {
        EngineFixture.Answer answer = new EngineFixture.Answer();
        String endpoint = "ep=new" + turns;
        server
            .engine()
            .onRequest(
                peer(65_000), EngineFixture.register("</3/0>", endpoint), answer, server.now);
        assertThat(answer.isOpen()).as("waits for the store, but is not shed").isTrue();
        registered++;
      }
      journal.write(100, server.now);
      assertThat(turns).as("turns").isLessThanOrEqualTo(60_000);
    }
    assertThat(journal.most()).isLessThanOrEqualTo(server.config.overload().journalWaitingMax());
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(CLIENTS);
    assertThat(server.events.shed).isZero();
    assertThat(server.events.pressures).isEmpty();
  }

  @Test
  @Spec({"REG-43", "C30"})
  @Timeout(120)
  void over_real_sockets_a_living_client_is_answered_while_a_hundred_thousand_end()
      throws Exception {
    MemoryRegistrationStore store = fleetThatEndsInThreeSeconds();
    AtomicInteger ended = new AtomicInteger();
    try (LwM2mServer server =
            LwM2mServer.start(
                o ->
                    o.coap("127.0.0.1:0")
                        .insecure()
                        .loops(1)
                        .stores(store, new MemoryObservationStore())
                        .events(
                            new ServerEvents() {
                              @Override
                              public void onEvent(ServerEvent event) {
                                if (event instanceof ServerEvent.Expired) {
                                  ended.incrementAndGet();
                                }
                              }
                            }));
        DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      socket.connect(server.address());
      socket.setSoTimeout(10_000);
      List<Long> answersNanos = new ArrayList<>();
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      int messageId = 1;
      do {
        assertThat(System.nanoTime()).as("%d ended in a minute", ended.get()).isLessThan(limit);
        long asked = System.nanoTime();
        answer(socket, messageId++ & 0xFFFF);
        answersNanos.add(System.nanoTime() - asked);
      } while (ended.get() < CLIENTS);
      assertThat(server.registered()).isZero();
      assertThat(median(answersNanos))
          .as("nanoseconds until half of the answers were there")
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private static MemoryRegistrationStore fleetThatEndsInThreeSeconds() {
    MemoryRegistrationStore store = new MemoryRegistrationStore();
    long begin = EpochClock.nowNanos();
    Terms terms =
        new Terms(
            Release.V1_1,
            60,
            Binding.U,
            false,
            Optional.empty(),
            new ObjectList("", List.of(), List.of()));
    long updated = begin - 62 * SECOND; // over, with the grace of 5 s, some 3 s from now
    for (int i = 0; i < CLIENTS; i++) {
      long at = updated + i * (SECOND / CLIENTS);
      store.replace(
          Optional.empty(),
          new Registration(
              new RegistrationId(7, i),
              new EndpointName("d" + i),
              terms,
              peer(i % 60_000 + 1),
              0,
              at,
              at,
              at));
    }
    return store;
  }

  /// A request that the loop answers by itself.
  private static void answer(DatagramSocket socket, int messageId) throws Exception {
    Message request =
        new Message(
            Type.CON,
            Code.GET,
            messageId,
            Token.of(messageId, 4),
            Options.builder().uriPath(".well-known", "core").build(),
            Bytes.EMPTY);
    byte[] datagram = UdpCodec.encode(request).toArray();
    socket.send(new DatagramPacket(datagram, datagram.length));
    socket.receive(new DatagramPacket(new byte[1_500], 1_500));
  }
}
