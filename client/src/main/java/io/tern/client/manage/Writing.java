// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Change;
import io.tern.client.ClientLimits;
import io.tern.client.Instance;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// Write, replacing or updating, and what Create writes to a new instance (LwM2M 1.2 Core §6.3.3,
/// §6.3.6): everything is checked, then everything is done.
public final class Writing {
  private final ObjectTree tree;
  private final ContentCheck check;

  public Writing(ObjectTree tree, ClientLimits limits) {
    this.tree = tree;
    this.check = new ContentCheck(tree, limits);
  }

  /// Writes `write.node()` to `write.path()`, of depth 2 or more.
  public void write(Downlink.Write write, AnswerListener<Downlink.Done> listener, long nowNanos) {
    Path path = write.path();
    Optional<Instance> instance = tree.instance(path);
    if (instance.isEmpty()) {
      listener.onAnswer(Answer.notFound(path), nowNanos);
      return;
    }
    Answer<SortedMap<Integer, Change>> changes =
        switch (write.node()) {
          case Node.InstanceNode content when path.isInstance() ->
              ofInstance(path, instance.get(), content, write.mode());
          case Node.ResourceNode content when path.isResource() ->
              ofResource(path, content, write.mode());
          case Node.ResourceInstanceNode content when path.isResourceInstance() ->
              ofResourceInstance(path, content);
          default -> Answer.refused(Code.BAD_REQUEST, "the content does not fit " + path);
        };
    apply(instance.get(), changes, listener, nowNanos);
  }

  /// Deletes the resource instance at `path`.
  public void deleteResourceInstance(
      Path path, AnswerListener<Downlink.Done> listener, long nowNanos) {
    Optional<Instance> instance = tree.instance(path);
    Optional<ResourceModel> model = tree.supported(path);
    if (instance.isEmpty() || model.isEmpty()) {
      listener.onAnswer(Answer.notFound(path), nowNanos);
      return;
    }
    if (!model.get().multiple() || !model.get().operations().writable()) {
      listener.onAnswer(
          Answer.refused(Code.METHOD_NOT_ALLOWED, path + " cannot be deleted"), nowNanos);
      return;
    }
    new Reading(tree)
        .read(
            path.parent(),
            (answer, n) -> apply(instance.get(), removal(path, model.get(), answer), listener, n),
            nowNanos);
  }

