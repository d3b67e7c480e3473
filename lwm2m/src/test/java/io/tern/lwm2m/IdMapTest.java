// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JdkObsolete")
class IdMapTest {
  private static SortedMap<Integer, String> of(int... ids) {
    IdMap.Builder<String> builder = new IdMap.Builder<>();
    for (int id : ids) {
      builder.add(id, "v" + id);
    }
    return builder.build();
  }

  @Test
  void it_is_what_a_tree_map_of_the_same_content_is() {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      TreeMap<Integer, String> tree = new TreeMap<>();
      IdMap.Builder<String> builder = new IdMap.Builder<>();
      boolean repeats = false;
      for (int i = random.nextInt(40); i > 0; i--) {
        int id = random.nextInt(random.nextBoolean() ? 30 : 65535);
        repeats |= tree.put(id, "v" + i) != null;
        builder.add(id, "v" + i);
      }
      SortedMap<Integer, String> map = builder.build();
      String where = "seed %d round %d".formatted(seed, round);
      isAlike(map, tree, where);
      assertThat(builder.repeated().isPresent()).as(where).isEqualTo(repeats);
      isAlike(IdMap.copyOf(tree), tree, where);
      int low = random.nextInt(40);
      int high = low + random.nextInt(40);
      isAlike(map.subMap(low, high), tree.subMap(low, high), where);
      isAlike(map.headMap(low), tree.headMap(low), where);
      isAlike(map.tailMap(low), tree.tailMap(low), where);
    }
  }

  private record Numbered(int id) implements IdMap.Identified {}

  @Test
  void values_that_know_their_ids_need_no_others() {
    long seed = 12;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      TreeMap<Integer, Numbered> tree = new TreeMap<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        Numbered value = new Numbered(random.nextInt(random.nextBoolean() ? 40 : 65_536));
        tree.put(value.id(), value);
      }
      SortedMap<Integer, Numbered> map = IdMap.ofAscending(tree.values().toArray(Numbered[]::new));
      String where = "seed %d round %d".formatted(seed, round);
      assertThat(map).as(where).isEqualTo(tree).isEqualTo(IdMap.copyOf(tree));
      assertThat(map.hashCode()).as(where).isEqualTo(tree.hashCode());
      assertThat(map.subMap(5, 20)).as(where).isEqualTo(tree.subMap(5, 20));
      int place = 0;
      for (int id : tree.keySet()) {
        assertThat(IdMap.index(map, id, random.nextInt(32))).as(where).isEqualTo(place);
        assertThat(IdMap.idAt(map, place)).as(where).isEqualTo(id);
        assertThat(IdMap.valueAt(map, place++)).as(where).isEqualTo(tree.get(id));
      }
      for (int id = -2; id < 42; id++) {
        assertThat(IdMap.index(map, id, 0) >= 0).as(where).isEqualTo(tree.containsKey(id));
      }
    }
  }

  @Test
  void values_by_their_place_are_a_map_of_any_size() {
    for (int size : new int[] {0, 1, 2, 64, 65, 200}) {
      String[] values = new String[size];
      TreeMap<Integer, String> tree = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        values[i] = "v" + i;
        tree.put(i, "v" + i);
      }
      isAlike(IdMap.ofDense(values), tree, size + " values");
    }
  }

  private static void isAlike(
      SortedMap<Integer, String> map, SortedMap<Integer, String> tree, String where) {
    assertThat(map).as(where).isEqualTo(tree).hasSameSizeAs(tree);
    assertThat(tree).as(where).isEqualTo(map);
    assertThat(map.hashCode()).as(where).isEqualTo(tree.hashCode());
    assertThat(map.toString()).as(where).isEqualTo(tree.toString());
    assertThat(new ArrayList<>(map.keySet())).isEqualTo(new ArrayList<>(tree.keySet()));
    assertThat(new ArrayList<>(map.values())).isEqualTo(new ArrayList<>(tree.values()));
    List<String> seen = new ArrayList<>();
    map.forEach((id, value) -> seen.add(value));
    assertThat(seen).isEqualTo(new ArrayList<>(tree.values()));
    assertThat(map.isEmpty()).isEqualTo(tree.isEmpty());
    assertThat(IdMap.find(tree, 7)).isEqualTo(IdMap.find(map, 7));
    for (int id = -1; id < 40; id++) {
      assertThat(map.get(id)).isEqualTo(tree.get(id));
      assertThat(map.containsKey(id)).isEqualTo(tree.containsKey(id));
      assertThat(IdMap.find(map, id).orElse("none")).isEqualTo(tree.getOrDefault(id, "none"));
    }
    if (!tree.isEmpty()) {
      assertThat(map.firstKey()).isEqualTo(tree.firstKey());
      assertThat(map.lastKey()).isEqualTo(tree.lastKey());
      assertThat(map.reversed().firstKey()).isEqualTo(tree.lastKey());
    }
  }

  @Test
  void of_several_values_of_one_id_the_last_counts() {
    IdMap.Builder<String> builder = new IdMap.Builder<>();
    builder.add(5, "a").add(3, "b").add(5, "c").add(5, "d");
    assertThat(builder.build())
        .containsExactly(java.util.Map.entry(3, "b"), java.util.Map.entry(5, "d"));
    assertThat(builder.repeated()).hasValue(5);
  }

  @Test
  void nobody_changes_it() {
    SortedMap<Integer, String> map = of(1, 2);
    assertThatThrownBy(() -> map.put(3, "x")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove(1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.values().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue("x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(IdMap.copyOf(map)).isSameAs(map);
  }

  @Test
  void the_empty_map_has_no_ends() {
    SortedMap<Integer, String> none = of();
    assertThat(none).isEmpty();
    assertThat(IdMap.copyOf(new TreeMap<Integer, String>())).isSameAs(none);
    assertThatThrownBy(none::firstKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(none::lastKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> of(1).subMap(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(of(1).comparator()).isNull();
  }
}
