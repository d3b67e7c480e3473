// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.server.OverloadLimits;
import io.tern.server.RegisterLimits;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A whole fleet that registers in one second, as after an outage, at a store that writes 10,000 changes a
/// second.
class RegistrationStormTest {
  private static final int FLEET = 50_000;
  private static final int ESTABLISHED = 100;
  private static final long MILLI = 1_000_000L;
  private static final int WRITTEN_PER_MILLI = 10;
  private static final int IDEAL_MILLIS = FLEET / WRITTEN_PER_MILLI;

  private static final OverloadLimits LIMITS =
      OverloadLimits.DEFAULT.withRegisters(
          new RegisterLimits(16, 2_000, 25_000, Duration.ofSeconds(10)));

  private final EngineFixture server = new EngineFixture();
  private final SlowJournal store = new SlowJournal();
  private final List<EngineFixture.Answer> open = new ArrayList<>();

  private static Peer place(int device) {
    return Peer.udp(Address.Ip.v4(0x0A010000 + device / 1_000, 1 + device % 1_000));
  }

  @Test
  @Spec({"REG-09", "REG-56", "4.15"})
  void everybody_gets_in_within_twice_the_ideal_time_and_who_was_in_is_served_all_the_time() {
    server.journal = store;
    server.config = ServerConfig.DEFAULT.withOverload(LIMITS);
    List<String> handles = establish();
    Map<Long, List<Integer>> coming = new HashMap<>();
    for (int i = 0; i < FLEET; i++) {
      coming.computeIfAbsent((long) i / 50, at -> new ArrayList<>()).add(i);
    }
    int refusals = 0;
    int waitedMost = 0;
    long milli = 0;
    while (!coming.isEmpty() || store.waiting() > 0 || server.engine().gauges().registers() > 0) {
      List<Integer> now = coming.remove(milli);
      if (now != null) {
        refusals += arrive(now, milli, coming);
      }
      if (milli % 100 == 0) {
        int i = (int) (milli / 100 % ESTABLISHED);
        assertThat(server.request(peer(1 + i), update(handles.get(i))).code())
            .as("at %d ms", milli)
            .isEqualTo(Code.CHANGED);
      }
      waitedMost = Math.max(waitedMost, server.engine().gauges().registers());
      store.write(WRITTEN_PER_MILLI, server.now);
      server.advance(MILLI);
      milli++;
      assertThat(milli).as("milliseconds until all are in").isLessThan(2 * IDEAL_MILLIS);
    }
    assertThat(server.registrations.count()).isEqualTo(FLEET + ESTABLISHED);
    assertThat(open).allMatch(answer -> answer.only().code().equals(Code.CREATED));
    assertThat(refusals).as("some had to come again").isBetween(1, FLEET);
    assertThat(waitedMost)
        .as("what waits is bounded")
        .isLessThanOrEqualTo(server.config.overload().registers().waitingMax());
    assertThat(store.most())
        .as("and so is what other changes have to wait for")
        .isLessThanOrEqualTo(server.config.overload().registers().inJournalMax() + ESTABLISHED);
    assertThat(server.events.pressures).as("nothing but Register is shed").isEmpty();
    assertThat(server.events.shed).isZero();
    assertThat(server.events.of(ServerEvent.Expired.class)).isEmpty();
  }

  private List<String> establish() {
    List<String> handles = new ArrayList<>();
    for (int i = 0; i < ESTABLISHED; i++) {
      server.advance(1);
      EngineFixture.Answer answer = new EngineFixture.Answer();
      server
          .engine()
          .onRequest(peer(1 + i), register("</3/0>", "ep=old" + i, "lt=600"), answer, server.now);
      store.write(1, server.now);
      handles.add(answer.only().options().locationPath().getLast());
    }
    return handles;
  }

  /// How many were refused; they come again when they were told to.
  private int arrive(List<Integer> devices, long milli, Map<Long, List<Integer>> coming) {
    int refused = 0;
    for (int device : devices) {
      EngineFixture.Answer answer = new EngineFixture.Answer();
      server
          .engine()
          .onRequest(
              place(device),
              register("</3/0>", "ep=d" + device, "lwm2m=1.1", "lt=86400"),
              answer,
              server.now);
      if (answer.isOpen()) {
        open.add(answer);
      } else {
        Response refusal = answer.only();
        assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
        long again = milli + 1_000 * refusal.options().uint(OptionNumber.MAX_AGE).orElseThrow();
        coming.computeIfAbsent(again, at -> new ArrayList<>()).add(device);
        refused++;
      }
    }
    return refused;
  }
}
