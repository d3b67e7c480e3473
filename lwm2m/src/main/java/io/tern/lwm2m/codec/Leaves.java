// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gathers the leaves of a payload for one request path and makes nodes of them.
///
/// For each time there is one node, at the request path; the root has one node per resource instead.
/// Older times come first, leaves without time last. Most payloads have one time at most and name their
/// leaves in the order of the paths: of these, nothing is sorted and nothing made but the nodes.
final class Leaves {
  private static final int EXPECTED_MAX = 64;

  private static final Comparator<Leaf> BY_TIME_AND_PATH =
      Comparator.comparing(Leaf::time, Leaves::byAge).thenComparing(Leaf::path);

  private final Path base;

  /// The bits of a path that lie below the base, for every path alike.
  private final long baseMask;

  private final Reading reading;
  private final Tolerances tolerances;

  /// Of each leaf: the ids and the depth of its path, its time, null for none, and its value.
  private long[] ids;

  private byte[] depths;
  private @Nullable Instant[] times;
  private Value[] values;
  private int size;

  /// Whether all leaves have one time, and each stands behind the one before it.
  private boolean isOrdered = true;

  /// The definition of the object and of the resource of the leaf added last.
  private Optional<ObjectModel> object = Optional.empty();

  private ResourceModel resource = Typed.UNKNOWN;

  /// Behind that definition, where the next one is likely to be.
  private int place;

  /// @param expected how many leaves there may be, more or less
  Leaves(Path base, Reading reading, Tolerances tolerances, int expected) {
    this.base = base;
    this.baseMask = base.isRoot() ? 0 : -1L << (64 - 16 * base.depth());
    this.reading = reading;
    this.tolerances = tolerances;
    int room = Math.clamp(expected, 1, EXPECTED_MAX);
    ids = new long[room];
    depths = new byte[room];
    times = new Instant[room];
    values = new Value[room];
  }

  private static int byAge(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent()
        ? one.get().compareTo(other.get())
        : Boolean.compare(one.isEmpty(), other.isEmpty());
  }

  /// Adds a leaf, typed as the model says. The answer is what is wrong with it, if anything.
  Optional<String> add(Optional<Instant> time, Path path, Scalar scalar) {
    return add(time, path.bits(), path.depth(), scalar);
  }

  /// The same for the path of [Path#ofBits].
  Optional<String> add(Optional<Instant> time, long path, int depth, Scalar scalar) {
    if (size == reading.limits().valuesMax()) {
      return Optional.of("more than " + size + " values");
    }
    if (isMisplaced(path, depth)) {
      return misplaced(path, depth);
    }
    ResourceModel model = model(path);
    if (Typed.isKnown(model) && model.multiple() != (depth == 4)) {
      String what = depth == 3 ? " has instances alone" : " has no instances";
      return Optional.of(Path.ofBits(path, depth) + what);
    }
    DataType type = model.type();
    Value value = scalar.as(type);
    if (Typed.isMisfit(value)) {
      return Optional.of(Path.ofBits(path, depth) + " is " + Typed.refusal(type));
    }
    put(time.isPresent() ? time.get() : null, path, depth, value);
    Optional<Tolerance> tolerance = scalar.tolerance(type);
    return tolerance.isPresent() ? tolerances.use(tolerance.get()) : Optional.empty();
  }

  private boolean isMisplaced(long path, int depth) {
    return depth < 3 || depth < base.depth() || ((path ^ base.bits()) & baseMask) != 0;
  }

  /// Why there can be no leaf at the path of [Path#ofBits], if so: it is no resource, or not below the base.
  Optional<String> misplaced(long bits, int depth) {
    if (!isMisplaced(bits, depth)) {
      return Optional.empty();
    }
    Path path = Path.ofBits(bits, depth);
    return Optional.of(
        depth < 3
            ? "a value for " + path + ", which is no resource"
            : path + " is not below " + base);
  }

