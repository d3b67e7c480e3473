// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.client.SendOutcome;
import io.tern.client.engine.LwM2mClient;
import io.tern.interop.TernProcess.Answer;
import io.tern.interop.TernProcess.Event;
import io.tern.lwm2m.Release;
import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Composite operations and Send: our server with Leshan's client, our client with Leshan's server.
@Timeout(180)
class LeshanCompositeTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static JsonNode call(TernProcess tern, int status, String path, String body) {
    Answer answer = tern.call("POST", path, body);
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(status);
    return answer.body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"senml-json", "senml-cbor"})
  @Spec({
    "DM-09", "DM-10", "OBS-04", "OBS-05", "int-229", "int-230", "int-236", "int-304", "int-305"
  })
  void our_server_reads_writes_and_observes_several_paths_of_leshans_client(String format) {
    try (TernProcess tern = TernProcess.start();
        PeerProcess peer =
            PeerLaunch.of(
                    PeerProgram.LESHAN_CLIENT,
                    "--server",
                    tern.coapUri(),
                    "--endpoint",
                    "composite",
                    "--version",
                    "1.1")
                .start()) {
      BlockingQueue<Event> events = tern.events();
      peer.ask("start");
      peer.awaitEvent(SOON, "registered");
      TernProcess.await(events, event -> event.name().equals("registered"));
      String device = "/devices/composite/composite/";
      String as = "?format=" + format;
      JsonNode read =
          call(
              tern,
              200,
              device + "read" + as,
              "{\"paths\":[\"/3303/0/5700\",\"/3/0/9\",\"/3/0/99\"]}");
      assertThat(read.path("values").findValuesAsText("path"))
          .containsExactly("/3/0/9", "/3303/0/5700");

      call(
          tern,
          204,
          device + "write" + as,
          "{\"values\":[{\"path\":\"/3442/0/110\",\"value\":\"both\"},"
              + "{\"path\":\"/3442/0/120\",\"value\":-5}]}");
      JsonNode written =
          call(tern, 200, device + "read" + as, "{\"paths\":[\"/3442/0/110\",\"/3442/0/120\"]}");
      assertThat(written.path("values").findValuesAsText("value")).containsExactly("both", "-5");

      String paths = "{\"paths\":[\"/3303/0/5700\",\"/3442/0/120\"]}";
      assertThat(call(tern, 200, device + "observe" + as, paths).path("observing").asBoolean())
          .isTrue();
      peer.ask("set", "/3303/0/5700", "31.5");
      JsonNode notified =
          TernProcess.await(events, event -> event.name().equals("notified")).data();
      assertThat(notified.path("format").asText()).isEqualTo(format);
      assertThat(notified.path("values").findValuesAsText("path"))
          .containsExactly("/3303/0/5700", "/3442/0/120");
      call(tern, 204, device + "cancel", paths);
      sends(peer, format, events);
    }
  }

  private static void sends(PeerProcess peer, String format, BlockingQueue<Event> events) {
    assertThat(
            peer.ask(
                    "send",
                    format.equals("senml-json") ? "SENML_JSON" : "SENML_CBOR",
                    "/3303/0/5700")
                .word(1))
        .isEqualTo("2.04");
    JsonNode sent = TernProcess.await(events, event -> event.name().equals("sent")).data();
    assertThat(sent.at("/values/0/value").asDouble()).isEqualTo(31.5);
  }

  private static Line ask(PeerProcess leshan, String code, String... words) {
    Line answer = leshan.ask(words);
    assertThat(answer.word(1)).as("%s -> %s", java.util.List.of(words), answer).isEqualTo(code);
    return answer;
  }

  @Test
  @Spec({
    "DM-09", "DM-10", "OBS-04", "OBS-05", "SEND-01", "SEND-04", "int-306", "int-307", "int-311"
  })
  void our_client_does_the_same_for_leshans_server() throws Exception {
    try (PeerProcess leshan = PeerLaunch.of(PeerProgram.LESHAN_SERVER).start();
        LwM2mClient client =
            LwM2mClient.start(
                setup ->
                    TestDevice.describe(setup, "composite", leshan.uri("coap"))
                        .release(Release.V1_1))) {
      assertThat(client.awaitRegistered(SOON)).isTrue();
      leshan.awaitEvent(SOON, "registered", "composite");
      for (String format : new String[] {"SENML_JSON", "SENML_CBOR"}) {
        String as = "format=" + format;
        Line read =
            ask(leshan, "2.05", "read-composite", "composite", as, "/3303/0/5700", "/3/0/9");
        assertThat(read.value("/3/0/9")).contains("INTEGER:87");
        ask(
            leshan,
            "2.04",
            "write-composite",
            "composite",
            as,
            "/3442/0/110=STRING:" + format,
            "/3442/0/120=INTEGER:7");
        assertThat(ask(leshan, "2.05", "read", "composite", "/3442/0/110").value("/3442/0/110"))
            .contains("STRING:" + format);
      }
      ask(leshan, "2.05", "observe-composite", "composite", "/3303/0/5700", "/3/0/9");
      client.set("/3303/0/5700", 25.5);
      Line notified = leshan.awaitEvent(SOON, "notified", "composite");
      assertThat(notified.value("/3303/0/5700")).contains("FLOAT:25.5");

      assertThat(client.send("/3303/0/5700")).isInstanceOf(SendOutcome.NotSent.class);
      ask(leshan, "2.04", "write", "composite", "/1/0/23", "BOOLEAN:false");
      assertThat(client.send("/3303/0/5700")).isEqualTo(new SendOutcome.Taken());
      assertThat(leshan.awaitEvent(SOON, "sent", "composite").value("/3303/0/5700"))
          .contains("FLOAT:25.5");
      ask(leshan, "2.04", "write", "composite", "/1/0/23", "BOOLEAN:true");
      assertThat(client.send("/3303/0/5700")).isInstanceOf(SendOutcome.NotSent.class);
    }
  }
}
