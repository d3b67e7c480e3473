// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowIndexTest {
  private static final int TURNS = 60_000;

  private final long seed = Long.getLong("tern.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private RowIndex index = new RowIndex(new EndpointHash(random), 0);
  private Map<Long, Set<Long>> expected = new HashMap<>();
  private final List<long[]> entries = new ArrayList<>();

  /// Many entries of one hash, and hashes that have neighbouring homes, at both ends too.
  private long anyHash() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(8);
      case 1 -> -1L - random.nextInt(8);
      case 2 -> (long) random.nextInt(2_000) << 53;
      default -> random.nextLong();
    };
  }

  private Set<Long> rows(long hash) {
    Set<Long> rows = new HashSet<>();
    long row;
    for (int i = 0; (row = index.row(hash, i)) != 0; i++) {
      assertThat(rows.add(row)).isTrue();
    }
    return rows;
  }

  private void checkAll() {
    int count = 0;
    for (var each : expected.entrySet()) {
      assertThat(rows(each.getKey())).as("seed " + seed).isEqualTo(each.getValue());
      count += each.getValue().size();
    }
    assertThat(index.count()).as("seed " + seed).isEqualTo(count);
  }

  private void turn() {
    if (entries.isEmpty() || random.nextInt(100) < 55) {
      long hash = anyHash();
      long row = index.append(hash);
      expected.computeIfAbsent(hash, _ -> new HashSet<>()).add(row);
      entries.add(new long[] {hash, row});
    } else {
      long[] entry = entries.remove(random.nextInt(entries.size()));
      index.remove(entry[0], entry[1]);
      expected.get(entry[0]).remove(entry[1]);
    }
  }

  private static Map<Long, Set<Long>> copy(Map<Long, Set<Long>> of) {
    Map<Long, Set<Long>> copy = new HashMap<>();
    of.forEach((hash, rows) -> copy.put(hash, new HashSet<>(rows)));
    return copy;
  }

  @Test
  void it_finds_what_is_in_it_however_it_grows_and_shrinks() {
    for (int i = 0; i < TURNS; i++) {
      turn();
      if (i % 10_000 == 0) {
        index.onCommitted();
        checkAll();
      }
    }
    checkAll();
    while (!entries.isEmpty()) {
      long[] entry = entries.removeLast();
      index.remove(entry[0], entry[1]);
    }
    assertThat(index.count()).isZero();
    assertThat(expected.keySet()).allMatch(hash -> index.row(hash, 0) == 0);
  }

  @Test
  void what_is_rolled_back_is_as_it_was_and_its_rows_are_not_given_again() {
    Set<Long> given = new HashSet<>();
    for (int transaction = 0; transaction < 60; transaction++) {
      Map<Long, Set<Long>> before = copy(expected);
      List<long[]> entriesBefore = new ArrayList<>(entries);
      for (int i = random.nextInt(900); i > 0; i--) {
        turn();
      }
      entries.stream()
          .filter(entry -> !entriesBefore.contains(entry))
          .forEach(entry -> assertThat(given.add(entry[1])).as("seed " + seed).isTrue());
      if (random.nextBoolean()) {
        index.onRolledBack();
        expected.keySet().forEach(hash -> before.putIfAbsent(hash, new HashSet<>()));
        expected = before;
        entries.clear();
        entries.addAll(entriesBefore);
      } else {
        index.onCommitted();
      }
      checkAll();
    }
  }

  @Test
  void rows_that_are_loaded_are_not_given_again() {
    index = new RowIndex(new EndpointHash(random), 100_000);
    index.load(5, 1_000);
    index.load(5, 3);
    assertThat(index.append(5)).isEqualTo(1_001);
    assertThat(rows(5)).containsExactlyInAnyOrder(1_000L, 3L, 1_001L);
    index.onRolledBack();
    assertThat(rows(5)).containsExactlyInAnyOrder(1_000L, 3L);
    assertThat(index.append(6)).isEqualTo(1_002);
    assertThatThrownBy(() -> index.remove(6, 7)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_hash_depends_on_every_byte_and_on_its_secret() {
    EndpointHash hash = new EndpointHash(random);
    EndpointHash other = new EndpointHash(random);
    Set<Long> seen = new HashSet<>();
    Set<Integer> halves = new HashSet<>();
    int names = 20_000;
    for (int i = 0; i < names; i++) {
      byte[] name = ("urn:dev:" + "x".repeat(i % 40) + i).getBytes(UTF_8);
      seen.add(hash.applyAsLong(name));
      halves.add((int) (hash.applyAsLong(name) >>> 32));
      assertThat(hash.applyAsLong(name)).isNotEqualTo(other.applyAsLong(name));
    }
    byte[] zeros = new byte[64];
    for (int length = 0; length <= zeros.length; length++) {
      byte[] name = new byte[length];
      seen.add(hash.applyAsLong(name));
      for (int at = 0; at < length; at++) {
        name[at] = 1;
        seen.add(hash.applyAsLong(name));
        name[at] = 0;
      }
    }
    int all = names + zeros.length + 1 + zeros.length * (zeros.length + 1) / 2;
    assertThat(seen.size()).as("seed " + seed).isEqualTo(all);
    assertThat(halves.size()).as("upper halves, seed " + seed).isGreaterThan(names - 20);
  }
}
