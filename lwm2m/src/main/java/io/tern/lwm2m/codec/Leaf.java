// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// The value of one resource or resource instance, with its path and time.
record Leaf(Optional<Instant> time, Path path, Value value) {
  /// All leaves of `nodes`, each path once per time: where nodes overlap, as the paths of a composite may,
  /// the first one counts. Those of several nodes without time come in the order of their paths, so that
  /// an instance is in one piece.
  static List<Leaf> of(List<TimedNode> nodes) {
    if (nodes.size() == 1) {
      TimedNode only = nodes.getFirst();
      List<Leaf> leaves = new ArrayList<>(count(only.node()));
      add(only.time(), only.path(), only.node(), leaves);
      return leaves;
    }
    List<Leaf> leaves = new ArrayList<>();
    for (TimedNode timed : nodes) {
      add(timed.time(), timed.path(), timed.node(), leaves);
    }
    return distinct(leaves);
  }

  /// All leaves of one node.
  static List<Leaf> of(Path path, Node node) {
    List<Leaf> leaves = new ArrayList<>(count(node));
    add(Optional.empty(), path, node, leaves);
    return leaves;
  }

  /// Adds every leaf of a node, in the order of their paths.
  private static void add(Optional<Instant> time, Path path, Node node, List<Leaf> leaves) {
    switch (node) {
      case Node.ObjectNode object -> {
        SortedMap<Integer, Node.InstanceNode> instances = object.instances();
        for (int i = 0; i < instances.size(); i++) {
          Node.InstanceNode instance = IdMap.valueAt(instances, i);
          addResources(time, path.child(instance.id()), instance, leaves);
        }
      }
      case Node.InstanceNode instance -> addResources(time, path, instance, leaves);
      case Node.MultipleResource many -> addValues(time, path, many, leaves);
      case Node.SingleResource one -> leaves.add(new Leaf(time, path, one.value()));
      case Node.ResourceInstanceNode one -> leaves.add(new Leaf(time, path, one.value()));
    }
  }

  private static void addResources(
      Optional<Instant> time, Path path, Node.InstanceNode instance, List<Leaf> leaves) {
    SortedMap<Integer, Node.ResourceNode> resources = instance.resources();
    for (int i = 0; i < resources.size(); i++) {
      Node.ResourceNode resource = IdMap.valueAt(resources, i);
      if (resource instanceof Node.SingleResource one) { // as most are: before the switch
        leaves.add(new Leaf(time, path.child(one.id()), one.value()));
      } else {
        add(time, path.child(resource.id()), resource, leaves);
      }
    }
  }

  private static void addValues(
      Optional<Instant> time, Path path, Node.MultipleResource many, List<Leaf> leaves) {
    SortedMap<Integer, Value> values = many.values();
    for (int i = 0; i < values.size(); i++) {
      leaves.add(new Leaf(time, path.child(IdMap.idAt(values, i)), IdMap.valueAt(values, i)));
    }
  }

  /// How many leaves a node has.
  static int count(Node node) {
    return switch (node) {
      case Node.ObjectNode object -> {
        int count = 0;
        for (Node.InstanceNode instance : object.instances().values()) {
          count += count(instance);
        }
        yield count;
      }
      case Node.InstanceNode instance -> {
        int count = 0;
        for (Node.ResourceNode resource : instance.resources().values()) {
          count += resource instanceof Node.MultipleResource many ? many.values().size() : 1;
        }
        yield count;
      }
      case Node.MultipleResource many -> many.values().size();
      case Node.SingleResource one -> 1;
      case Node.ResourceInstanceNode one -> 1;
    };
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

  private static List<Leaf> distinct(List<Leaf> leaves) {
    Set<Place> seen = new HashSet<>();
    leaves.removeIf(leaf -> !seen.add(new Place(leaf.time, leaf.path)));
    if (leaves.stream().allMatch(leaf -> leaf.time.isEmpty())) {
      leaves.sort(Comparator.comparing(Leaf::path));
    }
    return leaves;
  }

  private record Place(Optional<Instant> time, Path path) {}
}
