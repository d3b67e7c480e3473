// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reads a copy of the whole OMA registry, where there is one: the folder that `TERN_REGISTRY` names, or
/// `shared/registry` beside the repository.
class PublicRegistryTest {
  /// What lies in the registry and defines no object.
  private static final Set<String> OTHERS =
      Set.of("Common.xml", "DDF.xml", "LWM2M_senml_units.xml");

  private static final DdfLimits LIMITS = DdfLimits.DEFAULT;

  /// What the artifacts of the build have as it was first, under the version that it has still.
  private static final Set<String> CORRECTED_LATER =
      Set.of("3379 in 1.0, resource 2", "10260 in 1.0, resource 3");

  private static Optional<Path> folder() {
    Map<String, String> environment = System.getenv();
    Stream<Path> named =
        Stream.of("TERN_REGISTRY", "TERN_SHARED")
            .filter(environment::containsKey)
            .map(name -> Path.of(environment.get(name), name.endsWith("SHARED") ? "registry" : ""));
    Path repository = Path.of("").toAbsolutePath().getParent();
    return Stream.concat(named, Stream.of(repository.resolveSibling("shared").resolve("registry")))
        .filter(Files::isDirectory)
        .findFirst();
  }

  @Test
  @Spec({"DDF-05", "DDF-07"})
  void every_definition_of_the_public_registry_is_read() throws IOException {
    Optional<Path> folder = folder();
    assumeTrue(folder.isPresent(), "no copy of the registry at hand");
    List<Path> files = files(folder.get());
    assertThat(files).hasSizeGreaterThan(100);
    Set<Ddf.Leniency> broken = EnumSet.noneOf(Ddf.Leniency.class);
    int sloppy = 0;
    for (Path file : files) {
      Ddf ddf = DdfReader.read(Bytes.wrap(Files.readAllBytes(file)), LIMITS);
      assertThat(ddf).as(file.toString()).isInstanceOf(Ddf.Parsed.class);
      List<Ddf.Warning> warnings = ((Ddf.Parsed) ddf).warnings();
      warnings.forEach(warning -> broken.add(warning.leniency()));
      sloppy += warnings.isEmpty() ? 0 : 1;
    }
    // None is lenient for no file, and nearly all files need none.
    assertThat(broken).containsExactlyInAnyOrder(Ddf.Leniency.values());
    assertThat(sloppy).isLessThan(files.size() / 10);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(file -> file.toString().endsWith(".xml"))
          .filter(file -> !OTHERS.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  /// Ranges and units aside, which the registry has reworded in place.
  @Test
  @Spec({"DDF-03", "VER-07"})
  void what_is_built_in_says_the_same_as_the_public_registry() throws IOException {
    Optional<Path> folder = folder();
    assumeTrue(folder.isPresent(), "no copy of the registry at hand");
    Set<String> differing = new TreeSet<>();
    int compared = 0;
    for (Path file : files(folder.get())) {
      Bytes document = Bytes.wrap(Files.readAllBytes(file));
      for (ObjectModel theirs : ((Ddf.Parsed) DdfReader.read(document, LIMITS)).objects()) {
        Optional<ObjectModel> ours = Registry.builtIn().object(theirs.id(), theirs.version());
        if (ours.isPresent()) {
          differing.addAll(differences(theirs, ours.get()));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(500);
    assertThat(differing).isEqualTo(CORRECTED_LATER);
  }

  private static Set<String> differences(ObjectModel theirs, ObjectModel ours) {
    String object = theirs.id() + " in " + theirs.version();
    Set<String> found = new TreeSet<>();
    if (theirs.multiple() != ours.multiple() || theirs.mandatory() != ours.mandatory()) {
      found.add(object);
    }
    Set<Integer> ids = new TreeSet<>(theirs.resources().keySet());
    ids.addAll(ours.resources().keySet());
    for (int id : ids) {
      if (!theirs
          .resource(id)
          .map(PublicRegistryTest::bare)
          .equals(ours.resource(id).map(PublicRegistryTest::bare))) {
        found.add(object + ", resource " + id);
      }
    }
    return found;
  }

  private static ResourceModel bare(ResourceModel resource) {
    return new ResourceModel(
        resource.id(),
        "",
        resource.operations(),
        resource.multiple(),
        resource.mandatory(),
        resource.type(),
        "",
        "");
  }
}