  private static Answer<SortedMap<Integer, Change>> removal(
      Path path, ResourceModel model, Answer<Node> before) {
    boolean there =
        before instanceof Answer.Given<Node>(Node node)
            && node instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> values)
            && values.containsKey(path.resourceInstanceId());
    boolean last =
        before instanceof Answer.Given<Node>(Node node)
            && node instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> values)
            && values.size() == 1;
    if (!there) {
      return Answer.notFound(path);
    }
    return last && model.mandatory()
        ? Answer.refused(Code.METHOD_NOT_ALLOWED, "the last instance stays")
        : change(path.resourceId(), new Change.RemoveInstance(path.resourceInstanceId()));
  }

  private void apply(
      Instance instance,
      Answer<SortedMap<Integer, Change>> changes,
      AnswerListener<Downlink.Done> listener,
      long nowNanos) {
    switch (changes) {
      case Answer.Refused<SortedMap<Integer, Change>> refused ->
          listener.onAnswer(refused.as(), nowNanos);
      case Answer.Given<SortedMap<Integer, Change>>(SortedMap<Integer, Change> edit)
          when edit.values().stream().anyMatch(Change.Merge.class::isInstance) ->
          instance.read(
              OptionalInt.empty(),
              (before, n) -> merge(instance, edit, before, listener, n),
              nowNanos);
      case Answer.Given<SortedMap<Integer, Change>>(SortedMap<Integer, Change> edit) ->
          instance.write(edit, listener, nowNanos);
    }
  }

  /// Instances that are added may be too many together with those that are there.
  private void merge(
      Instance instance,
      SortedMap<Integer, Change> edit,
      Answer<Node.InstanceNode> before,
      AnswerListener<Downlink.Done> listener,
      long nowNanos) {
    Optional<Problem> problem =
        before instanceof Answer.Given<Node.InstanceNode>(Node.InstanceNode node)
            ? check.overflow(node, edit)
            : Optional.empty();
    if (problem.isPresent()) {
      listener.onAnswer(problem.get().answer(), nowNanos);
    } else {
      instance.write(edit, listener, nowNanos);
    }
  }

  private static Answer<SortedMap<Integer, Change>> change(int resourceId, Change change) {
    return Answer.given(new TreeMap<>(Map.of(resourceId, change)));
  }

  private Answer<SortedMap<Integer, Change>> ofInstance(
      Path path, Instance instance, Node.InstanceNode content, Downlink.Write.Mode mode) {
    boolean replace = mode == Downlink.Write.Mode.REPLACE;
    TreeMap<Integer, Change> changes = new TreeMap<>();
    for (Node.ResourceNode node : content.resources().values()) {
      Optional<ResourceModel> model = tree.supported(path.child(node.id()));
      if (model.isEmpty()) {
        continue;
      }
      if (!model.get().operations().writable()) {
        return notWritable(path.child(node.id()));
      }
      Optional<Problem> problem = check.misfit(path.child(node.id()), node, model.get());
      if (problem.isPresent()) {
        return problem.get().answer();
      }
      changes.put(node.id(), replace ? new Change.Put(node) : merge(node));
    }
    if (replace) {
      Optional<ResourceModel> missing = reset(path, instance, changes);
      if (missing.isPresent()) {
        return Answer.refused(
            Code.BAD_REQUEST, "mandatory resource " + missing.get().id() + " is missing");
      }
    }
    return Answer.given(changes);
  }

  private static Change merge(Node.ResourceNode node) {
    return node instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> values)
        ? new Change.Merge(values)
        : new Change.Put(node);
  }

  /// Adds the removal of writable resources that a replacement does not mention; a mandatory one that
  /// is not mentioned is returned.
  private Optional<ResourceModel> reset(
      Path path, Instance instance, SortedMap<Integer, Change> changes) {
    List<ResourceModel> writable = writable(path, instance);
    for (ResourceModel resource : writable) {
      if (!changes.containsKey(resource.id())) {
        if (resource.mandatory()) {
          return Optional.of(resource);
        }
        changes.put(resource.id(), new Change.Remove());
      }
    }
    return Optional.empty();
  }

  private List<ResourceModel> writable(Path path, Instance instance) {
    return tree.object(path.objectId()).map(ObjectModel::resources).stream()
        .flatMap(resources -> resources.values().stream())
        .filter(resource -> resource.operations().writable())
        .filter(resource -> instance.supports(resource.id()))
        .toList();
  }

  private Answer<SortedMap<Integer, Change>> ofResource(
      Path path, Node.ResourceNode content, Downlink.Write.Mode mode) {
    Optional<ResourceModel> model = tree.supported(path);
    if (model.isEmpty()) {
      return Answer.notFound(path);
    }
    boolean update = mode == Downlink.Write.Mode.UPDATE;
    if (!model.get().operations().writable() || (update && !model.get().multiple())) {
      return notWritable(path);
    }
    Optional<Problem> problem = check.misfit(path, content, model.get());
    return problem.isPresent()
        ? problem.get().answer()
        : change(content.id(), update ? merge(content) : new Change.Put(content));
  }

  private Answer<SortedMap<Integer, Change>> ofResourceInstance(
      Path path, Node.ResourceInstanceNode content) {
    Optional<ResourceModel> model = tree.supported(path);
    if (model.isEmpty()) {
      return Answer.notFound(path);
    }
    if (!model.get().operations().writable() || !model.get().multiple()) {
      return notWritable(path);
    }
    SortedMap<Integer, Value> values = new TreeMap<>(Map.of(content.id(), content.value()));
    Node.MultipleResource merged = new Node.MultipleResource(path.resourceId(), values);
    Optional<Problem> problem = check.misfit(path.parent(), merged, model.get());
    return problem.isPresent()
        ? problem.get().answer()
        : change(path.resourceId(), new Change.Merge(values));
  }

  private static Answer<SortedMap<Integer, Change>> notWritable(Path path) {
    return Answer.refused(Code.METHOD_NOT_ALLOWED, path + " cannot be written so");
  }

  /// What Create writes to a new instance: read-only values are ignored.
  Answer<SortedMap<Integer, Change>> ofNew(
      ObjectModel object, Instance instance, Node.InstanceNode content) {
    Path path = Path.of(object.id(), instance.id());
    TreeMap<Integer, Change> changes = new TreeMap<>();
    for (Node.ResourceNode node : content.resources().values()) {
      Optional<ResourceModel> model =
          object
              .resource(node.id())
              .filter(resource -> resource.operations().writable())
              .filter(resource -> instance.supports(resource.id()));
      if (model.isPresent()) {
        Optional<Problem> problem = check.misfit(path.child(node.id()), node, model.get());
        if (problem.isPresent()) {
          return problem.get().answer();
        }
        changes.put(node.id(), new Change.Put(node));
      }
    }
    List<Integer> there = instance.resources();
    for (ResourceModel resource : object.resources().values()) {
      boolean needed = resource.mandatory() && resource.operations().writable();
      if (needed && !changes.containsKey(resource.id()) && !there.contains(resource.id())) {
        return Answer.refused(
            Code.BAD_REQUEST, "mandatory resource " + resource.id() + " is missing");
      }
    }
    return Answer.given(changes);
  }
}
