// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerProcessTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void ends_the_peer_when_it_is_closed() {
    PeerProcess peer = PeerLaunch.of(PeerProgram.CALIFORNIUM).start();
    assertThat(peer.isAlive()).isTrue();
    assertThat(peer.ask("heap").startsWith("answer", "ok")).isTrue();
    peer.close();
    assertThat(peer.isAlive()).isFalse();
    peer.close();
  }

  @Test
  void ends_the_peer_on_quit() {
    try (PeerProcess peer = PeerLaunch.of(PeerProgram.CALIFORNIUM).start()) {
      assertThat(peer.ask("quit")).isEqualTo(Line.of("answer", "ok"));
      assertThatIllegalStateException()
          .isThrownBy(() -> peer.await(line -> true, Duration.ofSeconds(20)))
          .withMessageContaining("ended while awaited");
    }
  }

  @Test
  void answers_a_command_it_does_not_know_and_lists_those_it_knows() {
    try (PeerProcess peer = PeerLaunch.of(PeerProgram.CALIFORNIUM).start()) {
      assertThat(peer.ask("fly", "away"))
          .isEqualTo(Line.of("answer", "error", "UnknownCommand", "fly"));
      assertThat(peer.ask("help").words()).contains("get", "observe", "change", "quit");
    }
  }

  @Test
  void shows_the_last_lines_when_nothing_matches() {
    try (PeerProcess peer = PeerLaunch.of(PeerProgram.CALIFORNIUM).start()) {
      peer.ask("observers");
      assertThatIllegalStateException()
          .isThrownBy(() -> peer.awaitEvent(SHORT, "notified"))
          .withMessageContaining("printed no matching line within PT0.1S")
          .withMessageContaining("> observers")
          .withMessageContaining("< answer ok 0");
    }
  }

  @Test
  void shows_what_the_peer_complained_about_when_it_does_not_start() {
    assertThatIllegalStateException()
        .isThrownBy(() -> PeerLaunch.of(PeerProgram.LESHAN_SERVER, "--prot", "0").start())
        .withMessageContaining("LESHAN_SERVER")
        .withMessageContaining("--prot: expected one of");
  }

  @Test
  void starts_with_the_asked_prefix_and_jvm_options() {
    PeerLaunch launch =
        PeerLaunch.of(PeerProgram.CALIFORNIUM, "bench-server")
            .withPrefix("nice", "-n", "1")
            .withJvmOptions("-Xmx64m");
    assertThat(launch.command()).startsWith("nice", "-n", "1").contains("-Xmx64m");
    assertThat(launch.command()).endsWith(PeerProgram.CALIFORNIUM.mainClass(), "bench-server");
    assertThat(launch.command()).doesNotContain("-Xmx256m");
  }

  @Test
  void notices_that_a_peer_was_killed() {
    try (PeerProcess peer = PeerLaunch.of(PeerProgram.CALIFORNIUM).start()) {
      peer.kill();
      assertThatIllegalStateException()
          .isThrownBy(() -> peer.await(line -> true, Duration.ofSeconds(20)))
          .withMessageContaining("ended while awaited");
    }
  }
}
