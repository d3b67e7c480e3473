// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reads a copy of the whole OMA registry, where there is one: the folder that `TERN_REGISTRY` names, or
/// `shared/registry` beside the repository.
class PublicRegistryTest {
  /// What lies in the registry and defines no object.
  private static final Set<String> OTHERS =
      Set.of("Common.xml", "DDF.xml", "LWM2M_senml_units.xml");

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
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder.get())) {
      files =
          found
              .filter(file -> file.toString().endsWith(".xml"))
              .filter(file -> !OTHERS.contains(file.getFileName().toString()))
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(100);
    for (Path file : files) {
      Bytes document = Bytes.wrap(Files.readAllBytes(file));
      assertThat(DdfReader.read(document, DdfLimits.DEFAULT))
          .as(file.toString())
          .isInstanceOf(Ddf.Parsed.class);
    }
  }
}
