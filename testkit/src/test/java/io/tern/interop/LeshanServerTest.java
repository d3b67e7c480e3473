// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.Device;
import io.tern.client.object.Temperature;
import io.tern.lwm2m.Release;
import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Tern client, managed by Leshan's server.
@Timeout(180)
class LeshanServerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static PeerProcess leshan;

  @BeforeAll
  static void start() {
    leshan = PeerLaunch.of(PeerProgram.LESHAN_SERVER).start();
  }

  @AfterAll
  static void stop() {
    leshan.close();
  }

  private static LwM2mClient client(String endpoint, Release release) throws Exception {
    LwM2mClient client =
        LwM2mClient.start(
            setup ->
                TestDevice.describe(setup, endpoint, leshan.uri("coap"))
                    .release(release)
                    .lifetime(Duration.ofMinutes(5)));
    assertThat(client.awaitRegistered(SOON)).isTrue();
    leshan.awaitEvent(SOON, "registered", endpoint);
    return client;
  }

  /// Asks for something that must succeed with this code.
  private static Line ask(String code, String... words) {
    Line answer = leshan.ask(words);
    assertThat(answer.word(1)).as("%s -> %s", List.of(words), answer).isEqualTo(code);
    return answer;
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  @Spec({"REG-01", "REG-02", "REG-03", "REG-68"})
  void registers_updates_and_deregisters_in_every_release(Release release) throws Exception {
    String endpoint = "lifecycle-" + release;
    try (LwM2mClient client = client(endpoint, release)) {
      Line shown = ask("ok", "show", endpoint);
      // Leshan refuses 1.2 with 4.12; the client falls back by itself.
      assertThat(shown.value("version")).contains(release == Release.V1_0 ? "1.0" : "1.1");
      assertThat(shown.value("lifetime")).contains("300");
      assertThat(shown.value("links")).get().asString().contains("</3303/0>");
      client.update();
      leshan.awaitEvent(SOON, "updated", endpoint);
    }
    assertThat(leshan.awaitEvent(SOON, "deregistered", endpoint).value("expired"))
        .contains("false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLV", "SENML_JSON", "SENML_CBOR"})
  @Spec({"DM-01", "DM-03", "DM-04", "DM-14", "DM-17", "FMT-09", "FMT-05", "FMT-06"})
  void reads_and_writes_every_type_in_every_format(String format) throws Exception {
    String endpoint = "formats-" + format;
    String as = "format=" + format;
    try (LwM2mClient client = client(endpoint, Release.V1_1)) {
      assertThat(client.isRegistered()).isTrue();
      Line device = ask("2.05", "read", endpoint, "/3/0", as);
      assertThat(device.value("/3/0/" + Device.MANUFACTURER)).contains("STRING:Tern");
      assertThat(device.value("/3/0/" + Device.BATTERY_LEVEL)).contains("INTEGER:87");
      Line types = ask("2.05", "read", endpoint, "/3442/0", as);
      assertThat(types.value("format")).contains(format);
      assertThat(types.value("/3442/0/120")).contains("INTEGER:1024");
      assertThat(types.value("/3442/0/125")).contains("UNSIGNED_INTEGER:18446744073709551615");
      assertThat(types.value("/3442/0/130")).contains("FLOAT:3.5");
      assertThat(types.value("/3442/0/140")).contains("BOOLEAN:true");
      assertThat(types.value("/3442/0/150")).contains("OPAQUE:0123456789abcdef");
      assertThat(types.value("/3442/0/160")).contains("TIME:2026-01-02T03:04:05Z");
      assertThat(types.value("/3442/0/170")).contains("OBJLNK:3:0");
      assertThat(types.value("/3442/0/1110/7")).contains("STRING:b");
      assertThat(types.value("/3442/0/1120/300")).contains("INTEGER:9223372036854775807");

      ask("2.04", "write", endpoint, "/3442/0/110", as, "STRING:Grüße");
      ask("2.04", "write", endpoint, "/3442/0/120", as, "INTEGER:-129");
      ask("2.04", "write", endpoint, "/3442/0/150", as, "OPAQUE:ff00");
      ask("2.04", "write", endpoint, "/3442/0", "mode=update", as, "/3442/0/130=FLOAT:-0.25");
      Line written = ask("2.05", "read", endpoint, "/3442/0", as);
      assertThat(written.value("/3442/0/110")).contains("STRING:Grüße");
      assertThat(written.value("/3442/0/120")).contains("INTEGER:-129");
      assertThat(written.value("/3442/0/150")).contains("OPAQUE:ff00");
      assertThat(written.value("/3442/0/130")).contains("FLOAT:-0.25");
      assertThat(written.value("/3442/0/140")).contains("BOOLEAN:true");

      Line object = ask("2.05", "read", endpoint, "/3303", as);
      assertThat(object.value("/3303/0/5700")).contains("FLOAT:21.5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLV", "SENML_JSON", "SENML_CBOR"})
  @Spec({"DM-07", "DM-08", "DM-16", "DM-101", "DM-102", "DM-110"})
  void creates_and_deletes_instances(String format) throws Exception {
    String endpoint = "create-" + format;
    String as = "format=" + format;
    try (LwM2mClient client = client(endpoint, Release.V1_1)) {
      assertThat(client.isRegistered()).isTrue();
      ask("2.01", "create", endpoint, "/3442", as, "/3442/5/120=INTEGER:5");
      leshan.awaitEvent(SOON, "updated", endpoint);
      assertThat(ask("ok", "show", endpoint).value("links")).get().asString().contains("</3442/5>");
      assertThat(ask("2.05", "read", endpoint, "/3442/5/120", as).value("/3442/5/120"))
          .contains("INTEGER:5");
      ask("2.02", "delete", endpoint, "/3442/5");
      ask("4.04", "read", endpoint, "/3442/5");
      ask("4.05", "delete", endpoint, "/3/0");
    }
  }

  @Test
  @Spec({"DM-02", "DM-05", "DM-06", "DM-12", "DM-15", "DM-21", "DM-22", "DM-24", "DM-51", "ATT-31"})
  void executes_discovers_and_attaches_attributes() throws Exception {
    try (LwM2mClient client = client("manage", Release.V1_1)) {
      client.set("/3303/0/5700", 30.0);
      assertThat(value("manage", "/3303/0/" + Temperature.MAX_MEASURED_VALUE))
          .isEqualTo("FLOAT:30.0");
      client.set("/3303/0/5700", 20.0);
      ask("2.04", "execute", "manage", "/3303/0/" + Temperature.RESET_MIN_MAX);
      assertThat(value("manage", "/3303/0/" + Temperature.MAX_MEASURED_VALUE))
          .isEqualTo("FLOAT:20.0");

      ask("2.04", "attributes", "manage", "/3303/0/5700", "pmin=1&pmax=60&st=0.5");
      String links = ask("2.05", "discover", "manage", "/3303/0/5700").value("links").orElseThrow();
      assertThat(links).contains("</3303/0/5700>", "pmin=1", "pmax=60", "st=0.5");
      assertThat(ask("2.05", "discover", "manage", "/3303").value("links"))
          .get()
          .asString()
          .contains("</3303/0/5605>");

      ask("4.04", "read", "manage", "/3303/9");
      ask("4.05", "read", "manage", "/3303/0/5605");
      ask("4.05", "write", "manage", "/3303/0/5700", "FLOAT:1.0");
      ask("4.01", "read", "manage", "/0/0");
    }
  }

  private static String value(String endpoint, String path) {
    return ask("2.05", "read", endpoint, path).value(path).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLV", "SENML_JSON", "SENML_CBOR"})
  @Spec({"OBS-01", "OBS-02", "OBS-03", "OBS-22", "COBS-01"})
  void notifies_until_the_observation_is_cancelled(String format) throws Exception {
    String endpoint = "observe-" + format;
    try (LwM2mClient client = client(endpoint, Release.V1_1)) {
      ask("2.05", "observe", endpoint, "/3303/0/5700", "format=" + format);
      List<String> heard = new ArrayList<>();
      for (double celsius : new double[] {22.25, 23.0, -4.75}) {
        client.set("/3303/0/5700", celsius);
        Line notified = leshan.awaitEvent(SOON, "notified", endpoint, "/3303/0/5700");
        assertThat(notified.value("format")).contains(format);
        heard.add(notified.value("/3303/0/5700").orElseThrow());
      }
      assertThat(heard).containsExactly("FLOAT:22.25", "FLOAT:23.0", "FLOAT:-4.75");
      ask("2.05", "cancel", endpoint, "/3303/0/5700", "way=active");
      assertThat(client.gauges().observations()).isZero();
    }
  }
}
