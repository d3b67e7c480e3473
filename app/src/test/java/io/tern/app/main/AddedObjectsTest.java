// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.Bytes;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.DdfLimits;
import io.tern.lwm2m.model.DdfReader;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects of the OMA registry that are not built in, added from their files. Where a copy of the registry
/// is at hand: the folder `registry` in what `TERN_SHARED` names, or in `shared` beside the repository.
class AddedObjectsTest {
  private static final List<Integer> NOT_BUILT_IN = List.of(23, 24, 25, 26, 27, 28);

  private static Path registry() {
    String named = System.getenv("TERN_SHARED");
    Path shared =
        named == null
            ? Path.of("").toAbsolutePath().getParent().resolveSibling("shared")
            : Path.of(named);
    Path folder = shared.resolve("registry");
    assumeTrue(Files.isDirectory(folder), "no copy of the registry at hand");
    return folder;
  }

  private static String file(String name) throws IOException {
    return Files.readString(registry().resolve(name));
  }

  private static ObjectModel model(String ddf) {
    return ((Ddf.Parsed) DdfReader.read(Bytes.ofUtf8(ddf), DdfLimits.DEFAULT)).objects().getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 24, 25, 26, 27, 28})
  void what_is_not_built_in_is_told_with_how_to_add_it(int id) {
    assertThat(Registry.builtIn().newest(id)).isEmpty();
    Cli.Run run = Cli.run("objects", Integer.toString(id));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("no definition of object " + id + ";").contains("--models");
  }

  @Test
  @Spec({"DDF-07", "VER-33"})
  void a_folder_with_their_files_defines_them(@TempDir Path folder) throws IOException {
    for (int id : NOT_BUILT_IN) {
      Files.writeString(folder.resolve(id + ".xml"), file(id + ".xml"));
    }
    Files.writeString(folder.resolve("25-1_0.xml"), file("version_history/25-1_0.xml"));
    String models = folder.toString();
    assertThat(Cli.run("objects", "--models", models, "23").out()).startsWith("23 LwM2M COSE");
    assertThat(Cli.run("objects", "--models", models, "MQTT Server").out()).startsWith("24 ");
    assertThat(Cli.run("objects", "--models", models, "26").out()).contains("Mapping Info");
    assertThat(Cli.run("objects", "--models", models, "27").out()).contains("LwM2M 1.2 or newer");
    assertThat(Cli.run("objects", "--models", models, "28").out()).contains("NB-IoT");
    assertThat(Cli.run("objects", "--models", models, "gateway").out())
        .startsWith("25 LwM2M Gateway, version 2.0")
        .contains("versions [1.0, 2.0]")
        .contains("3  R   Corelnk           IoT Device Objects");
    assertThat(Cli.run("objects", "--models", models, "25", "--object-version", "1.0").out())
        .contains("1  RW  String            Prefix, mandatory")
        .contains("2  R   Objlnk            Routing Table Entry");
  }

  @Test
  @Spec({"DDF-07", "VER-07", "VER-25", "VER-29", "VER-30", "VER-32"})
  void the_folder_may_be_a_copy_of_the_whole_registry() {
    String folder = registry().toString();
    Cli.Run run = Cli.run("objects", "--models", folder);
    assertThat(run.err()).contains("10482.xml, line ").contains("only an executable has none");
    List<String> all = run.out().lines().toList();
    for (String version : List.of("15  2.0", "20  1.0", "20  2.0", "20  2.1", "22  1.1")) {
      assertThat(all).anyMatch(line -> line.startsWith("   " + version + " "));
    }
    assertThat(NOT_BUILT_IN)
        .allSatisfy(id -> assertThat(all).anyMatch(line -> line.startsWith("   " + id + "  ")));
    assertThat(shown(folder, "5", "1.1")).doesNotContain("\n   14  ");
    assertThat(shown(folder, "5", "1.2")).contains("\n   14  ");
    assertThat(Cli.run("objects", "--models", folder, "20/4017").out())
        .startsWith("20 Event Log, version 2.1")
        .contains("Unsigned Integer");
    assertThat(shown(folder, "20", "2.0")).doesNotContain("4017");
    assertThat(shown(folder, "15", "1.0")).contains("opDisable [..]");
    assertThat(shown(folder, "15", "2.0")).contains("opDisable").doesNotContain("opDisable [..]");
    assertThat(shown(folder, "22", "1.0")).doesNotContain("\n    6  ");
    assertThat(shown(folder, "22", "1.1")).contains("\n    5  ", "\n    6  ");
  }

  private static String shown(String folder, String object, String version) {
    Cli.Run run = Cli.run("objects", "--models", folder, object, "--object-version", version);
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  @Test
  @Spec({"VER-33", "OBJ-25v2-0", "OBJ-25v2-1", "OBJ-25v2-3"})
  void a_gateway_is_read_by_names_once_its_file_is_uploaded() throws IOException {
    String gateway = file("25.xml");
    try (Product product = Product.start()) {
      Http http = product.http();
      product.device(
          "gw-1",
          setup ->
              setup.serving(
                  ObjectInstance.of(model(gateway), 0)
                      .holding(0, "serial-4711")
                      .holding(1, "d01")
                      .holding(3, "</3/0>,</3303/0>")));
      String instance = "devices/gw-1/resources/25/0";
      assertThat(http.get(instance).body().toString()).doesNotContain("Prefix");
      assertThat(http.get("devices/gw-1/resources/gateway/0").problem()).isEqualTo("unknown-name");
      assertThat(http.get("models/25").body().path("detail").asText())
          .contains("POST its definition file to /api/v1/models");

      for (String file : List.of("25.xml", "version_history/25-1_0.xml", "26.xml")) {
        Http.Answer uploaded =
            http.send(
                "POST",
                "models",
                file(file),
                request -> request.header("Content-Type", "application/xml"));
        assertThat(uploaded.status()).isEqualTo(201);
      }
      assertThat(read(http, "25/0/1").path("name").asText()).isEqualTo("Prefix");
      assertThat(read(http, "LwM2M%20Gateway/0/Prefix").path("value").asText()).isEqualTo("d01");
      assertThat(read(http, "gateway/0/device-id").path("value").asText()).isEqualTo("serial-4711");
      JsonNode objects = read(http, "gateway/0/IoT%20Device%20Objects");
      assertThat(objects.path("type").asText()).isEqualTo("corelnk");
      assertThat(objects.path("value").asText()).isEqualTo("</3/0>,</3303/0>");
      assertThat(read(http, "gateway/0").toString())
          .contains("\"Device ID\"")
          .contains("\"IoT Device Objects\"");
      Http.Answer written =
          http.put("devices/gw-1/resources/gateway/0/prefix", "{\"value\":\"x\"}");
      assertThat(written.status()).as("read only in 2.0").isEqualTo(422);
      Optional<String> version =
          http.get("devices/gw-1").body().path("objects").findParents("version").stream()
              .filter(object -> object.path("path").asText().startsWith("/25"))
              .map(object -> object.path("version").asText())
              .findFirst();
      assertThat(version).contains("2.0");
    }
  }

  private static JsonNode read(Http http, String path) {
    Http.Answer answer = http.get("devices/gw-1/resources/" + path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.body();
  }
}
