// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.client.SendOutcome;
import io.tern.client.engine.LwM2mClient;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RestCompositeTest {
  private static final String COMPOSITE = "devices/d/composite/";
  private static Product product;
  private static Http http;
  private static LwM2mClient device;

  @BeforeAll
  static void start() {
    product = Product.start();
    http = product.http();
    device = product.thermometer("d");
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @Test
  @Spec({"DM-09", "DM-124"})
  void reads_several_paths_by_id_or_by_name() {
    Http.Answer answer =
        http.post(COMPOSITE + "read", "{\"paths\":[\"/3303/0/5700\",\"/device/0/0\",\"/3303/9\"]}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    JsonNode values = answer.body().path("values");
    assertThat(values.findValuesAsText("path")).containsExactly("/3/0/0", "/3303/0/5700");
    assertThat(values.path(0).path("name").asText()).isEqualTo("Manufacturer");
    assertThat(http.get("devices/d/values/3303/0/5700").body().at("/values/0/origin").asText())
        .isEqualTo("read");
    assertThat(http.post(COMPOSITE + "read?format=senml-json", "{\"paths\":[\"/\"]}").status())
        .isEqualTo(200);
  }

  @Test
  @Spec({"DM-09", "DM-10", "OBS-04", "FMT-07"})
  void a_format_is_one_that_the_operation_has() {
    String paths = "{\"paths\":[\"/3/0/0\",\"/1/0/1\"]}";
    for (String format : List.of("tlv", "text", "senml-etch-json", "senml-etch-cbor")) {
      for (String operation : List.of("read", "observe")) {
        Http.Answer refused = http.post(COMPOSITE + operation + "?format=" + format, paths);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("field").asText()).isEqualTo("format");
      }
    }
    String values = "{\"values\":[{\"path\":\"/1/0/2\",\"value\":3}]}";
    for (String format : List.of("senml-etch-json", "senml-etch-cbor", "lwm2m-cbor")) {
      assertThat(http.post(COMPOSITE + "write?format=" + format, values).status())
          .as(format)
          .isEqualTo(204);
    }
    assertThat(http.post(COMPOSITE + "write?format=tlv", values).status()).isEqualTo(400);
    assertThat(http.get("devices/d/resources/3/0/0?format=senml-etch-json").status())
        .isEqualTo(400);
  }

  @Test
  @Spec({"DM-10", "DM-127"})
  void writes_all_or_nothing() {
    assertThat(
            http.post(
                    COMPOSITE + "write",
                    "{\"values\":[{\"path\":\"/1/0/2\",\"value\":3},{\"path\":\"/1/0/3\",\"value\":33}]}")
                .status())
        .isEqualTo(204);
    assertThat(http.get("devices/d/resources/1/0/3").body().path("value").asInt()).isEqualTo(33);
    Http.Answer refused =
        http.post(
            COMPOSITE + "write?check=off",
            "{\"values\":[{\"path\":\"/1/0/2\",\"value\":4},{\"path\":\"/3303/0/5700\",\"value\":1.5}]}");
    assertThat(refused.status()).as("%s", refused.body()).isEqualTo(422);
    assertThat(refused.body().path("coapCode").asText()).isEqualTo("4.05");
    assertThat(http.get("devices/d/resources/1/0/2").body().path("value").asInt()).isEqualTo(3);
  }

  @Test
  @Spec({"OBS-04", "OBS-05", "OBS-28"})
  void observes_and_cancels_several_paths() throws Exception {
    String paths = "{\"paths\":[\"/3303/0/5700\",\"/3/0/0\"]}";
    try (SseReader events = SseReader.open(http, "events?type=notified", Optional.empty())) {
      JsonNode observed = http.post(COMPOSITE + "observe", paths).body();
      assertThat(observed.path("observing").asBoolean()).isTrue();
      assertThat(observed.path("values")).hasSize(2);
      device.set("/3303/0/5700", 33.5);
      JsonNode data = events.next().data();
      assertThat(data.has("path")).isFalse();
      assertThat(data.path("values").findValuesAsText("path"))
          .containsExactly("/3/0/0", "/3303/0/5700");
    }
    assertThat(http.get("devices/d/observations").body().at("/items/0/paths")).hasSize(2);
    assertThat(http.post(COMPOSITE + "cancel", paths).status()).isEqualTo(204);
    assertThat(http.post(COMPOSITE + "cancel", paths).problem()).isEqualTo("unknown-observation");
    assertThat(device.gauges().observations()).isZero();
  }

  @Test
  void the_same_paths_in_another_order_are_the_same_observation() throws Exception {
    String paths = "{\"paths\":[\"/3303/0/5700\",\"/3/0/0\"]}";
    String turned = "{\"paths\":[\"/3/0/0\",\"/3303/0/5700\"]}";
    assertThat(http.post(COMPOSITE + "observe", paths).status()).isEqualTo(200);
    assertThat(http.post(COMPOSITE + "observe", turned).status()).isEqualTo(200);
    assertThat(http.get("devices/d/observations").body().path("items")).hasSize(1);
    assertThat(http.post(COMPOSITE + "cancel", turned).status()).isEqualTo(204);
    assertThat(http.get("devices/d/observations").body().path("items")).isEmpty();
    Http.Answer gone = http.post(COMPOSITE + "cancel", turned);
    assertThat(gone.problem()).isEqualTo("unknown-observation");
    assertThat(gone.body().path("detail").asText())
        .isEqualTo("/3/0/0, /3303/0/5700 are not observed together");
  }

  @Test
  @Spec({"SEND-01", "SEND-04", "TRG-07"})
  void what_a_device_sends_is_an_event_and_a_known_value() throws Exception {
    try (SseReader events = SseReader.open(http, "events?type=sent", Optional.empty())) {
      assertThat(device.send("/3303/0/5701")).isInstanceOf(SendOutcome.NotSent.class);
      assertThat(http.put("devices/d/resources/1/0/23", "{\"value\":false}").status())
          .isEqualTo(204);
      assertThat(device.send("/3303/0/5701")).isEqualTo(new SendOutcome.Taken());
      JsonNode data = events.next().data();
      assertThat(data.path("endpoint").asText()).isEqualTo("d");
      assertThat(data.path("format").asText()).isEqualTo("senml-cbor");
      assertThat(data.at("/values/0/path").asText()).isEqualTo("/3303/0/5701");
    }
    JsonNode known = http.get("devices/d/values/3303/0/5701").body();
    assertThat(known.at("/values/0/origin").asText()).isEqualTo("sent");
  }

  @Test
  void bodies_that_make_no_sense_are_refused_without_asking_the_device() {
    for (String body :
        new String[] {
          "{}",
          "{\"paths\":[]}",
          "{\"paths\":\"/3\"}",
          "{\"paths\":[3]}",
          "{\"paths\":[\"3/0\"]}",
          "{\"paths\":[\"/3/0/0/0/0\"]}",
          "{\"paths\":[\"/3\"],\"x\":1}",
          "[]"
        }) {
      assertThat(http.post(COMPOSITE + "read", body).status()).as(body).isEqualTo(400);
    }
    for (String body :
        new String[] {
          "{}",
          "{\"values\":[]}",
          "{\"values\":[{\"path\":\"/3/0\",\"value\":1}]}",
          "{\"values\":[{\"value\":1}]}",
          "{\"values\":[{\"path\":\"/1/0/1\",\"value\":\"x\"}]}",
          "{\"values\":[{\"path\":\"/1/0/1\",\"value\":1}],\"x\":1}"
        }) {
      assertThat(http.post(COMPOSITE + "write", body).status()).as(body).isEqualTo(400);
    }
    assertThat(
            http.post(
                    COMPOSITE + "observe",
                    "{\"paths\":[\"/3303/0/5700\"],\"attributes\":{\"gt\":3}}")
                .status())
        .isEqualTo(400);
    assertThat(http.post("devices/nobody/composite/read", "{\"paths\":[\"/3\"]}").status())
        .isEqualTo(404);
  }
}
