// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.interop.TernProcess.Answer;
import io.tern.interop.TernProcess.Event;
import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Leshan's client, managed through the REST interface of `tern server`.
@Timeout(180)
class LeshanClientTest {
  private static TernProcess tern;
  private static BlockingQueue<Event> events;

  @BeforeAll
  static void start() {
    tern = TernProcess.start();
    events = tern.events();
  }

  @AfterAll
  static void stop() {
    tern.close();
  }

  private static PeerProcess leshan(String endpoint, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--server", tern.coapUri(), "--endpoint", endpoint));
    options.addAll(List.of(more));
    PeerProcess peer =
        PeerLaunch.of(PeerProgram.LESHAN_CLIENT, options.toArray(String[]::new)).start();
    peer.ask("start");
    peer.awaitEvent(TernProcess.SOON, "registered");
    await("registered", endpoint);
    return peer;
  }

  private static Event await(String name, String endpoint) {
    return TernProcess.await(
        events,
        event ->
            event.name().equals(name) && event.data().path("endpoint").asText().equals(endpoint));
  }

  /// Calls and expects this status.
  private static JsonNode call(int status, String method, String path, String body) {
    Answer answer = tern.call(method, path, body);
    assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1"})
  @Spec({"REG-01", "REG-02", "REG-03", "REG-11", "REG-12", "REG-13"})
  void registers_updates_and_deregisters(String version) {
    String endpoint = "lifecycle-" + version;
    try (PeerProcess peer = leshan(endpoint, "--version", version, "--lifetime", "120")) {
      JsonNode device = call(200, "GET", "/devices/" + endpoint, "");
      assertThat(device.path("lwm2mVersion").asText()).isEqualTo(version);
      assertThat(device.path("lifetimeSeconds").asLong()).isEqualTo(120);
      assertThat(device.path("objects").findValuesAsText("path"))
          .contains("/1/0", "/3/0", "/3303/0");
      peer.ask("update");
      peer.awaitEvent(TernProcess.SOON, "updated");
      await("updated", endpoint);
      peer.ask("stop");
      await("deregistered", endpoint);
      call(404, "GET", "/devices/" + endpoint, "");
    }
  }

  @ParameterizedTest
  @CsvSource({"tlv,1.0", "tlv,1.1", "senml-json,1.1", "senml-cbor,1.1"})
  @Spec({"DM-01", "DM-03", "DM-04", "DM-06", "DM-07", "DM-08", "DM-41", "DM-91", "FMT-16"})
  void is_read_written_executed_created_and_deleted(String format, String version) {
    String endpoint = "manage-" + format + "-" + version;
    String device = "/devices/" + endpoint + "/resources";
    String as = "?format=" + format;
    try (PeerProcess peer = leshan(endpoint, "--version", version)) {
      JsonNode read = call(200, "GET", device + "/3/0" + as, "");
      assertThat(read.at("/resources/9/name").asText()).isEqualTo("Battery Level");
      assertThat(read.at("/resources/9/value").isIntegralNumber()).isTrue();

      call(204, "PUT", device + "/3442/0/110" + as, "{\"value\":\"Grüße\"}");
      assertThat(written(peer, "/3442/0/110")).isEqualTo("STRING:Grüße");
      call(204, "PUT", device + "/3442/0/120" + as, "{\"value\":-9007199254740993}");
      assertThat(written(peer, "/3442/0/120")).isEqualTo("INTEGER:-9007199254740993");
      call(
          204,
          "PATCH",
          device + "/3442/0" + as,
          "{\"resources\":{\"130\":{\"value\":0.1},\"140\":{\"value\":true}}}");
      Line update = peer.awaitEvent(TernProcess.SOON, "written", "/3442/0");
      assertThat(update.value("mode")).contains("update");
      assertThat(update.value("/3442/0/130")).contains("FLOAT:0.1");
      assertThat(update.value("/3442/0/140")).contains("BOOLEAN:true");

      JsonNode types = call(200, "GET", device + "/3442/0" + as, "");
      assertThat(types.at("/resources/110/value").asText()).isEqualTo("Grüße");
      assertThat(types.at("/resources/120/value").asLong()).isEqualTo(-9007199254740993L);
      assertThat(types.at("/resources/130/value").asDouble()).isEqualTo(0.1);
      assertThat(types.at("/resources/150/type").asText()).isEqualTo("opaque");
      assertThat(types.at("/resources/1110/values").isObject()).isTrue();

      call(204, "POST", device + "/3442/0/3", "{\"arguments\":\"7,0='on'\"}");
      assertThat(peer.awaitEvent(TernProcess.SOON, "executed", "/3442/0/3").from(3))
          .singleElement()
          .asString()
          .contains("0='on'");

      call(
          201,
          "POST",
          device + "/3442" + as,
          "{\"instance\":4,\"resources\":{\"120\":{\"value\":4}}}");
      await("updated", endpoint);
      assertThat(call(200, "GET", device + "/3442/4/120" + as, "").path("value").asInt())
          .isEqualTo(4);
      call(204, "DELETE", device + "/3442/4", "");
      assertThat(call(422, "GET", device + "/3442/4" + as, "").path("coapCode").asText())
          .isEqualTo("4.04");
    }
  }

  private static String written(PeerProcess peer, String path) {
    return peer.awaitEvent(TernProcess.SOON, "written", path).value(path).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tlv", "senml-json", "senml-cbor"})
  @Spec({"OBS-01", "OBS-02", "OBS-03", "OBS-23", "DM-02", "DM-05", "ATT-31"})
  void is_discovered_given_attributes_and_observed(String format) {
    String endpoint = "observe-" + format;
    String device = "/devices/" + endpoint;
    String observation = device + "/observations/3303/0/5700";
    try (PeerProcess peer = leshan(endpoint)) {
      call(204, "PUT", device + "/attributes/3303/0/5700", "{\"pmin\":0,\"pmax\":60}");
      assertThat(peer.awaitEvent(TernProcess.SOON, "attributes", "/3303/0/5700").word(3))
          .contains("pmax=60");
      JsonNode links = call(200, "GET", device + "/discover/3303/0", "").path("links");
      assertThat(links.findValuesAsText("path")).contains("/3303/0", "/3303/0/5700");

      call(200, "PUT", observation + "?format=" + format, "");
      List<Double> heard = new ArrayList<>();
      for (double celsius : new double[] {-4.5, 0.25, 31.0}) {
        peer.ask("set", "/3303/0/5700", Double.toString(celsius));
        JsonNode notified = await("notified", endpoint).data();
        assertThat(notified.path("format").asText()).isEqualTo(format);
        assertThat(notified.at("/values/0/path").asText()).isEqualTo("/3303/0/5700");
        heard.add(notified.at("/values/0/value").asDouble());
      }
      assertThat(heard).containsExactly(-4.5, 0.25, 31.0);
      assertThat(call(200, "GET", observation, "").path("observing").asBoolean()).isTrue();
      call(204, "DELETE", observation, "");
      call(404, "GET", observation, "");
    }
  }
}
