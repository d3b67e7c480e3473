// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Instance;
import io.tern.coap.Code;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.attr.AttributeLinks;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Discover (LwM2M 1.2 Core §6.3.2): the tree below a path as links, with `ver`, `dim` and the
/// notification attributes of the asking server.
public final class Discovery {
  private final ObjectTree tree;
  private final AttributeStore attributes;
  private final Reading reading;

  public Discovery(ObjectTree tree, AttributeStore attributes) {
    this.tree = tree;
    this.attributes = attributes;
    this.reading = new Reading(tree);
  }

  /// Lists the target and so many levels below it; 2 below an object and 1 below anything else where
  /// the server does not say.
  ///
  /// @param implied object versions that need not be told
  public void discover(
      Downlink.Discover discover,
      IntFunction<Version> implied,
      AnswerListener<List<Link>> listener,
      long nowNanos) {
    Path target = discover.path();
    Optional<Problem> problem = obstacle(target);
    if (problem.isPresent()) {
      listener.onAnswer(problem.get().answer(), nowNanos);
      return;
    }
    int levels = discover.depth().orElse(target.isObject() ? 2 : 1);
    int deepest = Math.min(4, target.depth() + levels);
    if (deepest < 3 || !hasMultipleResources(target)) {
      listener.onAnswer(Answer.given(links(target, deepest, new TreeMap<>(), implied)), nowNanos);
      return;
    }
    Path read = target.depth() > 2 ? target.prefix(2) : target;
    reading.read(
        read,
        (answer, n) ->
            listener.onAnswer(Answer.given(links(target, deepest, dims(read, answer), implied)), n),
        nowNanos);
  }

  private Optional<Problem> obstacle(Path target) {
    boolean there =
        switch (target.depth()) {
          case 1 -> tree.object(target.objectId()).isPresent();
          case 2 -> tree.instance(target).isPresent();
          default ->
              tree.supported(target).isPresent()
                  && tree.instance(target).stream()
                      .anyMatch(instance -> instance.resources().contains(target.resourceId()));
        };
    if (!there) {
      return Optional.of(new Problem(Code.NOT_FOUND, target + " is not here"));
    }
    return target.isResourceInstance()
            && tree.supported(target).filter(ResourceModel::multiple).isEmpty()
        ? Optional.of(new Problem(Code.METHOD_NOT_ALLOWED, target + " is below a single resource"))
        : Optional.empty();
  }

  private boolean hasMultipleResources(Path target) {
    return tree.object(target.objectId()).stream()
        .flatMap(model -> model.resources().values().stream())
        .anyMatch(ResourceModel::multiple);
  }

  /// The instance ids of each multiple resource that could be read.
  private static SortedMap<Path, List<Integer>> dims(Path path, Answer<Node> answer) {
    SortedMap<Path, List<Integer>> dims = new TreeMap<>();
    if (answer instanceof Answer.Given<Node>(Node node)) {
      switch (node) {
        case Node.ObjectNode object ->
            object.instances().values().forEach(i -> addDims(path.child(i.id()), i, dims));
        case Node.InstanceNode instance -> addDims(path, instance, dims);
        default -> {}
      }
    }
    return dims;
  }

  private static void addDims(
      Path path, Node.InstanceNode instance, SortedMap<Path, List<Integer>> dims) {
    for (Node.ResourceNode resource : instance.resources().values()) {
      if (resource instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> values)) {
        dims.put(path.child(id), List.copyOf(values.keySet()));
      }
    }
  }

  private List<Link> links(
      Path target, int deepest, SortedMap<Path, List<Integer>> dims, IntFunction<Version> implied) {
    List<Path> paths = new ArrayList<>();
    collect(target, deepest, dims, paths);
    List<Link> links = new ArrayList<>(paths.size());
    for (Path path : paths) {
      Link link = Link.of(path.toString());
      if (path.isObject()) {
        Optional<Version> version = tree.announcedVersion(path.objectId(), implied);
        link = version.isPresent() ? link.with("ver", version.get().toString()) : link;
      }
      List<Integer> instances = dims.get(path);
      if (instances != null) {
        link = link.with("dim", Integer.toString(instances.size()));
      }
      Attributes shown = path.equals(target) ? attributes.inherited(path) : attributes.at(path);
      links.add(AttributeLinks.onto(link, shown));
    }
    return links;
  }

  private void collect(
      Path path, int deepest, SortedMap<Path, List<Integer>> dims, List<Path> paths) {
    paths.add(path);
    if (path.depth() >= deepest) {
      return;
    }
    List<Integer> children =
        switch (path.depth()) {
          case 1 -> tree.instances(path.objectId()).stream().map(Instance::id).toList();
          case 2 -> tree.instance(path).map(this::resources).orElse(List.of());
          default -> dims.getOrDefault(path, List.of());
        };
    for (int child : children) {
      collect(path.child(child), deepest, dims, paths);
    }
  }

  /// The resources that are there, as far as the definition in force knows them.
  private List<Integer> resources(Instance instance) {
    return instance.resources().stream()
        .filter(id -> tree.object(instance.model().id()).flatMap(m -> m.resource(id)).isPresent())
        .toList();
  }
}
