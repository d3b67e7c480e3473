// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Read, Write, Execute, Create and Delete over REST, with a real device behind them.
class RestResourcesTest {
  private static final String RESOURCES = "devices/d/resources";
  private static Product product;
  private static Http http;

  @BeforeAll
  static void start() {
    product = Product.start();
    http = product.http();
    product.thermometer("d");
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @Test
  @Spec("DM-01")
  void reads_a_resource_with_type_name_and_units() {
    JsonNode value = http.get(RESOURCES + "/3303/0/5700").body();
    assertThat(value.path("path").asText()).isEqualTo("/3303/0/5700");
    assertThat(value.path("type").asText()).isEqualTo("float");
    assertThat(value.path("value").asDouble()).isEqualTo(21.5);
    assertThat(value.path("name").asText()).isEqualTo("Sensor Value");
    assertThat(value.path("time").asText()).endsWith("Z");
  }

  @Test
  void reads_an_instance_as_resources_by_id() {
    JsonNode tree = http.get(RESOURCES + "/3/0").body();
    assertThat(tree.path("name").asText()).isEqualTo("Device");
    JsonNode manufacturer = tree.path("resources").path("0");
    assertThat(manufacturer)
        .isEqualTo(Http.json("{\"name\":\"Manufacturer\",\"type\":\"string\",\"value\":\"Tern\"}"));
    assertThat(tree.path("resources").path("6").path("values"))
        .isEqualTo(Http.json("{\"0\":1,\"1\":5}"));
  }

  @Test
  void reads_an_object_a_multiple_resource_and_one_of_its_instances() {
    JsonNode object = http.get(RESOURCES + "/3303").body();
    assertThat(object.path("instances").path("0").path("resources").path("5701").path("value"))
        .isEqualTo(Http.json("\"Cel\""));
    JsonNode multiple = http.get(RESOURCES + "/3/0/6").body();
    assertThat(multiple.path("type").asText()).isEqualTo("integer");
    assertThat(multiple.path("values")).isEqualTo(Http.json("{\"0\":1,\"1\":5}"));
    assertThat(http.get(RESOURCES + "/3/0/6/1").body().path("value").asInt()).isEqualTo(5);
  }

  @Test
  void every_type_survives_a_write_and_a_read() {
    assertThat(http.post(RESOURCES + "/33000", "{\"instance\":1}").status()).isEqualTo(201);
    Map<Integer, List<String>> values = new TreeMap<>();
    values.put(0, List.of("\"\"", "\"Grüße \\\"😀\\\"\\n\""));
    values.put(1, List.of("9223372036854775807", "-9223372036854775808", "0", "9007199254740993"));
    values.put(2, List.of("18446744073709551615", "9223372036854775808", "0"));
    values.put(3, List.of("21.5", "-1.7976931348623157E308", "4.9E-324"));
    values.put(4, List.of("true", "false"));
    values.put(5, List.of("\"AAEC/w==\"", "\"" + "AAAA".repeat(700) + "\""));
    values.put(6, List.of("\"2026-01-31T12:00:00Z\"", "\"1969-12-31T23:59:59Z\""));
    values.put(7, List.of("\"3:0\"", "\"65535:65535\""));
    // Unsigned integers need a format that has them.
    values.forEach(
        (resource, texts) ->
            texts.forEach(
                text -> {
                  String path = RESOURCES + "/33000/1/" + resource;
                  Http.Answer written = http.put(path, "{\"value\":" + text + "}");
                  assertThat(written.status()).as("%s %s", path, written.body()).isEqualTo(204);
                  JsonNode read = http.get(path).body();
                  assertThat(read.path("value")).as(path).isEqualTo(Http.json(text));
                }));
    assertThat(http.delete(RESOURCES + "/33000/1").status()).isEqualTo(204);
  }

  @Test
  @Spec({"DM-03", "DM-04"})
  void writes_one_resource_and_several() {
    assertThat(http.put(RESOURCES + "/3/0/14", "{\"value\":\"+02:00\"}").status()).isEqualTo(204);
    assertThat(http.get(RESOURCES + "/3/0/14").body().path("value").asText()).isEqualTo("+02:00");
    String both =
        "{\"resources\":{\"14\":{\"value\":\"+03:00\"},\"15\":{\"value\":\"Europe/Berlin\"}}}";
    assertThat(http.patch(RESOURCES + "/3/0", both).status()).isEqualTo(204);
    assertThat(http.get(RESOURCES + "/3/0/15").body().path("value").asText())
        .isEqualTo("Europe/Berlin");
    assertThat(http.patch(RESOURCES + "/3/0", "{\"14\":\"+04:00\"}").status()).isEqualTo(204);
    assertThat(http.get(RESOURCES + "/3/0/14").body().path("value").asText()).isEqualTo("+04:00");
    assertThat(http.get(RESOURCES + "/3/0/15").body().path("value").asText())
        .isEqualTo("Europe/Berlin");
    assertThat(http.patch(RESOURCES + "/3/0/14", "{\"value\":\"+05:00\"}").status()).isEqualTo(204);
    assertThat(http.get(RESOURCES + "/3/0/14").body().path("value").asText()).isEqualTo("+05:00");
  }

  @Test
  @Spec({"DM-72", "DM-73"})
  void replaces_and_updates_a_multiple_resource() {
    http.post(RESOURCES + "/33000", "{\"instance\":2}");
    String path = RESOURCES + "/33000/2/8";
    assertThat(http.put(path, "{\"values\":{\"0\":1,\"5\":2}}").status()).isEqualTo(204);
    assertThat(http.patch(path, "{\"values\":{\"5\":3,\"7\":4}}").status()).isEqualTo(204);
    assertThat(http.get(path).body().path("values"))
        .isEqualTo(Http.json("{\"0\":1,\"5\":3,\"7\":4}"));
    assertThat(http.put(path, "{\"values\":{\"9\":9}}").status()).isEqualTo(204);
    assertThat(http.get(path).body().path("values")).isEqualTo(Http.json("{\"9\":9}"));
    assertThat(http.put(path + "/9", "{\"value\":10}").status()).isEqualTo(204);
    assertThat(http.get(path + "/9").body().path("value").asInt()).isEqualTo(10);
    http.delete(RESOURCES + "/33000/2");
  }

  @Test
  void what_a_read_returned_can_be_written_back() {
    http.post(RESOURCES + "/33000", "{\"instance\":3,\"0\":\"x\",\"8\":{\"values\":{\"1\":7}}}");
    JsonNode read = http.get(RESOURCES + "/33000/3").body();
    assertThat(read.path("resources").path("0").path("value").asText()).isEqualTo("x");
    assertThat(http.put(RESOURCES + "/33000/3", read.toString()).status()).isEqualTo(204);
    assertThat(http.get(RESOURCES + "/33000/3").body().path("resources"))
        .isEqualTo(read.path("resources"));
    http.delete(RESOURCES + "/33000/3");
  }

  @Test
  @Spec({"DM-07", "DM-08", "DM-21"})
  void creates_and_deletes_instances() {
    Http.Answer created =
        http.post(RESOURCES + "/33000", "{\"resources\":{\"0\":{\"value\":\"new\"}}}");
    assertThat(created.status()).isEqualTo(201);
    String path = created.body().path("path").asText();
    assertThat(created.header("Location")).isEqualTo("/api/v1/" + RESOURCES + path);
    assertThat(http.get(created.header("Location") + "/0").body().path("value").asText())
        .isEqualTo("new");
    assertThat(http.delete(created.header("Location")).status()).isEqualTo(204);
    Http.Answer gone = http.get(created.header("Location"));
    assertThat(gone.status()).isEqualTo(422);
    assertThat(gone.body().path("coapCode").asText()).isEqualTo("4.04");
  }

  @Test
  @Spec("DM-06")
  void executes_with_and_without_arguments() {
    List<String> seen = new ArrayList<>();
    product.device(
        "exec",
        setup ->
            setup.device(
                device -> device.executing(4, arguments -> seen.add(arguments.toString()))));
    String reboot = "devices/exec/resources/3/0/4";
    assertThat(http.post(reboot, "").status()).isEqualTo(204);
    assertThat(http.post(reboot, "{}").status()).isEqualTo(204);
    assertThat(http.post(reboot, "{\"arguments\":\"0='U',7\"}").status()).isEqualTo(204);
    assertThat(seen).containsExactly("", "", "0='U',7");
  }

  @Test
  @Spec("DM-26")
  void asks_for_the_format_that_the_caller_wants() {
    for (String format : List.of("text", "cbor", "tlv", "senml-json", "senml-cbor")) {
      Http.Answer read = http.get(RESOURCES + "/3303/0/5700?format=" + format);
      assertThat(read.status()).as(format).isEqualTo(200);
      assertThat(read.body().path("value").asDouble()).isEqualTo(21.5);
    }
    for (String format : List.of("tlv", "senml-json", "senml-cbor")) {
      Http.Answer written =
          http.put(RESOURCES + "/3/0/15?format=" + format, "{\"value\":\"" + format + "\"}");
      assertThat(written.status()).as(format).isEqualTo(204);
      assertThat(http.get(RESOURCES + "/3/0/15").body().path("value").asText()).isEqualTo(format);
    }
    Http.Answer impossible = http.get(RESOURCES + "/3/0?format=text");
    assertThat(impossible.status()).isEqualTo(422);
    assertThat(impossible.body().path("coapCode").asText()).isEqualTo("4.06");
  }

  @Test
  @Spec({"DM-21", "DM-22"})
  void a_refusal_of_the_device_carries_its_code() {
    Http.Answer readOnly = http.put(RESOURCES + "/3/0/0?check=off", "{\"value\":\"x\"}");
    assertThat(readOnly.status()).isEqualTo(422);
    assertThat(readOnly.problem()).isEqualTo("device-refused");
    assertThat(readOnly.body().path("coapCode").asText()).isEqualTo("4.05");
    assertThat(http.get(RESOURCES + "/3303/0/5605").body().path("coapCode").asText())
        .isEqualTo("4.05");
    assertThat(http.get(RESOURCES + "/9999/0/1").body().path("coapCode").asText())
        .isEqualTo("4.04");
  }

  @Test
  @Spec({"MODEL-05", "DM-22"})
  void an_operation_that_the_definition_does_not_have_is_not_sent_unless_told_to() {
    Http.Answer write = http.put(RESOURCES + "/device/0/manufacturer", "{\"value\":\"x\"}");
    assertThat(write.status()).isEqualTo(422);
    assertThat(write.problem()).isEqualTo("operation-not-allowed");
    assertThat(write.body().path("coapCode").asText()).isEqualTo("4.05");
    assertThat(write.body().path("path").asText()).isEqualTo("/3/0/0");
    assertThat(write.body().path("rule").asText()).isEqualTo("operations R");
    Http.Answer execute = http.post(RESOURCES + "/3/0/0", "");
    assertThat(execute.problem()).isEqualTo("operation-not-allowed");
    assertThat(http.post(RESOURCES + "/3/0/0?check=off", "").problem()).isEqualTo("device-refused");
    assertThat(http.put(RESOURCES + "/3/0/14?check=of", "{\"value\":\"x\"}").status())
        .isEqualTo(400);
  }

  @Test
  @Spec({"MODEL-11", "DT-18"})
  void a_value_outside_its_range_is_refused_with_resource_rule_and_value() {
    Http.Answer refused = http.put(RESOURCES + "/33000/0/8", "{\"values\":{\"3\":101}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("field").asText()).isEqualTo("/values/3");
    assertThat(refused.body().path("path").asText()).isEqualTo("/33000/0/8/3");
    assertThat(refused.body().path("rule").asText()).isEqualTo("range 0..100");
    assertThat(refused.body().path("value").asText()).isEqualTo("101");
    Http.Answer type = http.put(RESOURCES + "/33000/0/1", "{\"value\":\"x\"}");
    assertThat(type.body().path("rule").asText()).isEqualTo("type integer");
    assertThat(type.body().path("value").asText()).isEqualTo("x");
    Http.Answer forced = http.put(RESOURCES + "/33000/9/8?check=off", "{\"values\":{\"3\":101}}");
    assertThat(forced.problem()).isEqualTo("device-refused");
  }

  @Test
  void names_stand_for_ids_in_paths() {
    assertThat(http.get(RESOURCES + "/Device/0/Manufacturer").body().path("path").asText())
        .isEqualTo("/3/0/0");
    assertThat(http.get(RESOURCES + "/temperature/0/sensor-value").body().path("value").asDouble())
        .isEqualTo(21.5);
    assertThat(http.get(RESOURCES + "/Device/0/UTC%20Offset").status()).isEqualTo(200);
    assertThat(http.get("devices/d/values/device/0/utc-offset").body().path("path").asText())
        .isEqualTo("/3/0/14");
    Http.Answer unknown = http.get(RESOURCES + "/Device/0/Batery%20Level");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.problem()).isEqualTo("unknown-name");
    assertThat(unknown.body().path("candidates")).isEqualTo(Http.json("[\"Battery Level\"]"));
    Http.Answer ambiguous = http.get(RESOURCES + "/Location/0");
    assertThat(ambiguous.status()).isEqualTo(400);
    assertThat(ambiguous.problem()).isEqualTo("ambiguous-name");
    assertThat(ambiguous.body().path("candidates"))
        .isEqualTo(Http.json("[\"6 Location\",\"3336 Location\"]"));
    assertThat(http.get(RESOURCES + "/3/zero/1").status()).isEqualTo(400);
  }

  @Test
  @Spec("DM-28")
  void values_that_do_not_fit_are_named_and_never_sent() {
    assertField(RESOURCES + "/3303/0/5700", "{\"value\":\"warm\"}", "/value");
    assertField(RESOURCES + "/3303/0/5700", "{\"value\":1e999}", "/value");
    assertField(RESOURCES + "/3/0/14", "{\"value\":2}", "/value");
    assertField(RESOURCES + "/3/0/14", "{\"value\":\"\\ud800\"}", "/value");
    assertField(RESOURCES + "/3/0/13", "{\"value\":\"yesterday\"}", "/value");
    assertField(RESOURCES + "/33000/0/1", "{\"value\":9223372036854775808}", "/value");
    assertField(RESOURCES + "/33000/0/1", "{\"value\":1.0}", "/value");
    assertField(RESOURCES + "/33000/0/2", "{\"value\":-1}", "/value");
    assertField(RESOURCES + "/33000/0/4", "{\"value\":1}", "/value");
    assertField(RESOURCES + "/33000/0/5", "{\"value\":\"not base64!\"}", "/value");
    assertField(RESOURCES + "/33000/0/7", "{\"value\":\"3:70000\"}", "/value");
    assertField(RESOURCES + "/33000/0/8", "{\"values\":{\"3\":101}}", "/values/3");
    assertField(RESOURCES + "/33000/0/8", "{\"values\":{\"x\":1}}", "/values/x");
    assertField(RESOURCES + "/33000/0/8", "{\"value\":1}", "/value");
    assertField(RESOURCES + "/33000/0/0", "{\"values\":{\"0\":\"x\"}}", "/values");
    assertField(RESOURCES + "/33000/0/9", "{\"value\":1}", "/value");
    assertField(RESOURCES + "/33000/0/0", "{\"value\":null}", "/value");
    assertField(RESOURCES + "/33000/0/0", "{}", "");
    assertField(RESOURCES + "/33000/0/0", "[]", "");
    assertField(RESOURCES + "/33000/0/0", "{\"value\":\"x\",\"colour\":1}", "/colour");
    assertField(RESOURCES + "/33000/0/0", "{\"value\":\"x\",\"path\":\"/1/2/3\"}", "/path");
    assertField(RESOURCES + "/33000/0/0", "{\"value\":\"x\",\"type\":\"float\"}", "/value");
    assertField(RESOURCES + "/33000/0/0", "{\"value\":\"x\",\"type\":\"colour\"}", "/type");
    assertField(
        RESOURCES + "/33000/0",
        "{\"resources\":{\"0\":{\"value\":\"x\"},\"1\":{\"value\":\"y\"}}}",
        "/resources/1/value");
    assertField(RESOURCES + "/33000/0", "{\"0\":\"x\",\"4\":\"y\"}", "/4");
    assertField(RESOURCES + "/33000/0", "{\"resources\":{\"a/b\":1}}", "/resources/a~1b");
    assertField(RESOURCES + "/33000/0", "{\"resources\":3}", "/resources");
    assertField(RESOURCES + "/33000", "{\"value\":1}", "path");
    assertField(RESOURCES + "/3/0/70000", "{\"value\":1}", "path");
    assertField(RESOURCES + "/3/0/0/0/0", "{\"value\":1}", "path");
    assertField(RESOURCES + "/3/00/1", "{\"value\":1}", "path");
  }

  @Test
  void bad_bodies_of_create_and_execute_are_named() {
    assertField(http.post(RESOURCES + "/33000", "{\"instance\":65535}"), "/instance");
    assertField(http.post(RESOURCES + "/33000", "{\"instance\":\"1\"}"), "/instance");
    assertField(http.post(RESOURCES + "/33000", "{\"resources\":{\"1\":\"x\"}}"), "/resources/1");
    assertField(http.post(RESOURCES + "/33000", "{\"colour\":1}"), "/colour");
    assertField(http.post(RESOURCES + "/33000", "7"), "");
    assertField(http.post(RESOURCES + "/3/0/4", "{\"arguments\":\"x\"}"), "/arguments");
    assertField(http.post(RESOURCES + "/3/0/4", "{\"arguments\":1}"), "/arguments");
    assertField(http.post(RESOURCES + "/3/0/4", "{\"argument\":\"1\"}"), "/argument");
    assertField(http.post(RESOURCES + "/3/0/4", "[]"), "");
    assertField(http.post(RESOURCES + "/3/0", "{}"), "path");
    assertField(http.delete(RESOURCES + "/3303"), "path");
  }

  @Test
  void resources_that_no_definition_knows_take_the_type_of_their_json_or_the_one_given() {
    assertThat(http.put(RESOURCES + "/3/0/32000", "{\"value\":1}").body().path("coapCode").asText())
        .isEqualTo("4.04");
    assertField(RESOURCES + "/3/0/32000", "{\"value\":\"x\",\"type\":\"integer\"}", "/value");
    assertField(RESOURCES + "/3/0/32000", "{\"value\":{}}", "/value");
  }

  private static void assertField(String path, String body, String field) {
    assertField(http.put(path, body), field);
  }

  private static void assertField(Http.Answer answer, String field) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("invalid-request");
    assertThat(answer.body().path("field").asText()).as("%s", answer.body()).isEqualTo(field);
  }
}
