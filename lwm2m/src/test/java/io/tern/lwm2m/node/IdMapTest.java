// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JdkObsolete") // nodes promise no more than a SortedMap
class IdMapTest {
  private static NavigableMap<Integer, String> random(Random random) {
    TreeMap<Integer, String> map = new TreeMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      int id = random.nextInt(random.nextBoolean() ? 10 : 65535);
      map.put(id, "v" + random.nextInt(3));
    }
    return map;
  }

  @Test
  void is_the_same_as_a_tree_map() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      NavigableMap<Integer, String> tree = random(random);
      SortedMap<Integer, String> map = IdMap.copyOf(tree);
      String context = "seed " + seed + " " + tree;

      assertThat(map).as(context).isEqualTo(tree).hasToString(tree.toString());
      assertThat(tree).as(context).isEqualTo(map);
      assertThat(map.hashCode()).as(context).isEqualTo(tree.hashCode());
      assertThat(new ArrayList<>(map.keySet())).as(context).isEqualTo(List.copyOf(tree.keySet()));
      assertThat(new ArrayList<>(map.values())).as(context).isEqualTo(List.copyOf(tree.values()));
      assertThat(new TreeMap<>(map)).as(context).isEqualTo(tree);
      List<String> visited = new ArrayList<>();
      map.forEach((id, value) -> visited.add(id + value));
      assertThat(visited).hasSize(tree.size());
      for (int i = 0; i < 12; i++) {
        int from = random.nextInt(12);
        int to = from + random.nextInt(12);
        assertThat(map.get(i)).as(context).isEqualTo(tree.get(i));
        assertThat(map.containsKey(i)).as(context).isEqualTo(tree.containsKey(i));
        assertThat(map.subMap(from, to)).as(context).isEqualTo(tree.subMap(from, to));
        assertThat(map.headMap(to)).as(context).isEqualTo(tree.headMap(to));
        assertThat(map.tailMap(from)).as(context).isEqualTo(tree.tailMap(from));
      }
      assertThat(new ArrayList<>(map.reversed().keySet()))
          .as(context)
          .isEqualTo(List.copyOf(tree.descendingKeySet()));
      if (!tree.isEmpty()) {
        assertThat(map.firstKey()).isEqualTo(tree.firstKey());
        assertThat(map.lastKey()).isEqualTo(tree.lastKey());
        assertThat(map.lastEntry()).isEqualTo(tree.lastEntry());
      }
    }
  }

  @Test
  void differs_when_an_id_or_a_value_does() {
    SortedMap<Integer, String> map = new IdMapBuilder<String>(1).add(1, "a").add(5, "b").build();

    assertThat(map)
        .isEqualTo(new IdMapBuilder<String>(9).add(1, "a").add(5, "b").build())
        .isNotEqualTo(new IdMapBuilder<String>(9).add(1, "a").add(6, "b").build())
        .isNotEqualTo(new IdMapBuilder<String>(9).add(1, "a").add(5, "c").build())
        .isNotEqualTo(new IdMapBuilder<String>(9).add(1, "a").build());
  }

  @Test
  void takes_no_copy_of_its_own_kind() {
    SortedMap<Integer, String> map = new IdMapBuilder<String>(1).add(1, "a").build();

    assertThat(IdMap.copyOf(map)).isSameAs(map);
  }

  @Test
  void cannot_be_changed() {
    SortedMap<Integer, String> map = IdMap.copyOf(new TreeMap<>(java.util.Map.of(1, "a")));

    assertThatThrownBy(() -> map.put(2, "b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue("b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.values().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(map).containsExactly(java.util.Map.entry(1, "a"));
  }

  @Test
  void a_later_addition_does_not_reach_a_built_map() {
    IdMapBuilder<String> builder = new IdMapBuilder<String>(4).add(1, "a");
    SortedMap<Integer, String> map = builder.build();
    builder.add(2, "b");

    assertThat(map).hasSize(1);
    assertThat(builder.build()).hasSize(2);
  }

  @Test
  void ids_are_added_in_ascending_order() {
    IdMapBuilder<String> builder = new IdMapBuilder<String>(1).add(3, "a");

    assertThatThrownBy(() -> builder.add(3, "b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.add(2, "b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_empty_map_has_no_key() {
    SortedMap<Integer, String> map = new IdMapBuilder<String>(0).build();

    assertThat(map).isEmpty();
    assertThat(map.get(1)).isNull();
    assertThatThrownBy(map::firstKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(map::lastKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next())
        .isInstanceOf(NoSuchElementException.class);
  }
}
