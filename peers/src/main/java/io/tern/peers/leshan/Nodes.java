// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.node.LwM2mChildNode;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.TimestampedLwM2mNode;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.request.ContentFormat;
import org.jspecify.annotations.Nullable;

/// Leshan's node trees as words, and back.
final class Nodes {

  private Nodes() {}

  /// The values under `node`, which stands at `path`, in the order of their paths.
  static List<String> words(LwM2mPath path, @Nullable LwM2mNode node) {
    List<Leaf> leaves = new ArrayList<>();
    collect(path, node, leaves);
    return leaves.stream().map(Leaf::word).toList();
  }

  /// The values of several nodes by path. A path without value is the word `PATH=NONE:`.
  static List<String> words(Map<LwM2mPath, LwM2mNode> nodes) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(nodes)
        .forEach(
            (path, node) -> {
              if (node == null) {
                words.add(path + "=NONE:");
              } else {
                words.addAll(words(path, node));
              }
            });
    return words;
  }

  /// Values with their times, latest first: `at=INSTANT` where there is one, then the values of
  /// that time.
  static List<String> timedWords(LwM2mPath path, List<TimestampedLwM2mNode> nodes) {
    List<String> words = new ArrayList<>();
    for (TimestampedLwM2mNode node : nodes) {
      if (node.isTimestamped()) {
        words.add("at=" + node.getTimestamp());
      }
      words.addAll(words(path, node.getNode()));
    }
    return words;
  }

  /// As [#timedWords(LwM2mPath, List)], for values of several paths.
  static List<String> timedWords(TimestampedLwM2mNodes nodes) {
    List<String> words = new ArrayList<>();
    for (var timestamp : nodes.getTimestamps()) {
      if (timestamp != null) {
        words.add("at=" + timestamp);
      }
      words.addAll(words(nodes.getNodesAt(timestamp)));
    }
    return words;
  }

  private static void collect(LwM2mPath path, @Nullable LwM2mNode node, List<Leaf> leaves) {
    switch (node) {
      case LwM2mObject object ->
          sorted(object.getInstances())
              .forEach((id, child) -> collect(path.append(id), child, leaves));
      case LwM2mObjectInstance instance ->
          sorted(instance.getResources())
              .forEach((id, child) -> collect(path.append(id), child, leaves));
      case LwM2mResource resource when resource.isMultiInstances() ->
          sorted(resource.getInstances())
              .forEach((id, child) -> collect(path.append(id), child, leaves));
      case LwM2mResource resource -> leaves.add(Leaf.of(path, resource));
      case LwM2mResourceInstance instance -> leaves.add(Leaf.of(path, instance));
      case null, default -> {}
    }
  }

  private static <T> Map<Integer, T> sorted(Map<Integer, T> nodes) {
    return new TreeMap<>(nodes);
  }

  /// The node at `target` that holds these values; they must lie at or under it.
  static LwM2mChildNode node(LwM2mPath target, List<Leaf> leaves) {
    if (target.isObjectInstance()) {
      return new LwM2mObjectInstance(target.getObjectInstanceId(), resources(leaves));
    }
    Leaf first = leaves.getFirst();
    if (target.isResourceInstance()) {
      return LwM2mResourceInstance.newInstance(
          target.getResourceInstanceId(), first.value(), first.type());
    }
    if (target.isResource()) {
      return resource(target.getResourceId(), leaves);
    }
    throw new IllegalArgumentException(
        target + ": expected an instance, a resource or a resource instance");
  }

  /// One instance for each instance id among the values.
  static List<LwM2mObjectInstance> instances(List<Leaf> leaves) {
    return groups(leaves, leaf -> leaf.path().getObjectInstanceId()).entrySet().stream()
        .map(group -> new LwM2mObjectInstance(group.getKey(), resources(group.getValue())))
        .toList();
  }

  /// One resource for each resource id among the values.
  static List<LwM2mResource> resources(List<Leaf> leaves) {
    return groups(leaves, leaf -> leaf.path().getResourceId()).entrySet().stream()
        .map(group -> resource(group.getKey(), group.getValue()))
        .toList();
  }

  private static LwM2mResource resource(int id, List<Leaf> leaves) {
    Leaf first = leaves.getFirst();
    if (first.path().isResource()) {
      return LwM2mSingleResource.newResource(id, first.value(), first.type());
    }
    return new LwM2mMultipleResource(
        id,
        first.type(),
        leaves.stream()
            .map(
                leaf ->
                    LwM2mResourceInstance.newInstance(
                        leaf.path().getResourceInstanceId(), leaf.value(), leaf.type()))
            .toList());
  }

  private static Map<Integer, List<Leaf>> groups(List<Leaf> leaves, Function<Leaf, Integer> id) {
    return leaves.stream().collect(Collectors.groupingBy(id, TreeMap::new, Collectors.toList()));
  }

  /// `type=CON format=TLV` of the CoAP message behind a response, as far as it has them.
  static List<String> messageWords(@Nullable Object coapResponse) {
    if (!(coapResponse instanceof Response response)) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    words.add("type=" + response.getType());
    if (response.getOptions().hasContentFormat()) {
      words.add(
          "format=" + ContentFormat.fromCode(response.getOptions().getContentFormat()).getName());
    }
    return words;
  }
}
