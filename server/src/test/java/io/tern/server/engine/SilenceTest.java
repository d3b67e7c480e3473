// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Reply;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.ServerConfig;
import io.tern.spec.Spec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Clients that leave a request unanswered, as everybody sees them who asks whether they are awake.
class SilenceTest {
  private static final Downlink.Read READ = new Downlink.Read(path("/3/0/1"), Optional.empty());

  private final EngineFixture server = new EngineFixture();

  private boolean isAwake(String handle) {
    return server.awake.isAwake(
        server.registration(handle), ServerConfig.DEFAULT.awakeSeconds(), server.now);
  }

  @Test
  @Spec("QM-07")
  void whoever_asks_is_told_that_a_silent_client_sleeps_until_it_is_heard_of() {
    String handle = server.registered(peer(1), "d", "Q");
    server.send(handle, READ);
    server.advance(2 * SECOND);
    assertThat(isAwake(handle)).isTrue();
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(isAwake(handle)).isFalse();
    assertThat(server.send(handle, READ).outcome()).isEqualTo(new Outcome.Asleep<>());
    server.advance(SECOND);
    server.request(peer(1), update(handle));
    assertThat(isAwake(handle)).isTrue();
  }

  @Test
  @Spec("QM-07")
  void a_client_that_is_not_in_queue_mode_never_sleeps() {
    String handle = server.registered(peer(1), "d");
    server.send(handle, READ);
    server.advance(2 * SECOND);
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(isAwake(handle)).isTrue();
    assertThat(server.awake.silentCount()).isZero();
  }

  @Test
  void nothing_is_kept_of_a_silence_that_outlives_its_registration() {
    for (int i = 0; i < 3; i++) {
      String handle = server.registered(peer(1), "d", "Q"); // takes the place of the one before
      server.send(handle, READ);
      server.advance(SECOND);
    }
    String handle = server.registered(peer(1), "d", "Q");
    server.advance(SECOND);
    server.requester.sent.forEach(sent -> sent.end(new Reply.TimedOut(), server.now));
    assertThat(server.awake.silentCount()).isZero();
    assertThat(isAwake(handle)).isTrue();
  }
}