  private void put(@Nullable Instant time, long path, int depth, Value value) {
    if (size == ids.length) {
      int room = size * 2;
      ids = Arrays.copyOf(ids, room);
      depths = Arrays.copyOf(depths, room);
      times = Arrays.copyOf(times, room);
      values = Arrays.copyOf(values, room);
    }
    if (size > 0 && isOrdered) {
      long last = ids[size - 1];
      boolean isInstanceOfLast = depths[size - 1] == 3 && (last ^ path) >>> 16 == 0;
      isOrdered =
          Long.compareUnsigned(last, path) < 0
              && !isInstanceOfLast
              && Objects.equals(times[size - 1], time);
    }
    ids[size] = path;
    depths[size] = (byte) depth;
    times[size] = time;
    values[size++] = value;
  }

  private ResourceModel model(long path) {
    boolean isFirst = size == 0;
    long last = isFirst ? 0 : ids[size - 1];
    if (isFirst || (path ^ last) >>> 48 != 0) {
      object = reading.models().object((int) (path >>> 48));
    } else if ((path ^ last) >>> 16 == 0) {
      return resource;
    }
    resource = object.isPresent() ? model(object.get(), id(path, 3)) : Typed.UNKNOWN;
    return resource;
  }

  private ResourceModel model(ObjectModel model, int id) {
    int found = IdMap.index(model.resources(), id, place);
    place = found + 1;
    return found < 0 ? Typed.UNKNOWN : IdMap.valueAt(model.resources(), found);
  }

  /// The id of a path that makes it `depth` ids deep.
  private static int id(long path, int depth) {
    return (int) (path >>> 64 - 16 * depth) & 0xFFFF;
  }

  /// The value added last.
  Value last() {
    return values[size - 1];
  }

  /// The nodes that the leaves make.
  Decoded decoded() {
    if (size == 0) {
      return nothing();
    }
    Optional<Malformed> conflict = conflict();
    if (conflict.isPresent()) {
      return new Decoded.Broken(conflict.get());
    }
    if (!base.isRoot() && isSameTime(0, size - 1)) {
      Node node = node(0, size, base.depth());
      return times[0] == null
          ? Decoded.of(base, node, tolerances.used())
          : new Decoded.Nodes(List.of(new TimedNode(time(0), base, node)), tolerances.used());
    }
    List<TimedNode> nodes = new ArrayList<>();
    int from = 0;
    while (from < size) {
      int to = from + 1;
      while (to < size && isSameTime(from, to)) {
        to++;
      }
      addNodes(from, to, nodes);
      from = to;
    }
    return new Decoded.Nodes(nodes, tolerances.used());
  }

  private boolean isSameTime(int one, int other) {
    return Objects.equals(times[one], times[other]);
  }

  private Optional<Instant> time(int index) {
    return Optional.ofNullable(times[index]);
  }

  private Path path(int index) {
    return Path.ofBits(ids[index], depths[index]);
  }

  /// Which of the leaves exclude each other, if any do: one path twice, or a value and instances of it.
  Optional<Malformed> conflict() {
    return isOrdered ? Optional.empty() : sort();
  }

