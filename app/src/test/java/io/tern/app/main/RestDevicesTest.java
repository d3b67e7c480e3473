// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.app.rest.http.PercentText;
import io.tern.lwm2m.Release;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The list of devices and what is known of one.
class RestDevicesTest {
  private static Product product;
  private static Http http;

  @BeforeAll
  static void start() {
    product = Product.start();
    http = product.http();
    product.thermometer("list-1");
    product.device("list-2", setup -> setup.release(Release.V1_1).queueMode());
    product.device("list-3", setup -> setup.release(Release.V1_0));
    product.device("other", setup -> {});
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @Test
  void lists_devices_in_order_of_name() {
    Http.Answer answer = http.get("devices?q=list-");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(names(answer.body())).containsExactly("list-1", "list-2", "list-3");
    assertThat(answer.body().path("next").isNull()).isTrue();
  }

  @Test
  void pages_through_devices_without_losing_or_repeating_one() {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      Http.Answer page = http.get("devices?limit=1&q=list" + cursor);
      seen.addAll(names(page.body()));
      JsonNode next = page.body().path("next");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactly("list-1", "list-2", "list-3");
  }

  @Test
  @Spec({"REG-12", "REG-13", "REG-15"})
  void shows_what_a_device_said_of_itself() {
    JsonNode device = http.get("devices/list-1").body();
    assertThat(device.path("endpoint").asText()).isEqualTo("list-1");
    assertThat(device.path("lwm2mVersion").asText()).isEqualTo("1.2");
    assertThat(device.path("lifetimeSeconds").asLong()).isEqualTo(86_400);
    assertThat(device.path("binding").asText()).isEqualTo("U");
    assertThat(device.path("transport").asText()).isEqualTo("udp");
    assertThat(device.path("identity").asText()).isEqualTo("anonymous");
    assertThat(device.path("address").asText()).startsWith("127.0.0.1:");
    assertThat(device.path("status").asText()).isEqualTo("online");
    assertThat(device.path("objects"))
        .contains(
            Http.json("{\"path\":\"/3/0\",\"version\":\"1.2\",\"name\":\"Device\"}"),
            Http.json("{\"path\":\"/3303/0\",\"version\":\"1.1\",\"name\":\"Temperature\"}"),
            Http.json("{\"path\":\"/33000\",\"version\":\"1.0\",\"name\":\"Everything\"}"));
    assertThat(http.get("devices/list-2").body().path("queueMode").asBoolean()).isTrue();
    assertThat(http.get("devices/list-3").body().path("lwm2mVersion").asText()).isEqualTo("1.0");
  }

  @Test
  void a_device_that_is_not_registered_is_not_found() {
    Http.Answer answer = http.get("devices/nobody");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.problem()).isEqualTo("unknown-device");
    assertThat(http.get("devices/nobody/resources/3/0").problem()).isEqualTo("unknown-device");
    assertThat(http.get("devices/%EF%BF%BD").problem()).isEqualTo("unknown-device");
  }

  @Test
  void endpoint_names_of_any_characters_work() {
    List<String> names =
        List.of(
            "urn:dev:os:32473-12",
            "a/b",
            "per%cent",
            "semi;colon",
            "query?x=1&y",
            "plus+blank ",
            "dots..",
            "..",
            "Straße/日本 😀",
            "back\\slash\"quote'");
    for (String name : names) {
      product.device(name, setup -> {});
      String segment = PercentText.encodeSegment(name);
      Http.Answer device = http.get("devices/" + segment);
      assertThat(device.body().path("endpoint").asText()).isEqualTo(name);
      Http.Answer read = http.get("devices/" + segment + "/resources/3/0/16");
      assertThat(read.body().path("value").asText()).as(name).isEqualTo("U");
      assertThat(names(http.get("devices?q=" + segment).body())).contains(name);
    }
  }

  @Test
  void bad_parameters_are_named() {
    assertField(http.get("devices?limit=0"), "limit");
    assertField(http.get("devices?limit=1001"), "limit");
    assertField(http.get("devices?limit=-1"), "limit");
    assertField(http.get("devices?limit=9999999999999999999999"), "limit");
    assertField(http.get("devices?limit="), "limit");
    assertField(http.get("devices?cursor=*"), "cursor");
    assertField(http.get("devices?cursor=AA"), "cursor");
    assertField(http.get("devices?colour=red"), "colour");
    assertField(http.get("devices?q=a&q=b"), "q");
    assertField(http.get("devices/list-1?x=1"), "x");
  }

  private static void assertField(Http.Answer answer, String field) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("field").asText()).isEqualTo(field);
  }

  private static List<String> names(JsonNode page) {
    List<String> names = new ArrayList<>();
    page.path("items").forEach(item -> names.add(item.path("endpoint").asText()));
    return names;
  }
}
