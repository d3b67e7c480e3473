// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileIdTest {
  @Test
  @Spec({"REG-17", "REG-82", "REG-83"})
  void one_id_stands_alone_and_several_stand_in_quotes() {
    ProfileId hash = new ProfileId("6:27354b9a");
    ProfileId name = new ProfileId("oma:meter-2");
    ProfileId vendors = new ProfileId("v:acme-7");
    assertThat(ProfileId.parseAll("6:27354b9a")).contains(List.of(hash));
    assertThat(ProfileId.parseAll("\"6:27354b9a\"")).contains(List.of(hash));
    List<ProfileId> all = List.of(hash, name, vendors);
    assertThat(ProfileId.parseAll(ProfileId.write(all))).contains(all);
    assertThat(ProfileId.write(List.of(name))).isEqualTo("oma:meter-2");
    assertThat(hash.isHash()).isTrue();
    assertThat(name.isHash()).isFalse();
    assertThat(vendors.isHash()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6:27354b9a", "\"6:27354b9a,v:acme-1\"", "oma:abc-1"})
  @Spec("VEC-74")
  void each_of_these_is_a_profile_or_several(String text) {
    assertThat(ProfileId.parseAll(text).map(ProfileId::write)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "27354b9a",
        "6:",
        "x:abc",
        "6:12",
        "",
        "\"\"",
        "7:27354b9a",
        "6:27354B9A",
        "6:27354b",
        "6:2735",
        "6",
        "oma:",
        "oma:a_b",
        "x:a",
        "6:27354b9a,oma:a",
        "\"6:27354b9a,\"",
        "\"oma:a,oma:a\"",
        "\"oma:a",
        "oma:a,"
      })
  @Spec({"REG-82", "REG-83", "VEC-75"})
  void what_breaks_the_grammar_is_no_profile(String text) {
    assertThat(ProfileId.parseAll(text)).isEmpty();
  }

  @Test
  @Spec("REG-82")
  void there_are_at_most_sixteen() {
    StringBuilder list = new StringBuilder("\"oma:p0");
    for (int i = 1; i < ProfileId.COUNT_MAX; i++) {
      list.append(",oma:p").append(i);
    }
    assertThat(ProfileId.parseAll(list + "\"").orElseThrow()).hasSize(ProfileId.COUNT_MAX);
    assertThat(ProfileId.parseAll(list + ",oma:x\"")).isEmpty();
    assertThat(ProfileId.parseAll("oma:" + "a".repeat(100_000))).isEmpty();
  }
}
