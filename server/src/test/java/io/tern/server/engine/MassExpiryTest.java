// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

/// A fleet that went silent all at once.
class MassExpiryTest {
  private static final int CLIENTS = 100_000;
  private static final long TURN_NANOS = 1_000_000;

  @Test
  @Spec("REG-43")
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
  }
}
