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

/// Immutable maps by id, ascending, in two arrays: what trees of instances and resources are made of. One
/// entry takes 6 bytes, that of a [java.util.TreeMap] 40 to 60.
public final class IdMap {
  private static final char[] NO_IDS = {};
  private static final Object[] NO_VALUES = {};
  private static final Arrayed<Object> EMPTY = new Arrayed<>(NO_IDS, NO_VALUES);

  private IdMap() {}

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

  /// The id at `index` of `map`, which this class made: for loops without boxing.
  public static int idAt(SortedMap<Integer, ?> map, int index) {
    return ((Arrayed<?>) map).ids[index];
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
    @SuppressWarnings("unchecked")
    public SortedMap<Integer, V> build() {
      if (size == 0) {
        return (SortedMap<Integer, V>) (SortedMap<Integer, ?>) EMPTY;
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

  // A navigable map has fifteen methods more, which nobody needs here.
  @SuppressWarnings("JdkObsolete")
  private static final class Arrayed<V> extends AbstractMap<Integer, V>
      implements SortedMap<Integer, V> {
    private final char[] ids;
    private final Object[] values;

    Arrayed(char[] ids, Object[] values) {
      this.ids = ids;
      this.values = values;
    }

    /// Where `id` is; negative where it is not, as [Arrays#binarySearch(char[], char)] says it.
    int index(int id) {
      if (id >= 0 && id < ids.length && ids[id] == id) {
        return id;
      }
      return id == (char) id ? Arrays.binarySearch(ids, (char) id) : -1;
    }

    @SuppressWarnings("unchecked")
    V value(int index) {
      return (V) values[index];
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
    public int size() {
      return ids.length;
    }

    @Override
    public void forEach(BiConsumer<? super Integer, ? super V> action) {
      for (int i = 0; i < ids.length; i++) {
        action.accept((int) ids[i], value(i));
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Collection<V> values() {
      return (Collection<V>) (Collection<?>) new Values(values);
    }

    @Override
    public Set<Entry<Integer, V>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public int size() {
          return ids.length;
        }

        @Override
        public Iterator<Entry<Integer, V>> iterator() {
          return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
              return next < ids.length;
            }

            @Override
            public Entry<Integer, V> next() {
              if (!hasNext()) {
                throw new NoSuchElementException();
              }
              return Map.entry((int) ids[next], value(next++));
            }
          };
        }
      };
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
      return between(indexOf(from), ids.length);
    }

    private Arrayed<V> between(int from, int to) {
      return new Arrayed<>(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(values, from, to));
    }

    /// Index of the first id that is `id` or greater.
    private int indexOf(int id) {
      int at = Math.clamp(id, 0, 65536);
      int index = at == 65536 ? -ids.length - 1 : Arrays.binarySearch(ids, (char) at);
      return index < 0 ? -index - 1 : index;
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
      return (int) ids[index];
    }
  }
}
