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

/// The value of one resource or resource instance, with its path and time.
record Leaf(Optional<Instant> time, Path path, Value value) {
  /// All leaves of `nodes`, each path once per time: where nodes overlap, as the paths of a composite may,
  /// the first one counts. Those of several nodes without time come in the order of their paths, so that
  /// an instance is in one piece.
  static List<Leaf> of(List<TimedNode> nodes) {
    List<Leaf> leaves = new ArrayList<>();
    for (TimedNode timed : nodes) {
      collect(timed.time(), timed.path(), timed.node(), leaves);
    }
    return nodes.size() < 2 ? leaves : distinct(leaves);
  }

  /// All leaves of one node.
  static List<Leaf> of(Path path, Node node) {
    List<Leaf> leaves = new ArrayList<>();
    collect(Optional.empty(), path, node, leaves);
    return leaves;
  }

  private static void collect(Optional<Instant> time, Path path, Node node, List<Leaf> leaves) {
    switch (node) {
      case Node.ObjectNode object ->
          object
              .instances()
              .forEach((id, instance) -> collect(time, path.child(id), instance, leaves));
      case Node.InstanceNode instance ->
          instance
              .resources()
              .forEach((id, resource) -> collect(time, path.child(id), resource, leaves));
      case Node.MultipleResource(int id, SortedMap<Integer, Value> values) ->
          values.forEach((rid, value) -> leaves.add(new Leaf(time, path.child(rid), value)));
      case Node.SingleResource(int id, Value value) -> leaves.add(new Leaf(time, path, value));
      case Node.ResourceInstanceNode(int id, Value value) ->
          leaves.add(new Leaf(time, path, value));
    }
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
