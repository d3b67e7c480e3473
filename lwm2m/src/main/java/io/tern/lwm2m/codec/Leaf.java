// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

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
import java.util.function.Consumer;

/// The value of one resource or resource instance, with its path and time.
record Leaf(Optional<Instant> time, Path path, Value value) {
  /// All leaves of `nodes`, each path once per time: where nodes overlap, as the paths of a composite may,
  /// the first one counts. Those of several nodes without time come in the order of their paths, so that
  /// an instance is in one piece.
  static List<Leaf> of(List<TimedNode> nodes) {
    List<Leaf> leaves = new ArrayList<>();
    for (TimedNode timed : nodes) {
      each(timed, leaves::add);
    }
    return nodes.size() < 2 ? leaves : distinct(leaves);
  }

  /// All leaves of one node.
  static List<Leaf> of(Path path, Node node) {
    List<Leaf> leaves = new ArrayList<>();
    each(new TimedNode(Optional.empty(), path, node), leaves::add);
    return leaves;
  }

  /// Shows every leaf of a node to `visitor`, in the order of their paths.
  static void each(TimedNode timed, Consumer<Leaf> visitor) {
    each(timed.time(), timed.path(), timed.node(), visitor);
  }

  private static void each(Optional<Instant> time, Path path, Node node, Consumer<Leaf> visitor) {
    switch (node) {
      case Node.ObjectNode object ->
          object
              .instances()
              .forEach((id, instance) -> each(time, path.child(id), instance, visitor));
      case Node.InstanceNode instance -> {
        for (Node.ResourceNode resource : instance.resources().values()) {
          each(time, path.child(resource.id()), resource, visitor);
        }
      }
      case Node.MultipleResource(int id, SortedMap<Integer, Value> values) ->
          values.forEach((rid, value) -> visitor.accept(new Leaf(time, path.child(rid), value)));
      case Node.SingleResource(int id, Value value) -> visitor.accept(new Leaf(time, path, value));
      case Node.ResourceInstanceNode(int id, Value value) ->
          visitor.accept(new Leaf(time, path, value));
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
