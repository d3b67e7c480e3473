// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.EndpointName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NameOrderTest {
  private final Set<EndpointName> names = ConcurrentHashMap.newKeySet();
  private final NameOrder order = new NameOrder(names);

  private static EndpointName name(int number) {
    // Neighbours in time are none in the order.
    return new EndpointName(Integer.toString(number * 0x9E37_79B9, 36));
  }

  private void come(EndpointName name) {
    names.add(name);
    order.onCame(name);
  }

  @Test
  void what_came_between_two_questions_is_sorted_into_the_rest() {
    for (int i = 0; i < 3_000; i++) {
      come(name(i));
      if (i % 7 == 0) {
        EndpointName again = name(i / 2);
        names.remove(again);
        come(again);
      }
      if (i % 100 == 0) {
        assertThat(order.sorted()).doesNotHaveDuplicates().isSorted().hasSize(i + 1);
      }
    }
  }

  @Test
  void nothing_is_noted_before_somebody_asks() {
    come(name(1));
    assertThat(order.noted()).isZero();
    assertThat(order.sorted()).containsExactly(name(1));
    come(name(2));
    assertThat(order.noted()).isEqualTo(1);
    assertThat(order.sorted()).containsExactlyInAnyOrder(name(1), name(2));
    assertThat(order.noted()).isZero();
  }

  @Test
  void names_that_are_gone_do_not_pile_up() {
    for (int i = 0; i < 10_000; i++) {
      come(name(i));
    }
    assertThat(order.sorted()).hasSize(10_000);
    for (int i = 1; i < 10_000; i++) {
      names.remove(name(i));
    }
    assertThat(order.sorted()).contains(name(0)).hasSizeLessThan(1_100);
  }

  @Test
  void names_that_come_and_go_are_not_noted_for_ever_when_nobody_asks() {
    assertThat(order.sorted()).isEmpty();
    int most = 0;
    for (int i = 0; i < 200_000; i++) {
      come(name(i));
      names.remove(name(i));
      most = Math.max(most, order.noted());
    }
    assertThat(most).isBetween(1 << 16, 80_000);
    assertThat(order.noted()).isZero();
    come(name(1));
    assertThat(order.sorted()).containsExactly(name(1));
  }

  @Test
  void whoever_asks_sees_all_that_came_before_also_when_many_ask_at_once() throws Exception {
    int writers = 3;
    int each = 20_000;
    AtomicInteger[] done = new AtomicInteger[writers];
    List<Future<?>> tasks = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int w = 0; w < writers; w++) {
        int first = w * each;
        AtomicInteger mine = new AtomicInteger();
        done[w] = mine;
        tasks.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    come(name(first + i));
                    mine.set(i + 1);
                  }
                }));
      }
      for (int reader = 0; reader < 2; reader++) {
        tasks.add(threads.submit(() -> readUntilAllCame(done, each)));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    }
    assertThat(order.sorted()).isSorted().doesNotHaveDuplicates().hasSize(writers * each);
  }

  private void readUntilAllCame(AtomicInteger[] done, int each) {
    int known;
    do {
      int[] before = Arrays.stream(done).mapToInt(AtomicInteger::get).toArray();
      EndpointName[] sorted = order.sorted();
      known = Arrays.stream(before).sum();
      assertThat(sorted.length).isGreaterThanOrEqualTo(known);
      for (int w = 0; w < before.length; w++) {
        for (int i = Math.max(0, before[w] - 200); i < before[w]; i++) {
          assertThat(Arrays.binarySearch(sorted, name(w * each + i))).isNotNegative();
        }
      }
    } while (known < done.length * each);
  }
}
