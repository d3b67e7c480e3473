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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Gathers the leaves of a payload for one request path and makes nodes of them.
///
/// For each time there is one node, at the request path; the root has one node per resource instead.
/// Older times come first, leaves without time last.
final class Leaves {
  private static final Comparator<Leaf> BY_TIME_AND_PATH =
      Comparator.comparing(Leaf::time, Leaves::byAge).thenComparing(Leaf::path);

  private final Path base;
  private final Reading reading;
  private final Tolerances tolerances;
  private final List<Leaf> leaves = new ArrayList<>();

  /// The definition of the object of the leaf added last.
  private Optional<ObjectModel> object = Optional.empty();

  private int objectId = -1;

  Leaves(Path base, Reading reading, Tolerances tolerances) {
    this.base = base;
    this.reading = reading;
    this.tolerances = tolerances;
  }

  private static int byAge(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent()
        ? one.get().compareTo(other.get())
        : Boolean.compare(one.isEmpty(), other.isEmpty());
  }

  /// Adds a leaf, typed as the model says. The answer is what is wrong with it, if anything.
  Optional<String> add(Optional<Instant> time, Path path, Scalar scalar) {
    if (leaves.size() == reading.limits().valuesMax()) {
      return Optional.of("more than " + reading.limits().valuesMax() + " values");
    }
    if (path.depth() < 3) {
      return Optional.of("a value for " + path + ", which is no resource");
    }
    if (!base.contains(path)) {
      return Optional.of(path + " is not below " + base);
    }
    ResourceModel model = model(path);
    if (Typed.isKnown(model) && model.multiple() != path.isResourceInstance()) {
      return Optional.of(path + (path.isResource() ? " has instances alone" : " has no instances"));
    }
    DataType type = model.type();
    Value value = scalar.as(type);
    if (Typed.isMisfit(value)) {
      return Optional.of(path + " is " + Typed.refusal(type));
    }
    leaves.add(new Leaf(time, path, value));
    Optional<Tolerance> tolerance = scalar.tolerance(type);
    return tolerance.isPresent() ? tolerances.use(tolerance.get()) : Optional.empty();
  }

  private ResourceModel model(Path path) {
    if (path.objectId() != objectId) {
      objectId = path.objectId();
      object = reading.models().object(objectId);
    }
    return object.isPresent()
        ? object.get().resource(path.resourceId(), Typed.UNKNOWN)
        : Typed.UNKNOWN;
  }

  /// The leaf added last.
  Leaf last() {
    return leaves.getLast();
  }

  /// The nodes that the leaves make.
  Decoded decoded() {
    if (leaves.isEmpty()) {
      return nothing();
    }
    if (!isSorted()) {
      leaves.sort(BY_TIME_AND_PATH);
    }
    for (int i = 1; i < leaves.size(); i++) {
      Leaf one = leaves.get(i - 1);
      Leaf next = leaves.get(i);
      if (one.path().contains(next.path()) && one.time().equals(next.time())) {
        return broken(
            next.path(),
            one.path().equals(next.path()) ? "given twice" : "a value and instances of it");
      }
    }
    if (!base.isRoot() && leaves.getLast().time().equals(leaves.getFirst().time())) {
      Node node = node(0, leaves.size(), base.depth());
      Optional<Instant> time = leaves.getFirst().time();
      return time.isEmpty()
          ? Decoded.of(base, node, tolerances.used())
          : new Decoded.Nodes(List.of(new TimedNode(time, base, node)), tolerances.used());
    }
    List<TimedNode> nodes = new ArrayList<>();
    int from = 0;
    while (from < leaves.size()) {
      Optional<Instant> time = leaves.get(from).time();
      int to = from + 1;
      while (to < leaves.size() && leaves.get(to).time().equals(time)) {
        to++;
      }
      addNodes(from, to, nodes);
      from = to;
    }
    return new Decoded.Nodes(nodes, tolerances.used());
  }

