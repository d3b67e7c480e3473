// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @ParameterizedTest
  @Spec({"VER-01", "VER-04"})
  @CsvSource({"1.0, 1, 0", "1.1, 1, 1", "'\"1.1\"', 1, 1", "2.10, 2, 10", "255.255, 255, 255"})
  void a_version_is_read_bare_and_quoted(String text, int major, int minor) {
    assertThat(Version.parse(text)).contains(new Version(major, minor));
  }

  @ParameterizedTest
  @Spec("VER-01")
  @ValueSource(
      strings = {
        "",
        "1",
        ".",
        "1.",
        ".1",
        "1.1.1",
        "a.b",
        "1.256",
        "256.0",
        "-1.0",
        "1.-1",
        "1 .0",
        "\"1.1",
        "1.1\"",
        "\"\"",
        "1000.0",
        "1.0000",
        "\u0661.0"
      })
  void other_text_is_no_version(String text) {
    assertThat(Version.parse(text)).isEmpty();
  }

  @Test
  @Spec("VER-01")
  void versions_are_ordered_by_number() {
    assertThat(new Version(1, 10)).isGreaterThan(new Version(1, 9));
    assertThat(new Version(2, 0)).isGreaterThan(new Version(1, 255));
    assertThat(new Version(1, 0)).isEqualByComparingTo(Version.V1_0).hasToString("1.0");
    assertThatThrownBy(() -> new Version(256, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Version(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void a_release_is_one_of_three() {
    for (Release release : Release.values()) {
      assertThat(Release.parse(release.toString())).contains(release);
      assertThat(release.atLeast(Release.V1_0)).isTrue();
    }
    assertThat(Release.V1_1.atLeast(Release.V1_1)).isTrue();
    assertThat(Release.V1_0.atLeast(Release.V1_1)).isFalse();
    for (String other : List.of("", "1", "1.3", "1.1.1", "1.0 ", "\"1.0\"", "2.0")) {
      assertThat(Release.parse(other)).as(other).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "urn:imei:490154203237518", "Gerät 7", "\uD83D\uDE00", "a/b?c=d&e"})
  void an_endpoint_name_is_free_text(String name) {
    assertThat(EndpointName.parse(name)).contains(new EndpointName(name));
    assertThat(new EndpointName(name)).hasToString(name);
  }

  @Test
  void an_endpoint_name_has_1_to_252_bytes() {
    assertThat(EndpointName.parse("")).isEmpty();
    assertThat(EndpointName.parse("x".repeat(252))).isPresent();
    assertThat(EndpointName.parse("x".repeat(253))).isEmpty();
    assertThat(EndpointName.parse("é".repeat(126))).isPresent();
    assertThat(EndpointName.parse("é".repeat(126) + "x")).isEmpty();
    assertThat(EndpointName.parse("€".repeat(84))).isPresent();
    assertThat(EndpointName.parse("\uD83D\uDE00".repeat(63))).isPresent();
    assertThat(EndpointName.parse("\uD83D\uDE00".repeat(63) + "x")).isEmpty();
    assertThatThrownBy(() -> new EndpointName("")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "a\u0000b", "a\u007F", "\u0085", "\uD800", "a\uDC00b", "\uFFFD"})
  void an_endpoint_name_holds_nothing_that_cannot_be_shown(String name) {
    assertThat(EndpointName.parse(name)).isEmpty();
  }

  @ParameterizedTest
  @Spec("VEC-77")
  @CsvSource({"U, U", "UT, UT", "NU, UN", "UTSN, UTSN", "UM, UM", "H, H", "HMNSTU, UTSNMH"})
  void a_binding_is_a_set_of_letters(String text, String ordered) {
    assertThat(Binding.parse(text).orElseThrow()).hasToString(ordered);
    assertThat(Binding.parse(text)).isEqualTo(Binding.parse(ordered));
  }

  @ParameterizedTest
  @Spec("VEC-77")
  @ValueSource(strings = {"UU", "X", "", "u", "UQ", "U T", "UTSNMHU"})
  void other_text_is_no_binding(String text) {
    assertThat(Binding.parse(text)).isEmpty();
  }

  @Test
  void a_binding_names_a_transport() {
    assertThatThrownBy(() -> new Binding(EnumSet.noneOf(Binding.Letter.class)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Binding.U.letters()).containsExactly(Binding.Letter.U);
    assertThatThrownBy(() -> Binding.U.letters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @Spec({"VEC-78", "DT-08", "DT-13", "DT-14"})
  @CsvSource({"66:1, 66, 1", "0:0, 0, 0", "65535:65535, 65535, 65535", "FFFF:FFFF, 65535, 65535"})
  void an_object_link_is_two_ids(String text, int objectId, int instanceId) {
    assertThat(Value.ObjectLink.parse(text)).contains(new Value.ObjectLink(objectId, instanceId));
  }

  @ParameterizedTest
  @Spec("VEC-78")
  @ValueSource(strings = {"66", "66:", ":", "66:65536", "-1:0", "6:1:1", "66 :1", "FFFF:1", "a:b"})
  void other_text_is_no_object_link(String text) {
    assertThat(Value.ObjectLink.parse(text)).isEmpty();
  }

  @Test
  @Spec({"DT-03", "DT-07"})
  void values_tell_their_type_and_show_themselves() {
    assertThat(new Value.Unsigned(-1)).hasToString("Unsigned[value=18446744073709551615]");
    assertThat(new Value.ObjectLink(66, 1)).hasToString("66:1");
    assertThat(new Value.Time(1_700_000_000).instant())
        .isEqualTo(Instant.parse("2023-11-14T22:13:20Z"));
    assertThat(new Value.Time(Long.MAX_VALUE).instant())
        .isAfter(Instant.parse("9999-01-01T00:00:00Z"));
    assertThat(new Value.Time(Long.MIN_VALUE).instant()).isBefore(Instant.EPOCH);
    assertThat(new Value.Real(1).type().registryName()).isEqualTo("Float");
    assertThatThrownBy(() -> new Value.ObjectLink(65536, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
