// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.lwm2m.EndpointName;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Endpoint names in order, for those who list them: a device that registers does not pay for it. Nothing is
/// sorted before somebody asks; from then on names that come are noted, and sorted into the others when somebody
/// asks again. Any thread; nobody waits for another.
final class NameOrder {
  /// So many names may have come since somebody asked, besides twice as many as there are.
  private static final int NOTED_MAX = 1 << 16;

  /// How often a thread that notes a name looks whether that is too many.
  private static final int NOTED_STEP = 1 << 12;

  /// So many names in the order may be gone, besides as many as there are.
  private static final int GONE_MAX = 1 << 10;

  /// All there are. Who adds one tells [#onCame] afterwards.
  private final Set<EndpointName> names;

  /// Null where nobody has asked, or not for long.
  private final AtomicReference<@Nullable Sorting> latest = new AtomicReference<>();

  NameOrder(Set<EndpointName> names) {
    this.names = names;
  }

  /// What one who asked has sorted, or is about to, and what came since.
  private static final class Sorting {
    final ConcurrentLinkedQueue<EndpointName> noted = new ConcurrentLinkedQueue<>();
    final AtomicInteger count = new AtomicInteger();

    /// What is sorted already, and what came until this began; null where all names have to be sorted, and when
    /// they are.
    private volatile @Nullable Sorting before;

    private volatile EndpointName @Nullable [] sorted;

    Sorting(@Nullable Sorting before) {
      this.before = before;
    }
  }

  /// Notes a name that is among the names by now.
  void onCame(EndpointName name) {
    Sorting current = latest.get();
    while (current != null) {
      current.noted.add(name);
      if (current.count.incrementAndGet() % NOTED_STEP == 0 && isTooMany(current)) {
        latest.compareAndSet(current, null);
      }
      // Whoever began to sort meanwhile may have missed it.
      Sorting next = latest.get();
      current = next == current ? null : next;
    }
  }

  /// How many names wait to be sorted into the others.
  int noted() {
    Sorting current = latest.get();
    return current == null ? 0 : current.count.get();
  }

  private boolean isTooMany(Sorting sorting) {
    return sorting.count.get() > NOTED_MAX + 2L * names.size();
  }

  /// All names that were there when this was called, in order; perhaps some that have gone since, or come. The
  /// array is shared: nobody writes to it.
  EndpointName[] sorted() {
    while (true) {
      Sorting current = latest.get();
      if (current != null && current.noted.isEmpty()) {
        EndpointName[] sorted = sorted(current);
        if (sorted.length <= GONE_MAX + 2L * names.size()) {
          return sorted;
        }
        current = null;
        latest.set(null);
      }
      Sorting next = new Sorting(current);
      if (latest.compareAndSet(current, next)) {
        return sorted(next);
      }
    }
  }

  private EndpointName[] sorted(Sorting sorting) {
    EndpointName[] known = sorting.sorted;
    if (known != null) {
      return known;
    }
    Sorting before = sorting.before;
    EndpointName[] made =
        before == null
            ? inOrder(names.toArray(new EndpointName[0]))
            : merged(sorted(before), inOrder(before.noted.toArray(new EndpointName[0])));
    sorting.sorted = made;
    sorting.before = null;
    return made;
  }

  private static EndpointName[] inOrder(EndpointName[] names) {
    Arrays.sort(names);
    return names;
  }

  /// Both in one, each name once.
  private static EndpointName[] merged(EndpointName[] sorted, EndpointName[] noted) {
    EndpointName[] all = new EndpointName[sorted.length + noted.length];
    int size = 0;
    int from = 0;
    for (EndpointName name : noted) {
      int found = Arrays.binarySearch(sorted, from, sorted.length, name);
      int to = found < 0 ? -1 - found : found + 1;
      System.arraycopy(sorted, from, all, size, to - from);
      size += to - from;
      from = to;
      if (size == 0 || !all[size - 1].equals(name)) {
        all[size++] = name;
      }
    }
    System.arraycopy(sorted, from, all, size, sorted.length - from);
    size += sorted.length - from;
    return size == all.length ? all : Arrays.copyOf(all, size);
  }
}
