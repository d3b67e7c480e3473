// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Immutable maps by id, ascending, in two arrays, or in one where the values know their ids: what trees of
/// instances and resources are made of. One entry takes 4 to 6 bytes, that of a [java.util.TreeMap] 40 to 60.
public final class IdMap {
  private static final char[] NO_IDS = {};
  private static final Object[] NO_VALUES = {};

  /// 0, 1, 2 and so on, shared by maps of such ids.
  private static final char[] DENSE_IDS = denseIds(64);

  private static final Arrayed<Object> EMPTY = new Arrayed<>(NO_IDS, NO_VALUES);

  private IdMap() {}

  /// What knows its id.
  public interface Identified {
    /// The id, 0 to 65535; always the same.
    int id();
  }

  private static char[] denseIds(int count) {
    char[] ids = new char[count];
    for (int i = 0; i < count; i++) {
      ids[i] = (char) i;
    }
    return ids;
  }

  /// The map of `values` by their ids. The array belongs to the map from then on.
  ///
  /// @param values in ascending order of their ids, each id once
  public static <V extends Identified> SortedMap<Integer, V> ofAscending(V[] values) {
    return values.length == 0 ? empty() : new Arrayed<>(NO_IDS, values);
  }

  /// The map of `values` by their place: 0, 1, 2 and so on. The array belongs to the map from then on.
  public static <V> SortedMap<Integer, V> ofDense(V[] values) {
    if (values.length == 0) {
      return empty();
    }
    return new Arrayed<>(
        values.length <= DENSE_IDS.length ? DENSE_IDS : denseIds(values.length), values);
  }

  @SuppressWarnings("unchecked")
  private static <V> SortedMap<Integer, V> empty() {
    return (SortedMap<Integer, V>) (SortedMap<Integer, ?>) EMPTY;
  }

  /// What `map` holds; `map` itself where it is such a map already.
  @SuppressWarnings("unchecked")
  public static <V> SortedMap<Integer, V> copyOf(Map<Integer, ? extends V> map) {
    if (map instanceof Arrayed<?> same) {
      return (Arrayed<V>) same;
    }
    Builder<V> builder = new Builder<>(map.size());
    map.forEach(builder::add);
    return builder.build();
  }

  /// What `id` stands for in `map`. In such a map it is found without boxing the id.
  public static <V> Optional<V> find(SortedMap<Integer, V> map, int id) {
    if (map instanceof Arrayed<V> arrayed) {
      int index = arrayed.index(id);
      return index < 0 ? Optional.empty() : Optional.of(arrayed.value(index));
    }
    return Optional.ofNullable(map.get(id));
  }

  /// What `id` stands for in `map`, `otherwise` where it stands for nothing.
  public static <V> V find(SortedMap<Integer, V> map, int id, V otherwise) {
    if (map instanceof Arrayed<V> arrayed) {
      int index = arrayed.index(id);
      return index < 0 ? otherwise : arrayed.value(index);
    }
    return map.getOrDefault(id, otherwise);
  }

  /// Where `id` is in `map`, which this class made; -1 where it is not. Found at once where it is at `hint`, 0
  /// or greater.
  public static int index(SortedMap<Integer, ?> map, int id, int hint) {
    Arrayed<?> arrayed = (Arrayed<?>) map;
    return hint < arrayed.values.length && arrayed.id(hint) == id ? hint : arrayed.index(id);
  }

  /// The id at `index` of `map`, which this class made: for loops without boxing.
  public static int idAt(SortedMap<Integer, ?> map, int index) {
    return ((Arrayed<?>) map).id(index);
  }

  /// What that id stands for.
  public static <V> V valueAt(SortedMap<Integer, V> map, int index) {
    return ((Arrayed<V>) map).value(index);
  }

  /// Gathers ids in any order. Not safe for use by several threads.
  ///
  /// @param <V> what the ids stand for
  public static final class Builder<V> {
    private char[] ids;
    private Object[] values;
    private int size;
    private boolean isAscending = true;
    private OptionalInt repeated = OptionalInt.empty();

    public Builder() {
      this(4);
    }

    /// A builder for `expected` ids, which takes more and fewer as well.
    public Builder(int expected) {
      ids = expected == 0 ? NO_IDS : new char[expected];
      values = expected == 0 ? NO_VALUES : new Object[expected];
    }

    /// Begins another map, of `expected` ids, after [#build].
    public void begin(int expected) {
      ids = expected == 0 ? NO_IDS : new char[expected];
      values = expected == 0 ? NO_VALUES : new Object[expected];
      size = 0;
      isAscending = true;
      repeated = OptionalInt.empty();
    }

