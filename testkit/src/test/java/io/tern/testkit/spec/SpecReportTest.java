// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecReportTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern ID =
      Pattern.compile(
          "[A-Z][A-Z0-9]*(-[A-Z]?[0-9]+(v[0-9]+)?)+[a-z]?|[A-Z]+-([0-9v]+-)?\\*"
              + "|[A-Z][0-9]+|[0-9]\\.[0-9]{1,2}|RFC[0-9]+.*"
              + "|(?:[A-Z0-9.]+-)*int-[0-9]+");
  private static final Checklist LIST =
      Checklist.parse(
          """
          | ID | Rule |
          |---|---|
          | REG-01 | one |
          | REG-02 | two |
          | OBJ-3-0 | three |
          | ETS-E9 | four |
          | 1.2-int-11 | five |
          see REG-03 and | REG-04 | too
          ## 5. Registration
          | ID | Rule | Role |
          | REG-11 | a | S |
          | REG-12 | b | C |
          | REG-13 | c | C S |
          | REG-14 | d | X |
          ## 6. Queue
          | ID | Rule |
          | QM-1 | e |
          ## 16. Cases
          | ID | Ref |
          | int-7 | f |
          | ETS-C1 | g |
          """,
          "| C1 | one |\n| Tag | two |\n| N12 | three |\n");

  private static final Reasons REASONS =
      Reasons.parse("| Ids | Why |\n|---|---|\n| OBJ-*, 1.2-int-11 | data |\n| OBJ-3-0 | x |\n");

  @Test
  void no_gap_is_without_a_reason() {
    Optional<Checklist> list = Checklist.beside(ROOT);
    assumeThat(list).as("checklist beside the project").isPresent();
    assumeThat(List.of("coap", "lwm2m", "net", "server", "client", "app"))
        .as("modules whose tests are compiled")
        .allMatch(module -> Files.isDirectory(ROOT.resolve(module + "/target/test-classes")));
    var tests = list.orElseThrow().expanded(SpecScan.testsById(SpecReport.testFolders(ROOT)));
    Reasons reasons = Reasons.of(ROOT);
    assertThat(list.orElseThrow().requirements())
        .allMatch(id -> tests.containsKey(id) || reasons.why(id).isPresent());
  }

  @Test
  void ids_come_from_the_first_column_of_tables() {
    assertThat(LIST.requirements())
        .startsWith("REG-01", "REG-02", "OBJ-3-0", "ETS-E9", "1.2-int-11")
        .hasSize(12);
    assertThat(LIST.failures()).containsExactly("C1", "N12");
  }

  @Test
  void rules_of_servers_are_known_by_their_section_and_role() {
    assertThat(LIST.server())
        .containsExactly("1.2-int-11", "REG-11", "REG-13", "REG-14", "QM-1", "int-7");
  }

  /// What binds a server waits for other parts of the product only, not for a test.
  @Test
  void what_binds_a_server_has_a_test_or_a_reason_other_than_that_nobody_wrote_one() {
    Optional<Checklist> list = Checklist.beside(ROOT);
    assumeThat(list).as("checklist beside the project").isPresent();
    assumeThat(List.of("coap", "lwm2m", "net", "server", "client", "app"))
        .as("modules whose tests are compiled")
        .allMatch(module -> Files.isDirectory(ROOT.resolve(module + "/target/test-classes")));
    var tests = list.orElseThrow().expanded(SpecScan.testsById(SpecReport.testFolders(ROOT)));
    Reasons reasons = Reasons.of(ROOT);
    assertThat(SpecReport.gaps(tests, list.orElseThrow(), reasons)).isEmpty();
    assertThat(list.orElseThrow().server())
        .filteredOn(id -> !tests.containsKey(id))
        .noneMatch(
            id -> reasons.why(id).orElseThrow().toLowerCase(Locale.ROOT).contains("yet a test"))
        .noneMatch(id -> reasons.why(id).orElseThrow().contains("Not yet run"));
  }

  @Test
  void tests_are_found_by_the_ids_of_their_class_and_their_own(@TempDir Path folder)
      throws IOException {
    Path source = folder.resolve("SampleTest.java");
    Files.writeString(
        source,
        """
        @io.tern.spec.Spec("Z-1")
        class SampleTest {
          @org.junit.jupiter.api.Test
          @io.tern.spec.Spec({"Z-2", "Z-3"})
          void proves_three() {}

          @io.tern.spec.Spec("Z-4")
          void is_no_test() {}
        }
        """);
    String classPath = System.getProperty("java.class.path");
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-proc:none", "-cp", classPath, source.toString()))
        .isZero();

    var names = new TreeSet<>(List.of("SampleTest.proves_three"));
    assertThat(SpecScan.testsById(List.of(folder, folder.resolve("missing"))))
        .isEqualTo(Map.of("Z-1", names, "Z-2", names, "Z-3", names));
  }

  @Test
  void report_lists_ids_with_and_without_a_test() {
    var tests = new TreeMap<String, SortedSet<String>>();
    tests.put("REG-02", new TreeSet<>(List.of("A.a", "B.b")));
    tests.put("RFC7252-4.2", new TreeSet<>(List.of("C.c")));
    String report = SpecReport.render(tests, Optional.of(LIST), REASONS);
    assertThat(report)
        .contains("1 of 12 requirements have a test.")
        .contains("0 of 6 rows that bind a server have a test.")
        .contains("Gaps: REG-11, REG-13, REG-14, QM-1, int-7\n")
        .contains("| 1.2-int-11 | data |")
        .contains("0 of 2 failures of the field have a test.")
        .contains("| REG-02 | A.a<br>B.b |")
        .contains("| RFC7252-4.2 | C.c |")
        .contains("| data | OBJ-3-0, 1.2-int-11 |")
        .contains("- REG-01, REG-11, REG-12, REG-13, REG-14\n")
        .contains("- C1, N12\n")
        .doesNotContain("- OBJ");
    assertThat(SpecReport.render(tests, Optional.empty(), REASONS))
        .contains("No checklist was at hand")
        .contains("| REG-02 | A.a<br>B.b |");
  }

  @Test
  void a_citation_may_stand_for_all_ids_that_begin_like_it() {
    var by = new TreeSet<>(List.of("A.a"));
    var both = new TreeSet<>(List.of("A.a", "B.b"));
    assertThat(LIST.expanded(Map.of("REG-0*", by, "REG-02", new TreeSet<>(List.of("B.b")))))
        .isEqualTo(Map.of("REG-01", by, "REG-02", both));
    assertThat(LIST.knows("REG-1*")).isTrue();
    assertThat(LIST.knows("REG-3*")).isFalse();
    assertThat(LIST.knows("REG-3")).isFalse();
  }

  @Test
  void report_of_this_project_is_written() throws IOException {
    Path file = Path.of("target/spec-report.md");
    SpecReport.write(ROOT, file);
    assertThat(Files.readString(file)).startsWith("# Requirements and their tests\n");
  }

  @Test
  void every_id_that_a_test_cites_has_the_form_of_one() {
    var tests = SpecScan.testsById(SpecReport.testFolders(ROOT));
    assertThat(tests.keySet()).allMatch(id -> ID.matcher(id).matches());
  }

  @Test
  void every_id_that_a_test_cites_is_in_the_checklist() {
    Optional<Checklist> list = Checklist.beside(ROOT);
    assumeThat(list).as("checklist beside the project").isPresent();
    var cited = new TreeSet<>(SpecScan.testsById(SpecReport.testFolders(ROOT)).keySet());
    assertThat(cited).allMatch(list.orElseThrow()::knows);
  }
}
