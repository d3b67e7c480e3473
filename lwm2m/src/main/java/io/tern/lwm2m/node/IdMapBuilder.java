// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import java.util.Arrays;
import java.util.SortedMap;

/// Collects the children of a node in ascending order of their ids, for a map that the node takes over
/// without a copy.
public final class IdMapBuilder<V> {
  private int[] ids;
  private Object[] values;
  private int size;

  /// A builder with room for so many entries; it grows when that is too little.
  public IdMapBuilder(int sizeExpected) {
    ids = new int[sizeExpected];
    values = new Object[sizeExpected];
  }

  /// Adds an entry.
  ///
  /// @throws IllegalArgumentException if the id is not greater than the last one
  public IdMapBuilder<V> add(int id, V value) {
    if (size > 0 && id <= ids[size - 1]) {
      throw new IllegalArgumentException("id " + id + " behind " + ids[size - 1]);
    }
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size + size / 2 + 1);
      values = Arrays.copyOf(values, ids.length);
    }
    ids[size] = id;
    values[size++] = value;
    return this;
  }

  /// An immutable map of what was added so far.
  public SortedMap<Integer, V> build() {
    return size == 0
        ? IdMap.empty()
        : new IdMap<>(Arrays.copyOf(ids, size), Arrays.copyOf(values, size));
  }
}
