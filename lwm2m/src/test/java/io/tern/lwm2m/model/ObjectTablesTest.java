// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Version;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The object tables of the checklist, where it lies beside the project, against the definitions: those that
/// are built in, and those of the registry beside the checklist for what is not.
@Spec({
  "OBJ-0-*",
  "OBJ-1-*",
  "OBJ-2-*",
  "OBJ-3-*",
  "OBJ-4-*",
  "OBJ-5-*",
  "OBJ-6-*",
  "OBJ-7-*",
  "OBJ-8-*",
  "OBJ-10-*",
  "OBJ-11-*",
  "OBJ-13-*",
  "OBJ-14-*",
  "OBJ-15-*",
  "OBJ-16-*",
  "OBJ-19-*",
  "OBJ-21-*",
  "OBJ-22-*",
  "OBJ-23-*",
  "OBJ-24-*",
  "OBJ-25v1-*",
  "OBJ-25v2-*",
  "OBJ-26-*",
  "OBJ-27-*",
  "OBJ-28-*",
  "OBJ-9-0",
  "OBJ-9-1",
  "OBJ-9-2",
  "OBJ-9-3",
  "OBJ-9-4",
  "OBJ-9-5",
  "OBJ-9-6",
  "OBJ-9-7",
  "OBJ-9-8",
  "OBJ-9-9",
  "OBJ-9-10",
  "OBJ-9-11",
  "OBJ-9-12",
  "OBJ-9-13",
  "OBJ-9-14",
  "OBJ-9-15",
  "OBJ-9-16",
  "OBJ-9-17",
  "OBJ-9-18",
  "OBJ-20-4010",
  "OBJ-20-4011",
  "OBJ-20-4012",
  "OBJ-20-4013",
  "OBJ-20-4014",
  "OBJ-20-4015",
  "OBJ-20-4016",
  "OBJ-20-4017"
})
class ObjectTablesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (OBJ-([0-9]+)(?:v([0-9]+))?-([0-9]+)) \\|.*");

  /// Rows of versions newer than any file at hand.
  private static final Pattern NEWER = Pattern.compile("OBJ-(9-(19|2[0-2])|20-4050|33629-[0-9]+)");

  private static final Set<String> RANGE_TOLD_IN_OTHER_WORDS = Set.of("OBJ-1-22");

  private static Path shared() {
    String named = System.getenv("TERN_SHARED");
    Path shared =
        named == null
            ? Path.of("").toAbsolutePath().getParent().resolveSibling("shared")
            : Path.of(named);
    assumeTrue(Files.isRegularFile(shared.resolve("lwm2m-checklist.md")), "no checklist at hand");
    assumeTrue(Files.isDirectory(shared.resolve("registry")), "no copy of the registry at hand");
    return shared;
  }

  /// All definitions; of the same object and version the built-in one.
  private static Registry definitions(Path folder) throws IOException {
    List<ObjectModel> models = new ArrayList<>();
    for (Path part : List.of(folder.resolve("version_history"), folder)) {
      try (Stream<Path> files = Files.list(part)) {
        for (Path file : files.filter(f -> f.toString().matches(".*[0-9_]\\.xml")).toList()) {
          Bytes document = Bytes.wrap(Files.readAllBytes(file));
          models.addAll(((Ddf.Parsed) DdfReader.read(document, DdfLimits.DEFAULT)).objects());
        }
      }
    }
    Registry builtIn = Registry.builtIn();
    for (int id : builtIn.ids()) {
      for (Version version : builtIn.versions(id)) {
        models.add(builtIn.object(id, version).orElseThrow());
      }
    }
    return Registry.EMPTY.with(models);
  }

  @Test
  void every_row_of_the_object_tables_is_what_its_definition_says() throws IOException {
    Registry registry = definitions(shared().resolve("registry"));
    Set<String> compared = new TreeSet<>();
    List<String> differing = new ArrayList<>();
    for (String line : Files.readAllLines(shared().resolve("lwm2m-checklist.md"))) {
      Matcher row = ROW.matcher(line);
      if (!row.matches()) {
        continue;
      }
      int object = Integer.parseInt(row.group(2));
      Optional<ObjectModel> model =
          row.group(3) == null
              ? registry.newest(object)
              : registry.nearest(object, new Version(Integer.parseInt(row.group(3)), 255));
      Optional<ResourceModel> resource =
          model.flatMap(found -> found.resource(Integer.parseInt(row.group(4))));
      boolean newer = NEWER.matcher(row.group(1)).matches();
      List<String> said = resource.map(r -> cells(row.group(1), r)).orElse(List.of());
      if (!said.equals(newer ? List.of() : cells(line))) {
        differing.add(row.group(1) + ": " + said + " in place of " + cells(line));
      }
      compared.add(row.group(1));
    }
    assertThat(differing).isEmpty();
    assertThat(compared).hasSizeGreaterThan(300);
  }

  /// Name, operations, multiplicity, need, type, range, unit.
  private static List<String> cells(String line) {
    List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
    String range = RANGE_TOLD_IN_OTHER_WORDS.contains(cells.get(1)) ? "" : cells.get(8);
    return List.of(
        cells.get(3), cells.get(4), cells.get(5), cells.get(6), cells.get(7), range, cells.get(9));
  }

  private static List<String> cells(String id, ResourceModel resource) {
    boolean none = resource.operations() == ResourceModel.Operations.NONE;
    String type = resource.type().registryName();
    return List.of(
        resource.name(),
        none ? "-" : resource.operations().name(),
        resource.multiple() ? "M" : "S",
        resource.mandatory() ? "man" : "opt",
        type.isEmpty() ? "-" : type.replace("Unsigned Integer", "Unsigned"),
        RANGE_TOLD_IN_OTHER_WORDS.contains(id) ? "" : resource.range(),
        resource.units());
  }
}
