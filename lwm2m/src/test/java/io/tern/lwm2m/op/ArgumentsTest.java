// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  @ParameterizedTest
  @Spec({"VEC-68", "DM-92", "DM-93"})
  @ValueSource(
      strings = {
        "",
        "5",
        "2='10.3'",
        "0='https://www.example.org',7",
        "0='U'",
        "0='',1",
        "9='a b'"
      })
  void arguments_are_read_and_written(String text) {
    assertThat(Arguments.parse(text).orElseThrow()).hasToString(text);
  }

  @Test
  @Spec({"VEC-68", "DM-93"})
  void digits_may_come_in_any_order() {
    Arguments arguments = Arguments.parse("7,0='https://www.example.org'").orElseThrow();
    assertThat(arguments.byDigit())
        .containsEntry(7, Optional.empty())
        .containsEntry(0, Optional.of("https://www.example.org"))
        .hasSize(2);
    assertThat(Arguments.parse("")).contains(Arguments.NONE);
  }

  @ParameterizedTest
  @Spec({"VEC-69", "DM-92", "DM-94", "AMB-23"})
  @ValueSource(
      strings = {
        "10",
        "0='a",
        "0=a",
        "0,,1",
        "a",
        "0='x'y'",
        "0,0",
        ",",
        "0,",
        ",0",
        " 0",
        "0 ",
        "0=",
        "0='a''b'",
        "0='\u00E9'",
        "0='\"'",
        "0='\\'",
        "0='a\n'",
        "-1",
        "0='a'1"
      })
  void what_breaks_the_grammar_is_refused(String text) {
    assertThat(Arguments.parse(text)).isEmpty();
  }

  @Test
  void arguments_that_cannot_be_written_cannot_be_made() {
    TreeMap<Integer, Optional<String>> quote = new TreeMap<>();
    quote.put(0, Optional.of("it's"));
    assertThatThrownBy(() -> new Arguments(quote)).isInstanceOf(IllegalArgumentException.class);
    TreeMap<Integer, Optional<String>> ten = new TreeMap<>();
    ten.put(10, Optional.empty());
    assertThatThrownBy(() -> new Arguments(ten)).isInstanceOf(IllegalArgumentException.class);
  }
}
