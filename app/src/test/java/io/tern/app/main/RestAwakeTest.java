// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.spec.Spec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The awake windows of single devices over REST.
class RestAwakeTest {
  @TempDir Path data;

  private static JsonNode window(Http http, String endpoint) {
    return http.get("devices/" + endpoint + "/awake").body();
  }

  private static void await(Http http, String path, String member, String text) {
    long untilNanos = System.nanoTime() + 20_000_000_000L;
    String seen = http.get(path).body().at(member).asText();
    while (!seen.equals(text) && System.nanoTime() < untilNanos) {
      seen = http.get(path).body().at(member).asText();
    }
    assertThat(seen).isEqualTo(text);
  }

  @Test
  @Spec("QM-04")
  void a_window_is_told_before_the_device_registers_and_survives_a_restart() {
    try (Product product = Product.start("data.dir", data.toString())) {
      Http http = product.http();
      assertThat(window(http, "d")).isEqualTo(Http.json("{\"seconds\":93,\"own\":false}"));
      assertThat(http.put("devices/d/awake", "{\"seconds\":20}").status()).isEqualTo(204);
      assertThat(http.put("devices/e%20%C3%A9/awake", "{\"seconds\":86400}").status())
          .isEqualTo(204);
      assertThat(http.put("devices/gone/awake", "{\"seconds\":5}").status()).isEqualTo(204);
      assertThat(http.delete("devices/gone/awake").status()).isEqualTo(204);
      product.raw("d", "lt=300&Q", RawDevice::silent);
      assertThat(http.get("devices/d").body().path("awakeSeconds").asInt()).isEqualTo(20);
    }
    try (Product product = Product.start("data.dir", data.toString())) {
      Http http = product.http();
      assertThat(http.get("devices/d").body().path("awakeSeconds").asInt()).isEqualTo(20);
      assertThat(window(http, "d")).isEqualTo(Http.json("{\"seconds\":20,\"own\":true}"));
      assertThat(window(http, "e%20%C3%A9").path("seconds").asInt()).isEqualTo(86_400);
      assertThat(window(http, "gone").path("own").asBoolean()).isFalse();
      assertThat(http.get("/metrics").response().body()).contains("tern_awake_windows 2\n");
      assertThat(http.delete("devices/d/awake").status()).isEqualTo(204);
      assertThat(http.get("devices/d").body().path("awakeSeconds").asInt()).isEqualTo(93);
    }
  }

  @Test
  @Spec({"QM-03", "QM-04"})
  void a_device_that_slept_is_asked_as_soon_as_its_window_allows() {
    try (Product product = Product.start("lwm2m.awake", "1s")) {
      Http http = product.http();
      product.device("d", setup -> setup.queueMode());
      await(http, "devices/d", "/status", "asleep");
      String waiting = http.get("devices/d/resources/3/0/16").body().path("id").asText();
      assertThat(http.get("commands/" + waiting).body().path("state").asText()).isEqualTo("queued");
      assertThat(http.put("devices/d/awake", "{\"seconds\":3600}").status()).isEqualTo(204);
      await(http, "commands/" + waiting, "/outcome/result", "done");
      assertThat(http.get("devices/d").body().path("status").asText()).isEqualTo("online");
    }
  }

  @Test
  void what_is_no_window_is_refused_by_its_name() {
    try (Product product = Product.start("lwm2m.awake-windows-max", "1")) {
      Http http = product.http();
      for (String body :
          new String[] {
            "{}",
            "[]",
            "20",
            "{\"seconds\":0}",
            "{\"seconds\":-1}",
            "{\"seconds\":86401}",
            "{\"seconds\":4294967316}",
            "{\"seconds\":1e30}",
            "{\"seconds\":20.5}",
            "{\"seconds\":\"20\"}",
            "{\"seconds\":null}"
          }) {
        Http.Answer refused = http.put("devices/d/awake", body);
        assertThat(refused.status()).as(body).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.body().path("field").asText()).as(body).isEqualTo("/seconds");
      }
      Http.Answer strange = http.put("devices/d/awake", "{\"seconds\":20,\"minutes\":1}");
      assertThat(strange.body().path("field").asText()).isEqualTo("/minutes");
      for (String name : new String[] {"%01", "d".repeat(253)}) {
        Http.Answer refused = http.put("devices/" + name + "/awake", "{\"seconds\":20}");
        assertThat(refused.body().path("field").asText()).isEqualTo("endpoint");
      }
      assertThat(window(http, "d").path("own").asBoolean()).isFalse();

      assertThat(http.put("devices/d/awake", "{\"seconds\":20}").status()).isEqualTo(204);
      Http.Answer full = http.put("devices/e/awake", "{\"seconds\":20}");
      assertThat(full.problem()).isEqualTo("overloaded");
      assertThat(full.header("Retry-After")).isNotEmpty();
      assertThat(http.put("devices/d/awake", "{\"seconds\":30}").status()).isEqualTo(204);
    }
  }
}
