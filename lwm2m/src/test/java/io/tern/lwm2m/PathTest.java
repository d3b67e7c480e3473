// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTest {
  private static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @Spec("VEC-79")
  @ValueSource(
      strings = {"/", "/0", "/3", "/3/0", "/3/0/6", "/3/0/6/0", "/65534/65534/65534/65534"})
  void text_and_path_are_one(String text) {
    assertThat(path(text).toString()).isEqualTo(text);
    assertThat(path(text)).isEqualTo(path(text)).hasSameHashCodeAs(path(text));
  }

  @ParameterizedTest
  @Spec("VEC-79")
  @ValueSource(
      strings = {
        "",
        "3",
        "//",
        "/3/",
        "/3//0",
        "/65535",
        "/3/65535",
        "/3/0/6/0/1",
        "/-1",
        "/+1",
        "/03",
        "/3 ",
        " /3",
        "/a",
        "/3/0?x",
        "/99999",
        "/100000",
        "/\u0663",
        "/3/0/6/0/",
        "/2147483648"
      })
  void other_text_is_no_path(String text) {
    assertThat(Path.parse(text)).isEmpty();
  }

  @Test
  void segments_are_a_path_too() {
    assertThat(Path.parse(List.of())).contains(Path.ROOT);
    assertThat(Path.parse(List.of("3", "0"))).contains(Path.of(3, 0));
    assertThat(Path.parse(List.of("3", ""))).isEmpty();
    assertThat(Path.parse(List.of("1", "2", "3", "4", "5"))).isEmpty();
  }

  @Test
  void a_path_knows_its_ids_and_level() {
    Path path = Path.of(65534, 1, 5700, 9);
    assertThat(path.depth()).isEqualTo(4);
    assertThat(path.objectId()).isEqualTo(65534);
    assertThat(path.instanceId()).isEqualTo(1);
    assertThat(path.resourceId()).isEqualTo(5700);
    assertThat(path.resourceInstanceId()).isEqualTo(9);
    assertThat(path.isResourceInstance()).isTrue();
    assertThat(path.parent().isResource()).isTrue();
    assertThat(path.prefix(2).isInstance()).isTrue();
    assertThat(path.prefix(1).isObject()).isTrue();
    assertThat(path.prefix(0)).isEqualTo(Path.ROOT);
    assertThat(Path.ROOT.isRoot()).isTrue();
    assertThatThrownBy(() -> Path.of(3).instanceId()).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Path.of(65535)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Path.of(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Path.of(1, 2, 3, 4, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> path.child(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(Path.ROOT::parent).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void a_path_contains_itself_and_what_is_below() {
    assertThat(Path.ROOT.contains(path("/3/0"))).isTrue();
    assertThat(path("/3").contains(path("/3"))).isTrue();
    assertThat(path("/3").contains(path("/3/0/9"))).isTrue();
    assertThat(path("/3").contains(path("/33"))).isFalse();
    assertThat(path("/3/0").contains(path("/3"))).isFalse();
    assertThat(path("/3/0").contains(path("/3/1/9"))).isFalse();
    assertThat(path("/0").contains(Path.ROOT)).isFalse();
  }

  @Test
  void a_parent_comes_before_its_children_and_ids_ascend() {
    List<Path> sorted =
        List.of(
            path("/"),
            path("/0"),
            path("/0/0"),
            path("/0/0/0"),
            path("/0/0/0/0"),
            path("/0/0/0/1"),
            path("/0/0/1"),
            path("/0/1"),
            path("/1"),
            path("/9"),
            path("/10"),
            path("/40000"),
            path("/65534/65534"));
    List<Path> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(sorted);
    assertThat(new HashSet<>(sorted)).hasSize(sorted.size());
  }

  @Test
  void random_paths_survive_text_and_cutting() {
    long seed = 4;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      int[] ids = random.ints(random.nextInt(5), 0, 65535).toArray();
      Path path = Path.of(ids);
      assertThat(path(path.toString())).as("seed %d", seed).isEqualTo(path);
      for (int level = 0; level < ids.length; level++) {
        assertThat(path.id(level)).isEqualTo(ids[level]);
        assertThat(path.prefix(level).child(ids[level])).isEqualTo(path.prefix(level + 1));
      }
    }
  }
}