    /// Adds what `id`, 0 to 65535, stands for; of several additions of one id the last one counts.
    public Builder<V> add(int id, V value) {
      Objects.checkIndex(id, 65536);
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, Math.max(4, size * 2));
        values = Arrays.copyOf(values, Math.max(4, size * 2));
      }
      isAscending &= size == 0 || id > ids[size - 1];
      ids[size] = (char) id;
      values[size++] = value;
      return this;
    }

    /// An id that was added more than once, as the last [#build] found out.
    public OptionalInt repeated() {
      return repeated;
    }

    /// The map of what has been added; the builder is of no use before [#begin].
    public SortedMap<Integer, V> build() {
      if (size == 0) {
        return empty();
      }
      if (!isAscending) {
        sort();
      }
      return size == ids.length
          ? new Arrayed<>(ids, values)
          : new Arrayed<>(Arrays.copyOf(ids, size), Arrays.copyOf(values, size));
    }

    /// Orders the ids, and of equal ones keeps the one added last.
    private void sort() {
      long[] order = new long[size];
      for (int i = 0; i < size; i++) {
        order[i] = (long) ids[i] << 32 | i;
      }
      Arrays.sort(order);
      char[] sortedIds = new char[size];
      Object[] sortedValues = new Object[size];
      int to = 0;
      for (long place : order) {
        int id = (int) (place >> 32);
        if (to > 0 && sortedIds[to - 1] == id) {
          repeated = OptionalInt.of(id);
          to--;
        }
        sortedIds[to] = (char) id;
        sortedValues[to++] = values[(int) place];
      }
      ids = sortedIds;
      values = sortedValues;
      size = to;
    }
  }

  /// The values of a map, in order of their ids.
  private static final class Values extends AbstractCollection<Object> {
    private final Object[] values;

    Values(Object[] values) {
      this.values = values;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Iterator<Object> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < values.length;
        }

        @Override
        public Object next() {
          if (next == values.length) {
            throw new NoSuchElementException();
          }
          return values[next++];
        }
      };
    }
  }

  /// A map as [AbstractMap] does what takes a walk over the entries.
  private static final class Walked<V> extends AbstractMap<Integer, V> {
    private final Arrayed<V> map;

    Walked(Arrayed<V> map) {
      this.map = map;
    }

    @Override
    public Set<Entry<Integer, V>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public int size() {
          return map.size();
        }

        @Override
        public Iterator<Entry<Integer, V>> iterator() {
          return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
              return next < map.size();
            }

            @Override
            public Entry<Integer, V> next() {
              if (!hasNext()) {
                throw new NoSuchElementException();
              }
              return Map.entry(map.id(next), map.value(next++));
            }
          };
        }
      };
    }
  }

  // A navigable map has fifteen methods more, which nobody needs here.
  @SuppressWarnings("JdkObsolete")
  private static final class Arrayed<V> implements SortedMap<Integer, V> {
    /// At least as many as there are values; none where the values know their ids.
    private final char[] ids;

    private final Object[] values;

    Arrayed(char[] ids, Object[] values) {
      this.ids = ids;
      this.values = values;
    }

    int id(int index) {
      return ids.length == 0 ? ((Identified) values[index]).id() : ids[index];
    }

    @SuppressWarnings("unchecked")
    V value(int index) {
      return (V) values[index];
    }

    /// Where `id` is; -1 where it is not. Ids that follow each other, at either end, are found at once.
    int index(int id) {
      int end = values.length - 1;
      if (end < 0) {
        return -1;
      }
      int front = id - id(0);
      if (front >= 0 && front <= end && id(front) == id) {
        return front;
      }
      int back = end - id(end) + id;
      if (back >= 0 && back <= end && id(back) == id) {
        return back;
      }
      int index = indexOf(id);
      return index <= end && id(index) == id ? index : -1;
    }

    /// Index of the first id that is `id` or greater.
    private int indexOf(int id) {
      int low = 0;
      int high = values.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (id(middle) < id) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
      int index = key instanceof Integer id ? index(id) : -1;
      return index < 0 ? null : value(index);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof Integer id && index(id) >= 0;
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
      return value != null && values().contains(value);
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isEmpty() {
      return values.length == 0;
    }

    @Override
    public void forEach(BiConsumer<? super Integer, ? super V> action) {
      for (int i = 0; i < values.length; i++) {
        action.accept(id(i), value(i));
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Collection<V> values() {
      return (Collection<V>) (Collection<?>) new Values(values);
    }

    @Override
    public Set<Entry<Integer, V>> entrySet() {
      return new Walked<>(this).entrySet();
    }

    @Override
    public Set<Integer> keySet() {
      return new Walked<>(this).keySet();
    }

    @Override
    public @Nullable Comparator<? super Integer> comparator() {
      return null;
    }

    @Override
    public Arrayed<V> subMap(Integer from, Integer to) {
      if (from > to) {
        throw new IllegalArgumentException(from + " to " + to);
      }
      return between(indexOf(from), indexOf(to));
    }

    @Override
    public Arrayed<V> headMap(Integer to) {
      return between(0, indexOf(to));
    }

    @Override
    public Arrayed<V> tailMap(Integer from) {
      return between(indexOf(from), values.length);
    }

    private Arrayed<V> between(int from, int to) {
      return new Arrayed<>(
          ids.length == 0 ? NO_IDS : Arrays.copyOfRange(ids, from, to),
          Arrays.copyOfRange(values, from, to));
    }

    @Override
    public Integer firstKey() {
      return key(0);
    }

    @Override
    public Integer lastKey() {
      return key(values.length - 1);
    }

    private Integer key(int index) {
      if (values.length == 0) {
        throw new NoSuchElementException();
      }
      return id(index);
    }

    @Override
    public V put(Integer key, V value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(Map<? extends Integer, ? extends V> map) {
      throw new UnsupportedOperationException();
    }

    @Override
    public V remove(@Nullable Object key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object == this
          || (object instanceof Arrayed<?> other
              ? sameAs(other)
              : new Walked<>(this).equals(object));
    }

    private boolean sameAs(Arrayed<?> other) {
      boolean same = values.length == other.values.length;
      for (int i = 0; same && i < values.length; i++) {
        same = id(i) == other.id(i) && values[i].equals(other.values[i]);
      }
      return same;
    }

    @Override
    public int hashCode() {
      return new Walked<>(this).hashCode();
    }

    @Override
    public String toString() {
      return new Walked<>(this).toString();
    }
  }
}
