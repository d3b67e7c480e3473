// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Proves that each tidy rule catches an injected violation and accepts the largest proper form.
class TidyRulesProofTest {
  private static final String MAIN = "coap/src/main/java/io/tern/coap/A.java";
  private static final String TEST = "coap/src/test/java/io/tern/coap/ATest.java";

  @Test
  void a_long_file_is_caught() {
    assertThat(TidyRules.inJava(MAIN, "class A {}" + "\n".repeat(500))).isEmpty();
    assertThat(TidyRules.inJava(MAIN, "class A {}" + "\n".repeat(500) + "//"))
        .containsExactly(MAIN + ":1: 501 lines, at most 500");
  }

  @Test
  void a_long_method_is_caught_wherever_it_hides() {
    assertThat(TidyRules.inJava(MAIN, "class A { void a() {" + "\n".repeat(59) + "} }")).isEmpty();
    assertThat(TidyRules.inJava(MAIN, "class A {\nvoid a() {" + "\n".repeat(60) + "} }"))
        .containsExactly(MAIN + ":2: a has 61 lines, at most 60");
    assertThat(TidyRules.inJava(MAIN, "record A(int b) { A {" + "\n".repeat(60) + "} }"))
        .hasSize(1);
    assertThat(
            TidyRules.inJava(
                MAIN,
                "class A { Object o = new Object() { public int hashCode() {"
                    + "\n".repeat(60)
                    + "return 1; } }; }"))
        .hasSize(1);
  }

  @Test
  void documentation_does_not_count_as_method() {
    assertThat(TidyRules.inJava(MAIN, "class A {\n" + "///\n".repeat(70) + "void a() {} }"))
        .isEmpty();
  }

  @Test
  void many_parameters_are_caught() {
    assertThat(TidyRules.inJava(MAIN, "class A { void a(%s) {} }".formatted(parameters(6))))
        .isEmpty();
    assertThat(TidyRules.inJava(MAIN, "class A { void a(%s) {} }".formatted(parameters(7))))
        .containsExactly(MAIN + ":1: a has 7 parameters, at most 6");
    assertThat(TidyRules.inJava(MAIN, "class A { A(%s) {} }".formatted(parameters(7)))).hasSize(1);
    assertThat(
            TidyRules.inJava(MAIN, "record A() { static void a(%s) {} }".formatted(parameters(7))))
        .hasSize(1);
  }

  @Test
  void many_record_components_are_caught() {
    String body = "static final int MAX = 1; ";
    assertThat(TidyRules.inJava(MAIN, "record A(%s) { %s }".formatted(parameters(12), body)))
        .isEmpty();
    assertThat(TidyRules.inJava(MAIN, "record A(%s) { A { } }".formatted(parameters(12))))
        .isEmpty();
    assertThat(TidyRules.inJava(MAIN, "record A(%s) { }".formatted(parameters(13))))
        .containsExactly(MAIN + ":1: A has 13 components, at most 12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thread.sleep(1)",
        "java.lang.Thread.sleep(1)",
        "java.util.concurrent.TimeUnit.SECONDS.sleep(1)",
        "MILLISECONDS.sleep(1)",
        "LockSupport.parkNanos(1)"
      })
  void a_test_that_sleeps_is_caught(String call) {
    String source = "class A { void a() throws Exception {\n" + call + "; } }";
    assertThat(TidyRules.inJava(TEST, source)).containsExactly(TEST + ":2: a test that sleeps");
    assertThat(TidyRules.inJava("testkit/src/main/java/A.java", source)).hasSize(1);
    assertThat(TidyRules.inJava(TEST, "class A { String a = \"" + call + "\"; }\n// " + call))
        .isEmpty();
    assertThat(TidyRules.inJava(TEST, "class A { void a(Device device) { device.sleep(); } }"))
        .isEmpty();
  }

  @Test
  void a_test_that_is_switched_off_is_caught() {
    String source =
        "class A { @Disabled void a() {} @org.junit.jupiter.api.Disabled(\"\") void b() {} }";
    assertThat(TidyRules.inJava(TEST, source)).hasSize(2);
  }

  @Test
  void a_lock_in_a_pure_module_is_caught() {
    String source = "class A { void a() { synchronized (this) { } } }";
    assertThat(TidyRules.inJava(MAIN, source))
        .containsExactly(MAIN + ":1: a lock in a pure module");
    assertThat(TidyRules.inJava("net/src/main/java/A.java", source)).isEmpty();
  }

  @Test
  void a_silent_or_talkative_package_info_is_caught() {
    String file = "coap/src/main/java/io/tern/coap/package-info.java";
    assertThat(TidyRules.inJava(file, "/// line\n".repeat(10) + "package a;")).isEmpty();
    assertThat(TidyRules.inJava(file, "/// line\n".repeat(11) + "package a;")).hasSize(1);
    assertThat(TidyRules.inJava(file, "// licence\npackage a;")).hasSize(1);
  }

  @Test
  void a_module_that_allows_null_is_caught() {
    String file = "coap/src/main/java/module-info.java";
    assertThat(TidyRules.inJava(file, "module a {}")).hasSize(1);
    assertThat(TidyRules.inJava(file, "@NullMarked module a {}")).isEmpty();
  }

  @Test
  void a_long_line_is_caught() {
    assertThat(TidyRules.inJava(MAIN, "//" + "a".repeat(118))).isEmpty();
    assertThat(TidyRules.inJava(MAIN, "//" + "a".repeat(119))).hasSize(1);
  }

  @Test
  void a_file_that_is_not_java_is_refused() {
    assertThatThrownBy(() -> TidyRules.inJava(MAIN, "class {"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unfinished_work_is_caught() {
    assertThat(TidyRules.inText("a.md", "first\n// TO" + "DO later"))
        .containsExactly("a.md:2: unfinished work belongs in an issue");
    assertThat(TidyRules.inText("a.md", "FIX" + "ME")).hasSize(1);
    assertThat(TidyRules.inText("a.md", "mastodons")).isEmpty();
  }

  @Test
  void a_path_or_host_of_one_machine_is_caught() {
    assertThat(TidyRules.inText("a.md", "see /wo" + "rk/main")).hasSize(1);
    assertThat(TidyRules.inText("a.md", "\"/ro" + "ot/.m2\"")).hasSize(1);
    assertThat(TidyRules.inText("a.md", "https://registry.npm" + "js.org/x")).hasSize(1);
    assertThat(TidyRules.inText("a.md", "docs/work/flow and https://maven.apache.org")).isEmpty();
  }

  private static String parameters(int count) {
    return IntStream.range(0, count).mapToObj(i -> "int p" + i).collect(Collectors.joining(",\n"));
  }
}