  private boolean isSorted() {
    for (int i = 1; i < leaves.size(); i++) {
      Leaf one = leaves.get(i - 1);
      Leaf next = leaves.get(i);
      int order = byAge(one.time(), next.time());
      if (order > 0 || (order == 0 && one.path().compareTo(next.path()) > 0)) {
        return false;
      }
    }
    return true;
  }

  /// What a payload without leaf says: an object or instance without content, a multiple resource without
  /// instances.
  private Decoded nothing() {
    boolean multiple =
        base.isResource()
            && reading.models().resource(base).map(ResourceModel::multiple).orElse(false);
    if (base.depth() > 3 || (base.isResource() && !multiple)) {
      return broken(base, "no value");
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

  private static Decoded broken(Path path, String what) {
    return new Decoded.Broken(new Malformed(path.toString(), what));
  }

  /// Adds the nodes of the leaves from `start` to `stop`, which have one time, in the order of their paths.
  private void addNodes(int start, int stop, List<TimedNode> nodes) {
    int depth = base.isRoot() ? 3 : base.depth();
    int from = start;
    while (from < stop) {
      int to = end(leaves, from, stop, depth);
      Leaf first = leaves.get(from);
      nodes.add(new TimedNode(first.time(), first.path().prefix(depth), node(from, to, depth)));
      from = to;
    }
  }

  /// The node at `depth` above the leaves from `start` to `stop`, at least one.
  private Node node(int start, int stop, int depth) {
    Leaf first = leaves.get(start);
    return switch (depth) {
      case 1 -> {
        IdMap.Builder<Node.InstanceNode> instances = new IdMap.Builder<>(groups(start, stop, 2));
        int from = start;
        while (from < stop) {
          int to = end(leaves, from, stop, 2);
          Node.InstanceNode instance = instance(from, to);
          instances.add(instance.id(), instance);
          from = to;
        }
        yield new Node.ObjectNode(first.path().objectId(), instances.build());
      }
      case 2 -> instance(start, stop);
      case 3 -> resource(start, stop);
      default -> new Node.ResourceInstanceNode(first.path().resourceInstanceId(), first.value());
    };
  }

  private Node.InstanceNode instance(int start, int stop) {
    IdMap.Builder<Node.ResourceNode> resources = new IdMap.Builder<>(groups(start, stop, 3));
    int from = start;
    while (from < stop) {
      int to = end(leaves, from, stop, 3);
      Node.ResourceNode resource = resource(from, to);
      resources.add(resource.id(), resource);
      from = to;
    }
    return new Node.InstanceNode(leaves.get(start).path().instanceId(), resources.build());
  }

  private Node.ResourceNode resource(int start, int stop) {
    Leaf first = leaves.get(start);
    if (first.path().isResource()) {
      return new Node.SingleResource(first.path().resourceId(), first.value());
    }
    IdMap.Builder<Value> values = new IdMap.Builder<>(stop - start);
    for (int i = start; i < stop; i++) {
      values.add(leaves.get(i).path().resourceInstanceId(), leaves.get(i).value());
    }
    return new Node.MultipleResource(first.path().resourceId(), values.build());
  }

  /// How many nodes at `depth` the leaves from `start` to `stop` make.
  private int groups(int start, int stop, int depth) {
    int groups = 1;
    for (int i = start + 1; i < stop; i++) {
      groups += leaves.get(i).path().sharesWith(leaves.get(i - 1).path(), depth) ? 0 : 1;
    }
    return groups;
  }

  /// Where the leaves end, at `stop` at the latest, that share the first `depth` ids with the leaf at
  /// `from`.
  static int end(List<Leaf> leaves, int from, int stop, int depth) {
    Path first = leaves.get(from).path();
    int to = from + 1;
    while (to < stop && first.sharesWith(leaves.get(to).path(), depth)) {
      to++;
    }
    return to;
  }
}
