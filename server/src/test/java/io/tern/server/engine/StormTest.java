// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.LINKS;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.register;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Response;
import io.tern.server.Journal;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A fleet comes back at once after a power cut, and the disk takes 10,000 registrations a second.
class StormTest {
  private static final int CLIENTS = 50_000;
  private static final int DURABLE_A_MILLI = 10;
  private static final int FIRST_PORT = 10;
  private static final long MILLI = 1_000_000;
  private static final long IDEAL_NANOS = CLIENTS / DURABLE_A_MILLI * MILLI;

  private final EngineFixture server = new EngineFixture();
  private final ArrayDeque<Runnable> journal = new ArrayDeque<>();
  private long now = server.now;

  /// When clients register again, by the millisecond.
  private final TreeMap<Long, List<Integer>> coming = new TreeMap<>();

  private int registered;
  private int refusedMost;
  private final int[] refusals = new int[CLIENTS];

  private final class Slow implements Journal {
    @Override
    public void append(
        Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
      if (change instanceof Change.Refreshed) {
        listener.onAppended(true, nowNanos);
      } else {
        journal.add(() -> listener.onAppended(true, now));
      }
    }
  }

  private void attempt(int client) {
    EngineFixture.Answer answer = new EngineFixture.Answer();
    server
        .engine()
        .onRequest(
            peer(FIRST_PORT + client), register(LINKS, "ep=c" + client, "lwm2m=1.1"), answer, now);
    if (answer.isOpen()) {
      registered++;
      return;
    }
    Response refusal = answer.only();
    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    long seconds = refusal.options().uint(OptionNumber.MAX_AGE).orElseThrow();
    coming.computeIfAbsent(now / MILLI + seconds * 1_000, _ -> new ArrayList<>()).add(client);
    refusedMost = Math.max(refusedMost, ++refusals[client]);
  }

  @Test
  @Spec("4.15")
  void
      fifty_thousand_that_come_at_once_are_all_there_soon_and_those_that_were_there_notice_nothing() {
    server.journal = new Slow();
    EngineFixture.Answer first = new EngineFixture.Answer();
    server.engine().onRequest(peer(1), register(LINKS, "ep=old", "lwm2m=1.1"), first, now);
    journal.remove().run();
    String handle = first.only().options().locationPath().getLast();
    long began = now;
    for (int client = 0; client < CLIENTS; client++) {
      attempt(client);
    }
    while (registered < CLIENTS || !journal.isEmpty()) {
      now += MILLI;
      server.advance(MILLI);
      for (int i = 0; i < DURABLE_A_MILLI && !journal.isEmpty(); i++) {
        journal.remove().run();
      }
      while (!coming.isEmpty() && coming.firstKey() <= now / MILLI) {
        coming.pollFirstEntry().getValue().forEach(this::attempt);
      }
      if (now / MILLI % 100 == 0) {
        assertThat(server.request(peer(1), update(handle)).code()).isEqualTo(Code.CHANGED);
      }
      assertThat(now - began).as("twice the ideal time").isLessThan(2 * IDEAL_NANOS);
    }
    assertThat(server.registrations.count()).isEqualTo(CLIENTS + 1L);
    assertThat(refusedMost).as("how often one client was sent away").isLessThanOrEqualTo(2);
  }
}
