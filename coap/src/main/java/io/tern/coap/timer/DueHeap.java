// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.timer;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The timers of the current tick as a binary heap, the first one on top. An entry knows its index, so
/// that it can be taken out from the middle.
final class DueHeap {
  private static final int CAPACITY_KEPT = 1024;

  private @Nullable Entry[] entries = new @Nullable Entry[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /// The entry with the earliest deadline; there must be one.
  Entry first() {
    return entry(0);
  }

  void add(Entry entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    siftUp(entry, size++);
  }

  void remove(Entry entry) {
    int index = entry.heapIndex;
    Entry last = entry(--size);
    entries[size] = null;
    if (last != entry) {
      siftDown(last, index);
      if (last.heapIndex == index) {
        siftUp(last, index);
      }
    }
    if (size == 0 && entries.length > CAPACITY_KEPT) {
      entries = new @Nullable Entry[CAPACITY_KEPT];
    }
  }

  private void siftUp(Entry entry, int from) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) / 2;
      if (entry(parent).isBefore(entry)) {
        break;
      }
      put(entry(parent), index);
      index = parent;
    }
    put(entry, index);
  }

  private void siftDown(Entry entry, int from) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && entry(child + 1).isBefore(entry(child))) {
        child++;
      }
      if (entry.isBefore(entry(child))) {
        break;
      }
      put(entry(child), index);
      index = child;
    }
    put(entry, index);
  }

  private void put(Entry entry, int index) {
    entries[index] = entry;
    entry.heapIndex = index;
  }

  private Entry entry(int index) {
    return Objects.requireNonNull(entries[index]);
  }
}
