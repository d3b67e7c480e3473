// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Leshan client against the Leshan server: proves that the peers do what their line protocol
/// says.
class LeshanPeersTest {
  private static final Duration MAX = Duration.ofSeconds(20);
  private static final String EP = "urn:dev:one";

  private static PeerProcess server;
  private static PeerProcess client;

  @BeforeAll
  static void start() {
    server = PeerLaunch.of(PeerProgram.LESHAN_SERVER, "--coaps-port", "0").start();
    client = client(EP, "--lifetime", "600");
    client.ask("start");
    client.awaitEvent(MAX, "registered");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static PeerProcess client(String endpoint, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--endpoint", endpoint));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--server")) {
      arguments.addAll(List.of("--server", server.uri("coap")));
    }
    return PeerLaunch.of(PeerProgram.LESHAN_CLIENT, arguments.toArray(String[]::new)).start();
  }

  private static Line answer(String text) {
    return Line.parse("answer " + text);
  }

  @Test
  void shows_what_the_client_registered() {
    assertThat(server.ask("list").words()).contains(EP);
    Line shown = server.ask("show", EP);
    assertThat(shown.value("lifetime")).contains("600");
    assertThat(shown.value("version")).contains("1.1");
    assertThat(shown.value("links"))
        .hasValueSatisfying(
            links ->
                assertThat(links).contains("rt=\"oma.lwm2m\"", "</3/0>", "</3303/0>", "</3442/0>"));
    assertThat(client.ask("status").value("location"))
        .contains("/rd/" + shown.value("id").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLV", "JSON", "SENML_JSON", "SENML_CBOR"})
  void reads_every_type_in_every_format(String format) {
    Line read = server.ask("read", EP, "/3442/0", "format=" + format);
    assertThat(read.words())
        .startsWith("answer", "2.05", "type=ACK", "format=" + format)
        .contains("/3442/0/110=STRING:initial value")
        .contains("/3442/0/120=INTEGER:1024")
        .contains("/3442/0/125=UNSIGNED_INTEGER:9223372036854775808")
        .contains("/3442/0/130=FLOAT:3.14159")
        .contains("/3442/0/140=BOOLEAN:true")
        .contains("/3442/0/150=OPAQUE:0123456789abcdef")
        .contains("/3442/0/160=TIME:2000-01-01T00:00:00Z")
        .contains("/3442/0/170=OBJLNK:3:0")
        .contains("/3442/0/180=CORELINK:</3442>")
        .contains("/3442/0/1120/0=INTEGER:1024");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "110 STRING:ein=zwei drei",
        "120 INTEGER:-7",
        "125 UNSIGNED_INTEGER:18446744073709551615",
        "130 FLOAT:1.0E300",
        "140 BOOLEAN:false",
        "150 OPAQUE:00ff",
        "160 TIME:2031-02-03T04:05:06Z",
        "170 OBJLNK:3303:0",
        "180 CORELINK:</3/0>",
      })
  void writes_and_reads_back(String resource) {
    String instance = "/" + created();
    String path = instance + "/" + resource.substring(0, 3);
    String value = resource.substring(4);
    for (String format : List.of("TLV", "SENML_JSON", "SENML_CBOR")) {
      assertThat(server.ask("write", EP, path, value, "format=" + format).word(1))
          .isEqualTo("2.04");
      assertThat(client.awaitEvent(MAX, "written", path).from(3))
          .containsExactly("mode=replace", "format=" + format, path + "=" + value);
      assertThat(server.ask("read", EP, path, "format=" + format).value(path)).contains(value);
    }
    assertThat(server.ask("delete", EP, instance)).isEqualTo(answer("2.02 type=ACK"));
    client.awaitEvent(MAX, "deleted", instance);
    assertThat(server.ask("read", EP, path)).isEqualTo(answer("4.04"));
  }

  /// Creates an instance of the test object whose id the client chooses.
  private static String created() {
    Line created = server.ask("create", EP, "/3442", "id=none", "/3442/0/110=STRING:new");
    assertThat(created.word(1)).isEqualTo("2.01");
    String path = created.value("location").orElseThrow();
    assertThat(client.awaitEvent(MAX, "created", "/" + path).words())
        .contains("/" + path + "/110=STRING:new");
    return path;
  }

  @Test
  void creates_an_instance_whose_id_the_server_chooses() {
    assertThat(
            server
                .ask("create", EP, "/3442", "/3442/77/110=STRING:own", "format=SENML_CBOR")
                .word(1))
        .isEqualTo("2.01");
    client.awaitEvent(MAX, "created", "/3442/77");
    assertThat(server.ask("read", EP, "/3442/77/110").value("/3442/77/110")).contains("STRING:own");
    server.ask("delete", EP, "/3442/77");
  }

  @Test
  void writes_an_instance_partially_and_a_multiple_resource() {
    String path = "/" + created();
    Line update =
        server.ask(
            "write",
            EP,
            path,
            "mode=update",
            "format=SENML_JSON",
            path + "/110=STRING:a b",
            path + "/1120/0=INTEGER:1",
            path + "/1120/5=INTEGER:2");
    assertThat(update.word(1)).isEqualTo("2.04");
    assertThat(client.awaitEvent(MAX, "written", path).words())
        .contains("mode=update", path + "/110=STRING:a b", path + "/1120/5=INTEGER:2");
    assertThat(client.ask("get", path + "/1120").from(2))
        .containsExactly(path + "/1120/0=INTEGER:1", path + "/1120/5=INTEGER:2");
    server.ask("delete", EP, path);
  }

  @Test
  void executes_with_and_without_arguments() {
    assertThat(server.ask("execute", EP, "/3/0/4")).isEqualTo(answer("2.04 type=ACK"));
    assertThat(client.awaitEvent(MAX, "executed", "/3/0/4").word(3)).isEmpty();
    assertThat(server.ask("execute", EP, "/3442/0/3", "0='two-words',1").word(1)).isEqualTo("2.04");
    assertThat(client.awaitEvent(MAX, "executed", "/3442/0/3").word(3))
        .isEqualTo("0='two-words',1");
    assertThat(server.ask("execute", EP, "/3/0/9").word(1)).isEqualTo("4.05");
  }

  @Test
  void discovers_attributes_it_wrote() {
    assertThat(server.ask("attributes", EP, "/3/0/9", "pmin=1&pmax=60&gt=50").word(1))
        .isEqualTo("2.04");
    client.awaitEvent(MAX, "attributes", "/3/0/9");
    assertThat(server.ask("discover", EP, "/3/0/9").value("links"))
        .hasValueSatisfying(links -> assertThat(links).contains("</3/0/9>;pmin=1;pmax=60;gt=50"));
  }

  @Test
  void notifies_and_resets_its_range() {
    String path = "/3303/0/5700";
    assertThat(server.ask("observe", EP, path).word(1)).isEqualTo("2.05");
    client.ask("set", path, "25.5");
    assertThat(server.awaitEvent(MAX, "notified", EP, path).value(path)).contains("FLOAT:25.5");
    client.ask("move", "50");
    assertThat(server.awaitEvent(MAX, "notified", EP, path).value(path)).contains("FLOAT:26.0");
    client.ask("move", "off");
    assertThat(server.ask("cancel", EP, path, "way=active").word(1)).isEqualTo("2.05");

    client.ask("set", path, "21.0");
    assertThat(server.ask("read", EP, "/3303/0").value("/3303/0/5601")).contains("FLOAT:20.0");
    server.ask("execute", EP, "/3303/0/5605");
    Line read = server.ask("read", EP, "/3303/0");
    assertThat(read.value("/3303/0/5601")).contains("FLOAT:21.0");
    assertThat(read.value("/3303/0/5602")).contains("FLOAT:21.0");
  }

  @Test
  void reads_writes_and_observes_several_paths_at_once() {
    assertThat(server.ask("read-composite", EP, "/3/0/9", "/3/0/0", "format=SENML_JSON").from(3))
        .containsExactly("format=SENML_JSON", "/3/0/0=STRING:Eclipse Leshan", "/3/0/9=INTEGER:95");
    assertThat(
            server
                .ask("write-composite", EP, "/3/0/14=STRING:+09:00", "/3/0/15=STRING:Asia/Tokyo")
                .word(1))
        .isEqualTo("2.04");
    assertThat(server.ask("observe-composite", EP, "/3/0/14", "/3/0/15").words())
        .contains("2.05", "/3/0/14=STRING:+09:00", "/3/0/15=STRING:Asia/Tokyo");
    client.ask("set", "/3/0/14", "+01:00");
    assertThat(server.awaitEvent(MAX, "notified", EP, "/3/0/14,/3/0/15").value("/3/0/14"))
        .contains("STRING:+01:00");
    assertThat(server.ask("cancel", EP, "/3/0/14,/3/0/15")).isEqualTo(answer("ok"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SENML_JSON", "SENML_CBOR"})
  void sends(String format) {
    assertThat(client.ask("send", format, "/3/0/0", "/3/0/9")).isEqualTo(answer("2.04"));
    assertThat(server.awaitEvent(MAX, "sent", EP).words())
        .contains("format=" + format, "/3/0/0=STRING:Eclipse Leshan", "/3/0/9=INTEGER:95");
  }

  @Test
  void updates_when_asked_and_when_its_lifetime_changes() {
    try (PeerProcess other = client("updates")) {
      other.ask("start");
      other.awaitEvent(MAX, "registered");
      other.ask("update");
      other.awaitEvent(MAX, "updated");
      server.awaitEvent(MAX, "updated", "updates");
      other.ask("set", "/1/0/1", "400");
      assertThat(server.awaitEvent(MAX, "updated", "updates").value("lifetime")).contains("400");
    }
    assertThat(server.awaitEvent(MAX, "deregistered", "updates").value("expired"))
        .contains("false");
  }

  @Test
  void registers_again_after_a_stop_and_vanishes_without_deregistering() {
    try (PeerProcess other = client("again")) {
      other.ask("start");
      other.awaitEvent(MAX, "registered");
      other.ask("stop");
      other.awaitEvent(MAX, "deregistered");
      server.awaitEvent(MAX, "deregistered", "again");
      other.ask("start");
      other.awaitEvent(MAX, "registered");
      other.ask("vanish");
      assertThat(server.ask("read", "again", "/3/0/0", "timeout=300")).isEqualTo(answer("timeout"));
      assertThat(server.ask("list").words()).contains("again");
    }
  }

  @Test
  void registers_as_version_1_0() {
    try (PeerProcess old = client("old", "--version", "1.0")) {
      old.ask("start");
      old.awaitEvent(MAX, "registered");
      assertThat(server.ask("show", "old").value("version")).contains("1.0");
      assertThat(server.ask("read", "old", "/3/0/9").words())
          .contains("format=TLV", "/3/0/9=INTEGER:95");
      assertThat(server.ask("read", "old", "/3/0/9", "format=SENML_CBOR").word(1))
          .isEqualTo("4.06");
    }
  }

  @Test
  void speaks_only_the_formats_it_was_given_and_announces_queue_mode() {
    try (PeerProcess some = client("some", "--formats", "SENML_CBOR", "--queue", "true")) {
      some.ask("start");
      some.awaitEvent(MAX, "registered");
      assertThat(server.ask("show", "some").value("queue")).contains("true");
      assertThat(server.ask("read", "some", "/3/0/9", "format=SENML_CBOR").word(1))
          .isEqualTo("2.05");
      assertThat(server.ask("read", "some", "/3/0/9", "format=SENML_JSON").word(1))
          .isEqualTo("4.06");
    }
  }

  @Test
  void registers_over_dtls_and_carries_bodies_in_blocks() {
    server.ask("secure", "secured", "identity", "0badcafe");
    try (PeerProcess secured =
        client(
            "secured",
            "--server",
            server.uri("coaps"),
            "--psk",
            "identity:0badcafe",
            "--coap",
            "COAP.PREFERRED_BLOCK_SIZE=64",
            "--coap",
            "COAP.MAX_MESSAGE_SIZE=64")) {
      secured.ask("start");
      secured.awaitEvent(MAX, "registered");
      String value = "STRING:" + "y".repeat(2_000);
      assertThat(server.ask("write", "secured", "/3442/0/110", value).word(1)).isEqualTo("2.04");
      assertThat(server.ask("read", "secured", "/3442/0/110").value("/3442/0/110")).contains(value);
    }
  }

  @Test
  void asks_a_bootstrap_server_first_and_tells_when_that_fails() {
    try (PeerProcess noBootstrapServer = PeerLaunch.of(PeerProgram.CALIFORNIUM).start();
        PeerProcess other = client("boots", "--bootstrap", noBootstrapServer.uri("coap"))) {
      other.ask("start");
      assertThat(other.awaitEvent(MAX, "bootstrap-failed").word(2)).isEqualTo("4.04");
      assertThat(other.ask("status")).isEqualTo(answer("ok started"));
    }
  }

  @Test
  void says_what_was_wrong_with_a_command() {
    assertThat(server.ask("read", "nobody", "/3/0").words())
        .containsExactly("answer", "error", "IllegalArgumentException", "nobody: not registered");
    assertThat(server.ask("read", EP, "/3/0", "format=XML").words()).startsWith("answer", "error");
    assertThat(server.ask("write", EP, "/3/0/14", "nonsense").words())
        .startsWith("answer", "error");
    assertThat(client.ask("set", "/9/0/0", "1").words()).startsWith("answer", "error");
  }
}
