// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Instance;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// Read at every level (LwM2M 1.2 Core §6.3.1).
public final class Reading {
  private final ObjectTree tree;

  public Reading(ObjectTree tree) {
    this.tree = tree;
  }

  /// Reads the node at `path`, of depth 1 or more. Wider than a resource, what is not readable or has no
  /// value is left out.
  public void read(Path path, AnswerListener<Node> listener, long nowNanos) {
    switch (path.depth()) {
      case 1 -> readObject(path, listener, nowNanos);
      case 2 -> readInstance(path, listener, nowNanos);
      default -> readResource(path, listener, nowNanos);
    }
  }

  private void readObject(Path path, AnswerListener<Node> listener, long nowNanos) {
    if (tree.object(path.objectId()).isEmpty()) {
      listener.onAnswer(Answer.notFound(path), nowNanos);
      return;
    }
    Collection<Instance> instances = tree.instances(path.objectId());
    if (instances.isEmpty()) {
      Node none = new Node.ObjectNode(path.objectId(), new TreeMap<>());
      listener.onAnswer(Answer.given(none), nowNanos);
      return;
    }
    Gathering gathering = new Gathering(path.objectId(), instances.size(), listener);
    for (Instance instance : instances) {
      readAll(path.child(instance.id()), instance, gathering, nowNanos);
    }
  }

  private void readInstance(Path path, AnswerListener<Node> listener, long nowNanos) {
    Optional<Instance> instance = tree.instance(path);
    if (instance.isEmpty()) {
      listener.onAnswer(Answer.notFound(path), nowNanos);
      return;
    }
    readAll(path, instance.get(), (answer, n) -> listener.onAnswer(widen(answer), n), nowNanos);
  }

  private static Answer<Node> widen(Answer<Node.InstanceNode> answer) {
    return switch (answer) {
      case Answer.Given<Node.InstanceNode>(Node.InstanceNode node) -> Answer.given(node);
      case Answer.Refused<Node.InstanceNode> refused -> refused.as();
    };
  }

  /// All of an instance that the definition in force lets a server read.
  private void readAll(
      Path path, Instance instance, AnswerListener<Node.InstanceNode> listener, long nowNanos) {
    instance.read(
        OptionalInt.empty(),
        (answer, n) ->
            listener.onAnswer(
                switch (answer) {
                  case Answer.Given<Node.InstanceNode>(Node.InstanceNode node) ->
                      Answer.given(readable(path, node));
                  case Answer.Refused<Node.InstanceNode> refused -> refused;
                },
                n),
        nowNanos);
  }

  private Node.InstanceNode readable(Path path, Node.InstanceNode node) {
    Optional<ObjectModel> model = tree.object(path.objectId());
    boolean all = node.resources().keySet().stream().allMatch(id -> isReadable(model, id));
    if (all) {
      return node;
    }
    TreeMap<Integer, Node.ResourceNode> readable = new TreeMap<>(node.resources());
    readable.keySet().removeIf(id -> !isReadable(model, id));
    return new Node.InstanceNode(node.id(), readable);
  }

  private static boolean isReadable(Optional<ObjectModel> model, int resourceId) {
    return model
        .flatMap(object -> object.resource(resourceId))
        .filter(resource -> resource.operations().readable())
        .isPresent();
  }

  private void readResource(Path path, AnswerListener<Node> listener, long nowNanos) {
    Optional<Instance> instance = tree.instance(path);
    Optional<ResourceModel> model = tree.supported(path);
    if (instance.isEmpty() || model.isEmpty()) {
      listener.onAnswer(Answer.notFound(path), nowNanos);
    } else if (!model.get().operations().readable()) {
      listener.onAnswer(
          Answer.refused(Code.METHOD_NOT_ALLOWED, path + " is not readable"), nowNanos);
    } else if (path.isResourceInstance() && !model.get().multiple()) {
      listener.onAnswer(
          Answer.refused(Code.METHOD_NOT_ALLOWED, path.parent() + " has no instances"), nowNanos);
    } else {
      instance
          .get()
          .read(
              OptionalInt.of(path.resourceId()),
              (answer, n) -> listener.onAnswer(cut(path, answer), n),
              nowNanos);
    }
  }

  private static Answer<Node> cut(Path path, Answer<Node.InstanceNode> answer) {
    return switch (answer) {
      case Answer.Refused<Node.InstanceNode> refused -> refused.as();
      case Answer.Given<Node.InstanceNode>(Node.InstanceNode node) ->
          part(path, node).<Answer<Node>>map(Answer::given).orElseGet(() -> Answer.notFound(path));
    };
  }

  private static Optional<Node> part(Path path, Node.InstanceNode node) {
    Optional<Node.ResourceNode> resource =
        Optional.ofNullable(node.resources().get(path.resourceId()));
    if (path.isResource()) {
      return resource.map(Node.class::cast);
    }
    return resource.flatMap(
        found ->
            found instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> values)
                ? Optional.ofNullable(values.get(path.resourceInstanceId()))
                    .map(value -> new Node.ResourceInstanceNode(path.resourceInstanceId(), value))
                : Optional.empty());
  }
}
