// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Californium against itself: proves that the peer does what its line protocol says.
class CaliforniumPeersTest {
  private static final Duration MAX = Duration.ofSeconds(20);
  private static final String SHA_256_OF_2000 =
      "0d88aff13b9ac664fe60d44cbd248d6d99864e224574123ec2f8374c14a93efd";

  private static PeerProcess server;
  private static PeerProcess client;

  @BeforeAll
  static void start() {
    server = PeerLaunch.of(PeerProgram.CALIFORNIUM).start();
    client = PeerLaunch.of(PeerProgram.CALIFORNIUM).start();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static String uri(String path) {
    return server.uri("coap") + path;
  }

  private static Line answer(String text) {
    return Line.parse("answer " + text);
  }

  @Test
  void echoes_payload_and_format() {
    assertThat(client.ask("post", uri("/echo"), "format=0", "text:zwei Wörter"))
        .isEqualTo(answer("2.04 type=ACK format=0 size=12 \"text:zwei Wörter\""));
    assertThat(client.ask("fetch", uri("/echo"), "non", "hex:ff00"))
        .isEqualTo(answer("2.05 type=NON size=2 hex:ff00"));
  }

  @Test
  void carries_large_bodies_both_ways() {
    assertThat(client.ask("get", uri("/large")))
        .isEqualTo(answer("2.05 type=ACK size=2000 sha256=" + SHA_256_OF_2000));
    for (String type : List.of("con", "non")) {
      assertThat(client.ask("put", uri("/store"), type, "format=42", "size:2000").word(1))
          .isEqualTo("2.04");
      server.awaitEvent(
          MAX,
          "request",
          "PUT",
          "/store",
          "type=" + ("con".equals(type) ? "CON" : "NON"),
          "size=2000",
          "sha256=" + SHA_256_OF_2000);
      assertThat(client.ask("get", uri("/store")))
          .isEqualTo(answer("2.05 type=ACK format=42 size=2000 sha256=" + SHA_256_OF_2000));
      assertThat(client.ask("delete", uri("/store")).word(1)).isEqualTo("2.02");
    }
  }

  @Test
  void answers_separately() {
    assertThat(client.ask("get", uri("/separate?delay=50")).words())
        .startsWith("answer", "2.05", "type=CON")
        .endsWith("text:late");
  }

  @Test
  void answers_with_the_code_asked_for() {
    assertThat(client.ask("get", uri("/status?code=404")).word(1)).isEqualTo("4.04");
    assertThat(client.ask("get", uri("/status?code=503")).word(1)).isEqualTo("5.03");
    assertThat(client.ask("get", uri("/nowhere")).word(1)).isEqualTo("4.04");
  }

  @Test
  void pings() {
    assertThat(client.ask("ping", uri(""))).isEqualTo(answer("ok"));
  }

  @Test
  void notifies_confirmably_and_not_and_in_blocks_until_cancelled() {
    String uri = uri("/observe");
    assertThat(client.ask("observe", uri).words()).startsWith("answer", "2.05", "type=ACK");
    server.ask("change", "text:one");
    assertThat(client.awaitEvent(MAX, "notified", uri).words())
        .contains("2.05", "type=CON", "text:one");
    server.ask("change", "non", "text:two");
    assertThat(client.awaitEvent(MAX, "notified", uri).words()).contains("type=NON", "text:two");
    server.ask("change", "size:2000");
    assertThat(client.awaitEvent(MAX, "notified", uri).value("sha256")).contains(SHA_256_OF_2000);
    assertThat(server.ask("observers")).isEqualTo(answer("ok 1"));
    server.poll(line -> line.startsWith("event", "request", "GET", "/observe"));
    client.ask("cancel", uri, "way=active");
    server.awaitEvent(MAX, "request", "GET", "/observe");
    assertThat(server.ask("observers")).isEqualTo(answer("ok 0"));
    assertThat(client.ask("cancel", uri).words()).contains("NotObserved");
  }

  @Test
  void serves_the_benchmark_resource_alone() {
    try (PeerProcess bench = PeerLaunch.of(PeerProgram.CALIFORNIUM, "bench-server").start()) {
      String uri = bench.uri("coap");
      assertThat(client.ask("get", uri + "/bench"))
          .isEqualTo(answer("2.05 type=ACK size=2 text:ok"));
      assertThat(client.ask("post", uri + "/bench", "text:x"))
          .isEqualTo(answer("2.04 type=ACK size=0"));
      assertThat(client.ask("get", uri + "/echo").word(1)).isEqualTo("4.04");
      assertThat(bench.cpuTime()).hasValueSatisfying(time -> assertThat(time).isPositive());
    }
  }
}
