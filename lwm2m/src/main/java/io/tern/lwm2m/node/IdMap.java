// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable map from ids to what has them, ordered by id: two arrays, an eighth of what a tree of
/// entries takes. The nodes of the data tree hold their children in it.
@SuppressWarnings("JdkObsolete") // nodes promise no more than a SortedMap
final class IdMap<V> extends AbstractMap<Integer, V> implements SortedMap<Integer, V> {
  private static final IdMap<Object> EMPTY = new IdMap<>(new int[0], new Object[0]);

  /// Strictly ascending.
  private final int[] ids;

  private final Object[] values;

  /// @param ids strictly ascending; both arrays become the map's own
  IdMap(int[] ids, Object[] values) {
    this.ids = ids;
    this.values = values;
  }

  /// The map without entry.
  @SuppressWarnings("unchecked") // it holds no value of any type
  static <V> IdMap<V> empty() {
    return (IdMap<V>) EMPTY;
  }

  /// The entries of `map`, which has the natural order.
  @SuppressWarnings("unchecked") // an immutable map of some type is one of any wider type
  static <V> SortedMap<Integer, V> copyOf(SortedMap<Integer, ? extends V> map) {
    if (map instanceof IdMap<? extends V> same) {
      return (SortedMap<Integer, V>) same;
    }
    IdMapBuilder<V> builder = new IdMapBuilder<>(map.size());
    map.forEach(builder::add);
    return builder.build();
  }

  @Override
  public int size() {
    return ids.length;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int index = indexOf(key);
    return index < 0 ? null : value(index);
  }

  private int indexOf(@Nullable Object key) {
    return key instanceof Integer id ? Arrays.binarySearch(ids, id) : -1;
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  private V value(int index) {
    return (V) values[index];
  }

  @Override
  public void forEach(BiConsumer<? super Integer, ? super V> action) {
    for (int i = 0; i < ids.length; i++) {
      action.accept(ids[i], value(i));
    }
  }

  @Override
  @SuppressWarnings("unchecked") // nothing else is put in
  public Collection<V> values() {
    return Collections.unmodifiableList((List<V>) Arrays.asList(values));
  }

  @Override
  public Set<Map.Entry<Integer, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return ids.length;
      }

      @Override
      public Iterator<Map.Entry<Integer, V>> iterator() {
        return entries();
      }
    };
  }

  private Iterator<Map.Entry<Integer, V>> entries() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < ids.length;
      }

      @Override
      public Map.Entry<Integer, V> next() {
        if (next == ids.length) {
          throw new NoSuchElementException();
        }
        return Map.entry(ids[next], value(next++));
      }
    };
  }

  @Override
  public @Nullable Comparator<? super Integer> comparator() {
    return null;
  }

  @Override
  public Integer firstKey() {
    return key(0);
  }

  @Override
  public Integer lastKey() {
    return key(ids.length - 1);
  }

  private Integer key(int index) {
    if (ids.length == 0) {
      throw new NoSuchElementException();
    }
    return ids[index];
  }

  @Override
  public IdMap<V> subMap(Integer from, Integer to) {
    return range(floor(from), Math.max(floor(from), floor(to)));
  }

  @Override
  public IdMap<V> headMap(Integer to) {
    return range(0, floor(to));
  }

  @Override
  public IdMap<V> tailMap(Integer from) {
    return range(floor(from), ids.length);
  }

  private IdMap<V> range(int from, int to) {
    return new IdMap<>(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(values, from, to));
  }

  /// How many ids are below `id`.
  private int floor(int id) {
    int index = Arrays.binarySearch(ids, id);
    return index < 0 ? -index - 1 : index;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof IdMap<?> other
        ? Arrays.equals(ids, other.ids) && Arrays.equals(values, other.values)
        : super.equals(object);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
