// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.Bytes;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.DdfLimits;
import io.tern.lwm2m.model.DdfReader;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Object definitions over REST: shown, uploaded, used at once, kept, deleted.
class RestModelsTest {
  private static Product product;
  private static Http http;

  @BeforeAll
  static void start() {
    product = Product.start();
    http = product.http();
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @AfterEach
  void forget_uploads() {
    for (JsonNode item : http.get("models?origin=uploaded").body().path("items")) {
      http.delete("models/" + item.path("id").asInt() + "/" + item.path("version").asText());
    }
  }

  static String ddf(int id, String version, String name, String range) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <LWM2M>
          <Object ObjectType="MODefinition">
            <Name>%s</Name>
            <Description1/>
            <ObjectID>%d</ObjectID>
            <ObjectURN>urn:oma:lwm2m:x:%d:%s</ObjectURN>
            <ObjectVersion>%s</ObjectVersion>
            <MultipleInstances>Multiple</MultipleInstances>
            <Mandatory>Optional</Mandatory>
            <Resources>
              <Item ID="0"><Name>Level</Name><Operations>RW</Operations>
                <MultipleInstances>Single</MultipleInstances><Mandatory>Mandatory</Mandatory>
                <Type>Integer</Type><RangeEnumeration>%s</RangeEnumeration><Units>l</Units>
                <Description/></Item>
            </Resources>
            <Description2/>
          </Object>
        </LWM2M>
        """
        .formatted(name, id, id, version, version, range);
  }

  private static Http.Answer upload(String method, String ddf) {
    return http.send(
        method, "models", ddf, request -> request.header("Content-Type", "application/xml"));
  }

  @Test
  void lists_definitions_with_their_origin() {
    JsonNode all = http.get("models").body().path("items");
    assertThat(all.size()).isGreaterThan(340);
    JsonNode devices = http.get("models?q=device&origin=built-in").body().path("items");
    assertThat(devices.findValuesAsText("name"))
        .contains("Device")
        .allMatch(n -> n.matches("(?i).*device.*"));
    assertThat(http.get("models?origin=folder").body().path("items").findValuesAsText("id"))
        .containsExactly("33000");
    assertThat(http.get("models?origin=elsewhere").status()).isEqualTo(400);
  }

  @Test
  @Spec({"DDF-03", "DDF-06", "VER-08"})
  void shows_a_definition_by_id_or_name_newest_or_exact() {
    JsonNode device = http.get("models/3").body();
    assertThat(device.path("version").asText()).isEqualTo("1.2");
    assertThat(device.path("urn").asText()).isEqualTo("urn:oma:lwm2m:oma:3:1.2");
    assertThat(device.path("leastRelease").asText()).isEqualTo("1.1");
    JsonNode battery = device.path("resources").path("9");
    assertThat(battery.path("name").asText()).isEqualTo("Battery Level");
    assertThat(battery.path("operations").asText()).isEqualTo("R");
    assertThat(battery.path("allowed").asText()).isEqualTo("0..100");
    assertThat(http.get("models/device/1.0").body().path("version").asText()).isEqualTo("1.0");
    Http.Answer ddf = http.get("models/3303/1.1?as=ddf");
    assertThat(ddf.header("Content-Type")).startsWith("application/xml");
    assertThat(DdfReader.read(Bytes.ofUtf8(ddf.response().body()), DdfLimits.DEFAULT))
        .isInstanceOf(Ddf.Parsed.class);
  }

  @Test
  void an_unknown_definition_is_told_with_what_there_is() {
    Http.Answer version = http.get("models/3/7.0");
    assertThat(version.status()).isEqualTo(404);
    assertThat(version.problem()).isEqualTo("unknown-model");
    assertThat(version.body().path("candidates").toString()).contains("\"1.0\"");
    assertThat(http.get("models/45000").status()).isEqualTo(404);
    assertThat(http.get("models/3/new").status()).isEqualTo(400);
    assertThat(http.get("models/70000").body().path("field").asText()).isEqualTo("object");
    assertThat(http.get("models/3?as=pdf").status()).isEqualTo(400);
    Http.Answer name = http.get("models/devise");
    assertThat(name.problem()).isEqualTo("unknown-name");
    assertThat(name.body().path("candidates").toString()).contains("Device");
  }

  private static void awaitMetric(String line) {
    long end = System.nanoTime() + 20_000_000_000L;
    String seen = http.get("/metrics").response().body();
    while (!seen.contains(line) && System.nanoTime() < end) {
      seen = http.get("/metrics").response().body();
    }
    assertThat(seen).contains(line);
  }

  @Test
  @Spec({"VER-06", "MODEL-09"})
  void an_uploaded_definition_holds_at_once_for_a_registered_device() {
    String endpoint = "tank-1";
    ObjectModel wide =
        ((Ddf.Parsed)
                DdfReader.read(Bytes.ofUtf8(ddf(33_100, "1.3", "Tank", "")), DdfLimits.DEFAULT))
            .objects()
            .getFirst();
    product.device(endpoint, setup -> setup.serving(ObjectInstance.of(wide, 0).holding(0, 12)));
    String path = "devices/" + endpoint + "/resources/33100/0/0";
    assertThat(http.get(path).body().has("name")).isFalse();
    assertThat(device(endpoint, "/33100/0").path("model").isNull()).isTrue();

    Http.Answer uploaded = upload("POST", ddf(33_100, "1.0", "Tank", "0..9"));
    assertThat(uploaded.status()).isEqualTo(201);
    assertThat(uploaded.header("Location")).isEqualTo("/api/v1/models/33100/1.0");
    assertThat(uploaded.body().path("saved").asBoolean()).isFalse();
    JsonNode read = http.get(path).body();
    assertThat(read.path("name").asText()).isEqualTo("Level");
    assertThat(read.path("type").asText()).isEqualTo("integer");
    assertThat(read.path("value").asInt()).isEqualTo(12);
    assertThat(read.path("warning").asText()).isEqualTo("12 outside 0..9");
    assertThat(http.get("/metrics").response().body()).contains("tern_misfit_total 1");
    assertThat(http.get(path + "?when=queue").status()).isEqualTo(202);
    awaitMetric("tern_misfit_total 2");
    JsonNode announced = device(endpoint, "/33100/0");
    assertThat(announced.path("name").asText()).isEqualTo("Tank");
    assertThat(announced.path("version").asText()).isEqualTo("1.3");
    assertThat(announced.path("model").asText()).as("stands in for 1.3").isEqualTo("1.0");
    assertThat(
            http.put("devices/" + endpoint + "/resources/tank/0/level", "{\"value\":8}").status())
        .isEqualTo(204);

    Http.Answer again = upload("POST", ddf(33_100, "1.0", "Tank", "0..20"));
    assertThat(again.problem()).isEqualTo("model-exists");
    assertThat(upload("PUT", ddf(33_100, "1.0", "Tank", "0..20")).status()).isEqualTo(201);
    assertThat(http.put(path, "{\"value\":21}").status()).isEqualTo(400);
    assertThat(http.put(path + "?check=off", "{\"value\":21}").status()).isEqualTo(204);
    assertThat(http.get(path).body().path("value").asInt()).isEqualTo(21);

    assertThat(http.delete("models/33100/1.0").status()).isEqualTo(204);
    assertThat(http.get("models/33100/1.0").status()).isEqualTo(404);
    assertThat(http.get(path).body().has("name")).isFalse();
  }

  private static JsonNode device(String endpoint, String path) {
    for (JsonNode object : http.get("devices/" + endpoint).body().path("objects")) {
      if (object.path("path").asText().equals(path)) {
        return object;
      }
    }
    throw new AssertionError("no object " + path);
  }

  @Test
  void an_upload_over_a_built_in_definition_wins_until_it_is_deleted() {
    Http.Answer empty = upload("PUT", "");
    assertThat(empty.status()).isEqualTo(400);
    assertThat(empty.problem()).isEqualTo("malformed-model");
    assertThat(upload("PUT", ddf(3303, "1.1", "My Temperature", "")).status()).isEqualTo(201);
    assertThat(http.get("models/3303/1.1").body().path("name").asText())
        .isEqualTo("My Temperature");
    assertThat(http.get("models/3303/1.1").body().path("origin").asText()).isEqualTo("uploaded");
    assertThat(http.delete("models/3303/1.1").status()).isEqualTo(204);
    assertThat(http.get("models/3303/1.1").body().path("name").asText()).isEqualTo("Temperature");
    Http.Answer builtIn = http.delete("models/3303/1.1");
    assertThat(builtIn.status()).isEqualTo(409);
    assertThat(builtIn.problem()).isEqualTo("model-not-uploaded");
    assertThat(http.delete("models/33000/1.0").status()).isEqualTo(409);
    assertThat(http.delete("models/33111/1.0").status()).isEqualTo(404);
  }

  @Test
  @Spec("DDF-02")
  void a_file_that_is_wrong_is_refused_with_its_line() {
    String twice = ddf(33_101, "1.0", "Tank", "").replace("ID=\"0\"", "ID=\"65535\"");
    Http.Answer id = upload("POST", twice);
    assertThat(id.status()).isEqualTo(400);
    assertThat(id.problem()).isEqualTo("malformed-model");
    assertThat(id.body().path("line").asInt()).isEqualTo(12);
    assertThat(id.body().path("detail").asText())
        .isEqualTo("line 12: ID of Item is \"65535\", must be 0 to 65534");
    Http.Answer type = upload("PUT", ddf(33_101, "1.0", "Tank", "").replace("Integer", "Number"));
    assertThat(type.body().path("detail").asText())
        .startsWith("line 14: Type of Item 0 is \"Number\", must be String, ");
    String other = ddf(33_101, "1.0", "Tank", "").replace("x:33101:", "x:33102:");
    assertThat(upload("POST", other).body().path("line").asInt()).isEqualTo(7);
    assertThat(upload("POST", "{}").problem()).isEqualTo("malformed-model");
    assertThat(upload("POST", "").status()).isEqualTo(400);
    assertThat(http.post("models", "{\"id\":1}").status()).isEqualTo(415);
    String large = ddf(33_101, "1.0", "Tank", "") + " ".repeat(1 << 20);
    assertThat(upload("POST", large).status()).isEqualTo(413);
    assertThat(http.get("models?origin=uploaded").body().path("items")).isEmpty();
  }

  @Test
  @Spec({"DDF-03", "MODEL-07"})
  void a_file_that_is_sloppy_as_some_of_the_registry_is_taken_with_warnings() {
    assertThat(upload("PUT", ddf(33_105, "1.0", "Tank", "")).body().path("warnings")).isEmpty();
    String sloppy = ddf(33_105, "1.0", "Tank", "").replace(">RW<", ">E<");
    Http.Answer taken = upload("PUT", sloppy);
    assertThat(taken.status()).isEqualTo(201);
    JsonNode warnings = taken.body().path("warnings");
    assertThat(warnings.size()).isEqualTo(1);
    assertThat(warnings.path(0).path("line").asInt()).isEqualTo(14);
    assertThat(warnings.path(0).path("rule").asText()).isEqualTo("typed-executable");
    assertThat(warnings.path(0).path("detail").asText()).startsWith("Type of Item 0 is");
  }

  @Test
  @Spec("DDF-03")
  void a_sloppy_file_in_the_folder_is_told_in_the_log(@TempDir Path folder) throws IOException {
    String sloppy = ddf(33_106, "1.0", "Tank", "").replace(">Integer<", "><");
    Files.writeString(folder.resolve("33106.xml"), sloppy);
    try (Product other = Product.start("models.dir", folder.toString())) {
      assertThat(other.logged())
          .contains("33106.xml, line 14: Type of Item 0 is empty, only an executable has none.");
    }
  }

  @Test
  @Spec({"DDF-08", "C15"})
  void an_upload_that_points_elsewhere_is_refused_and_looks_nowhere(@TempDir Path folder)
      throws IOException {
    Path canary = Files.writeString(folder.resolve("canary.txt"), "4711-canary");
    try (ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(1);
      String url = "http://127.0.0.1:" + listener.getLocalPort();
      String good = ddf(33_102, "1.0", "Tank", "").replaceFirst("<\\?xml.*\\n", "");
      for (String bad : hostile(good, canary.toUri().toString(), url)) {
        Http.Answer refused = upload("POST", bad);
        assertThat(refused.status()).as(bad).isEqualTo(400);
        assertThat(refused.body().toString()).doesNotContain("4711-canary");
        Http.Answer asFolder = inFolder(folder, bad);
        assertThat(asFolder.status()).isEqualTo(2);
        assertThat(asFolder.body().asText()).contains("hostile.xml, line ").doesNotContain("4711-");
      }
      String located =
          good.replace(
              "<LWM2M>",
              "<LWM2M xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                  + " xsi:noNamespaceSchemaLocation=\""
                  + url
                  + "/x.xsd\">");
      assertThat(upload("POST", located).status()).isEqualTo(201);
      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static List<String> hostile(String good, String file, String url) {
    String entity = good.replace("Tank", "&x;");
    return List.of(
        "<!DOCTYPE LWM2M>" + good,
        "<!DOCTYPE LWM2M SYSTEM \"" + url + "/dtd\">" + good,
        "<!DOCTYPE LWM2M [<!ENTITY x SYSTEM \"" + file + "\">]>" + entity,
        "<!DOCTYPE LWM2M [<!ENTITY x SYSTEM \"" + url + "/x\">]>" + entity,
        "<!DOCTYPE LWM2M [<!ENTITY % x SYSTEM \"" + url + "/x\"> %x;]>" + good,
        "<!DOCTYPE LWM2M [<!ENTITY a \"ha\"><!ENTITY x \"&a;&a;&a;\">]>" + entity,
        good.replace(
            "<Resources>",
            "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\""
                + url
                + "/i\"/><Resources>"));
  }

  /// The same file in a folder that `tern objects` is told to read: exit code and sentence.
  private static Http.Answer inFolder(Path parent, String ddf) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("models"));
    Files.writeString(folder.resolve("hostile.xml"), ddf);
    Cli.Run run = Cli.run("objects", "--models", folder.toString());
    return new Http.Answer(
        run.exit(), null, com.fasterxml.jackson.databind.node.TextNode.valueOf(run.err()));
  }

  @Test
  void uploads_survive_a_restart(@TempDir Path data) {
    try (Product first = Product.start("data.dir", data.toString())) {
      http = first.http();
      String named = ddf(33_103, "2.1", "A &lt; B &amp; \"C\"", "0..7");
      assertThat(upload("PUT", named).body().path("saved")).isEqualTo(Http.json("true"));
      assertThat(upload("PUT", ddf(33_104, "1.0", "Gone", "")).status()).isEqualTo(201);
      assertThat(http.delete("models/33104/1.0").status()).isEqualTo(204);
    } finally {
      http = product.http();
    }
    assertThat(data.resolve("models").resolve("33103-2_1.xml")).exists();
    try (Product second = Product.start("data.dir", data.toString())) {
      JsonNode kept = second.http().get("models/33103/2.1").body();
      assertThat(kept.path("name").asText()).isEqualTo("A < B & \"C\"");
      assertThat(kept.path("origin").asText()).isEqualTo("uploaded");
      assertThat(kept.path("resources").path("0").path("allowed").asText()).isEqualTo("0..7");
      assertThat(second.http().get("models/33104/1.0").status()).isEqualTo(404);
    }
  }

  /// A definition as versions before the check against the schema took and kept it.
  private static String withoutResources(int id) {
    return ddf(id, "1.0", "Empty", "").replaceAll("(?s)<Resources>.*</Resources>", "<Resources/>");
  }

  @Test
  @Spec("DDF-07")
  void a_kept_file_that_is_no_definition_any_more_is_skipped_and_told(@TempDir Path data)
      throws IOException {
    Path folder = Files.createDirectories(data.resolve("models"));
    Files.writeString(folder.resolve("33105-1_0.xml"), withoutResources(33_105));
    Files.writeString(folder.resolve("33106-1_0.xml"), withoutResources(33_106));
    Files.writeString(folder.resolve("33107-1_0.xml"), ddf(33_107, "1.0", "Whole", ""));
    Files.writeString(folder.resolve("33108-1_0.xml"), "x".repeat(1_100_000));
    try (Product started = Product.start("data.dir", data.toString())) {
      http = started.http();
      JsonNode skipped = http.get("models?origin=uploaded").body().path("skipped");
      assertThat(skipped.findValuesAsText("file"))
          .containsExactly("33105-1_0.xml", "33106-1_0.xml", "33108-1_0.xml");
      assertThat(skipped.path(0).path("line").asInt()).isEqualTo(11);
      assertThat(skipped.path(0).path("detail").asText()).contains("Resources");
      assertThat(http.get("models/33107").status()).isEqualTo(200);
      assertThat(http.get("models/33105").status()).isEqualTo(404);
      assertThat(http.get("/metrics").response().body()).contains("tern_models_skipped 3");

      assertThat(upload("POST", withoutResources(33_105)).status()).isEqualTo(400);
      assertThat(upload("POST", ddf(33_105, "1.0", "Mended", "")).status()).isEqualTo(201);
      assertThat(http.delete("models/33106/1.0").status()).isEqualTo(204);
      assertThat(http.delete("models/33106/1.0").status()).isEqualTo(404);
      assertThat(http.get("models").body().path("skipped").findValuesAsText("file"))
          .containsExactly("33108-1_0.xml");
      assertThat(started.loggedAtEnd())
          .contains("data.dir: " + folder.resolve("33105-1_0.xml") + ", line 11: ")
          .contains("It is skipped: upload it again or delete it.");
    } finally {
      http = product.http();
    }
    assertThat(folder.resolve("33106-1_0.xml")).doesNotExist();
    try (Product again = Product.start("data.dir", data.toString())) {
      assertThat(again.http().get("models/33105").body().path("name").asText()).isEqualTo("Mended");
      assertThat(again.http().get("/metrics").response().body()).contains("tern_models_skipped 1");
    }
  }

  @Test
  @Spec("DDF-07")
  void a_file_of_the_operator_that_is_no_definition_ends_the_start(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("mine.xml"), withoutResources(33_105));
    Cli.Run run = Cli.run("server", "--insecure", "--memory", "--models", folder.toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err())
        .contains("models.dir: " + folder.resolve("mine.xml") + ", line 11: ")
        .contains("Resources");
  }
}
