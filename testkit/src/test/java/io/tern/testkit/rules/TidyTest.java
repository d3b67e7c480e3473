// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the source tree to the tidy rules.
class TidyTest {
  private static final CodeBase CODE = CodeBase.here();
  private static final Set<String> TEXT =
      Set.of(
          "java",
          "xml",
          "md",
          "txt",
          "json",
          "yml",
          "yaml",
          "toml",
          "sh",
          "sql",
          "html",
          "css",
          "js",
          "ts",
          "tsx",
          "properties",
          "config",
          "service",
          "csv");
  private static final Set<String> SCRIPTS =
      Set.of("tern", "run", "Dockerfile", ".gitignore", ".editorconfig");

  @Test
  void java_files_are_tidy() {
    List<Path> files = CODE.files(CodeBase::isJava);
    assertThat(files).hasSizeGreaterThan(CODE.modules().size());
    assertThat(
            files.stream()
                .flatMap(file -> TidyRules.inJava(name(file), CodeBase.text(file)).stream()))
        .isEmpty();
  }

  @Test
  void text_files_hold_nothing_unfinished_and_no_machine() {
    List<Path> files = CODE.files(TidyTest::isText);
    assertThat(files).contains(CODE.root().resolve("pom.xml"), CODE.root().resolve("tern"));
    assertThat(
            files.stream()
                .flatMap(file -> TidyRules.inText(name(file), CodeBase.text(file)).stream()))
        .isEmpty();
  }

  @Test
  void every_package_says_what_it_is() {
    Stream<Path> packages =
        CODE.files(file -> CodeBase.isJava(file) && name(file).contains("src/main/java/")).stream()
            .filter(file -> !file.endsWith("module-info.java"))
            .map(Path::getParent)
            .distinct();
    assertThat(
            packages
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(TidyTest::name))
        .isEmpty();
  }

  private static boolean isText(Path file) {
    String name = String.valueOf(file.getFileName());
    return SCRIPTS.contains(name) || TEXT.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static String name(Path file) {
    return CODE.root().relativize(file).toString().replace('\\', '/');
  }
}