  /// Puts the leaves in order; the answer is which of them exclude each other, if any do.
  private Optional<Malformed> sort() {
    List<Leaf> leaves = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      leaves.add(new Leaf(time(i), path(i), values[i]));
    }
    leaves.sort(BY_TIME_AND_PATH);
    for (int i = 0; i < size; i++) {
      Leaf leaf = leaves.get(i);
      if (i > 0 && leaves.get(i - 1).path().contains(leaf.path())) {
        Leaf before = leaves.get(i - 1);
        if (before.time().equals(leaf.time())) {
          boolean twice = before.path().equals(leaf.path());
          String what = twice ? "given twice" : "a value and instances of it";
          return Optional.of(new Malformed(leaf.path().toString(), what));
        }
      }
      ids[i] = leaf.path().bits();
      depths[i] = (byte) leaf.path().depth();
      times[i] = leaf.time().isPresent() ? leaf.time().get() : null;
      values[i] = leaf.value();
    }
    return Optional.empty();
  }

  /// What a payload without leaf says: an object or instance without content, a multiple resource without
  /// instances.
  private Decoded nothing() {
    boolean multiple =
        base.isResource()
            && reading.models().resource(base).map(ResourceModel::multiple).orElse(false);
    if (base.depth() > 3 || (base.isResource() && !multiple)) {
      return new Decoded.Broken(new Malformed(base.toString(), "no value"));
    }
    return switch (base.depth()) {
      case 0 -> new Decoded.Nodes(List.of(), tolerances.used());
      case 1 -> empty(new Node.ObjectNode(base.objectId(), Collections.emptySortedMap()));
      case 2 -> empty(new Node.InstanceNode(base.instanceId(), Collections.emptySortedMap()));
      default -> empty(new Node.MultipleResource(base.resourceId(), Collections.emptySortedMap()));
    };
  }

  private Decoded empty(Node node) {
    return Decoded.of(base, node, tolerances.used());
  }

  /// Adds the nodes of the leaves from `start` to `stop`, which have one time, in the order of their paths.
  private void addNodes(int start, int stop, List<TimedNode> nodes) {
    int depth = base.isRoot() ? 3 : base.depth();
    int from = start;
    while (from < stop) {
      int to = end(from, stop, depth);
      nodes.add(new TimedNode(time(from), path(from).prefix(depth), node(from, to, depth)));
      from = to;
    }
  }

  /// The node at `depth` above the leaves from `start` to `stop`, at least one.
  private Node node(int start, int stop, int depth) {
    return switch (depth) {
      case 1 -> object(start, stop);
      case 2 -> instance(start, stop);
      case 3 -> resource(start, stop);
      default -> new Node.ResourceInstanceNode(id(ids[start], 4), values[start]);
    };
  }

  private Node.ObjectNode object(int start, int stop) {
    Node.InstanceNode[] instances = new Node.InstanceNode[groups(start, stop, 2)];
    int from = start;
    for (int i = 0; i < instances.length; i++) {
      int to = end(from, stop, 2);
      instances[i] = instance(from, to);
      from = to;
    }
    return new Node.ObjectNode(id(ids[start], 1), IdMap.ofAscending(instances));
  }

  private Node.InstanceNode instance(int start, int stop) {
    Node.ResourceNode[] resources = new Node.ResourceNode[groups(start, stop, 3)];
    int from = start;
    for (int i = 0; i < resources.length; i++) {
      int to = end(from, stop, 3);
      resources[i] = resource(from, to);
      from = to;
    }
    return new Node.InstanceNode(id(ids[start], 2), IdMap.ofAscending(resources));
  }

  private Node.ResourceNode resource(int start, int stop) {
    int id = id(ids[start], 3);
    if (depths[start] == 3) {
      return new Node.SingleResource(id, values[start]);
    }
    if (id(ids[stop - 1], 4) == stop - start - 1) {
      Value[] dense = Arrays.copyOfRange(values, start, stop);
      return new Node.MultipleResource(id, IdMap.ofDense(dense));
    }
    IdMap.Builder<Value> sparse = new IdMap.Builder<>(stop - start);
    for (int i = start; i < stop; i++) {
      sparse.add(id(ids[i], 4), values[i]);
    }
    return new Node.MultipleResource(id, sparse.build());
  }

  /// How many nodes at `depth` the leaves from `start` to `stop` make.
  private int groups(int start, int stop, int depth) {
    int shift = 64 - 16 * depth;
    int groups = 1;
    for (int i = start + 1; i < stop; i++) {
      groups += (ids[i] ^ ids[i - 1]) >>> shift == 0 ? 0 : 1;
    }
    return groups;
  }

  /// Where the leaves end, at `stop` at the latest, that share the first `depth` ids with the leaf at
  /// `from`.
  private int end(int from, int stop, int depth) {
    int shift = 64 - 16 * depth;
    int to = from + 1;
    while (to < stop && (ids[from] ^ ids[to]) >>> shift == 0) {
      to++;
    }
    return to;
  }
}
