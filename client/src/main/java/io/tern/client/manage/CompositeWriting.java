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
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// Write-Composite (LwM2M 1.2 Core §6.3.9): every target is looked at, then every instance is asked
/// whether it agrees, then everything is written. What one refuses none gets.
public final class CompositeWriting {
  private final ObjectTree tree;
  private final ContentCheck check;

  public CompositeWriting(ObjectTree tree, ClientLimits limits) {
    this.tree = tree;
    this.check = new ContentCheck(tree, limits);
  }

  /// Makes all changes, in their order, or none.
  public void write(
      List<io.tern.lwm2m.codec.Change> changes,
      AnswerListener<Downlink.Done> listener,
      long nowNanos) {
    SortedMap<Path, Edit> edits = new TreeMap<>();
    for (io.tern.lwm2m.codec.Change change : changes) {
      Optional<Problem> problem = obstacle(change);
      if (problem.isPresent()) {
        listener.onAnswer(problem.get().answer(), nowNanos);
        return;
      }
      Path path = change.path().prefix(2);
      edits.computeIfAbsent(path, p -> new Edit(p, tree.instance(p).orElseThrow())).add(change);
    }
    List<Steps.Step> steps = new ArrayList<>();
    edits.values().forEach(edit -> steps.add((answer, n) -> prepare(edit, answer, n)));
    edits.values().forEach(edit -> steps.add(edit::check));
    edits.values().forEach(edit -> steps.add(edit::write));
    new Steps(steps, listener).run(nowNanos);
  }

  /// What can be said against a change without looking at values that are there.
  private Optional<Problem> obstacle(io.tern.lwm2m.codec.Change change) {
    Path path = change.path();
    if (path.depth() < 3) {
      return Optional.of(new Problem(Code.BAD_REQUEST, path + " has no value of its own"));
    }
    Optional<ResourceModel> model = tree.supported(path);
    if (model.isEmpty()) {
      return Optional.of(new Problem(Code.NOT_FOUND, path + " is not here"));
    }
    if (!model.get().operations().writable()) {
      return Optional.of(new Problem(Code.METHOD_NOT_ALLOWED, path + " cannot be written"));
    }
    if (path.isResourceInstance() && !model.get().multiple()) {
      return Optional.of(new Problem(Code.METHOD_NOT_ALLOWED, path.parent() + " has no instances"));
    }
    return change instanceof io.tern.lwm2m.codec.Change.Put(Path at, Value value)
        ? check.misfit(at.prefix(3), content(at, value), model.get())
        : Optional.empty();
  }

  private static Node.ResourceNode content(Path path, Value value) {
    return path.isResource()
        ? new Node.SingleResource(path.resourceId(), value)
        : new Node.MultipleResource(
            path.resourceId(), new TreeMap<>(Map.of(path.resourceInstanceId(), value)));
  }

  /// Makes the changes of one instance out of the steps for it, which may depend on what is there.
  private void prepare(Edit edit, AnswerListener<Downlink.Done> listener, long nowNanos) {
    if (edit.touched.isEmpty()) {
      listener.onAnswer(Answer.DONE, nowNanos);
      return;
    }
    edit.instance.read(
        OptionalInt.empty(),
        (answer, n) ->
            listener.onAnswer(
                switch (answer) {
                  case Answer.Refused<Node.InstanceNode> refused -> refused.as();
                  case Answer.Given<Node.InstanceNode>(Node.InstanceNode before) ->
                      settle(edit, before)
                          .or(() -> check.overflow(before, edit.changes))
                          .<Answer<Downlink.Done>>map(Problem::answer)
                          .orElse(Answer.DONE);
                },
                n),
        nowNanos);
  }

  /// Turns steps for instances of multiple resources into one change each.
  private Optional<Problem> settle(Edit edit, Node.InstanceNode before) {
    for (Map.Entry<Integer, List<io.tern.lwm2m.codec.Change>> entry : edit.touched.entrySet()) {
      SortedMap<Integer, Value> values =
          before.resources().get(entry.getKey())
                  instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> there)
              ? new TreeMap<>(there)
              : new TreeMap<>();
      TreeMap<Integer, Value> added = new TreeMap<>();
      boolean removes = false;
      for (io.tern.lwm2m.codec.Change step : entry.getValue()) {
        int instance = step.path().resourceInstanceId();
        switch (step) {
          case io.tern.lwm2m.codec.Change.Put(Path path, Value value) -> {
            values.put(instance, value);
            added.put(instance, value);
          }
          case io.tern.lwm2m.codec.Change.Remove(Path path) -> {
            removes = true;
            if (values.remove(instance) == null) {
              return Optional.of(new Problem(Code.NOT_FOUND, path + " is not here"));
            }
          }
        }
      }
      Path path = edit.path.child(entry.getKey());
      boolean mandatory = tree.supported(path).map(ResourceModel::mandatory).orElse(false);
      if (removes && values.isEmpty() && mandatory) {
        return Optional.of(new Problem(Code.METHOD_NOT_ALLOWED, "the last instance stays"));
      }
      edit.changes.put(
          entry.getKey(),
          removes
              ? new Change.Put(new Node.MultipleResource(entry.getKey(), values))
              : new Change.Merge(added));
    }
    return Optional.empty();
  }

  /// What happens to one instance.
  private static final class Edit {
    private final Path path;
    private final Instance instance;
    private final SortedMap<Integer, Change> changes = new TreeMap<>();
    private final SortedMap<Integer, List<io.tern.lwm2m.codec.Change>> touched = new TreeMap<>();

    Edit(Path path, Instance instance) {
      this.path = path;
      this.instance = instance;
    }

    void add(io.tern.lwm2m.codec.Change change) {
      int resource = change.path().resourceId();
      if (change instanceof io.tern.lwm2m.codec.Change.Put(Path at, Value value)
          && at.isResource()) {
        changes.put(resource, new Change.Put(new Node.SingleResource(resource, value)));
      } else {
        touched.computeIfAbsent(resource, r -> new ArrayList<>()).add(change);
      }
    }

    void check(AnswerListener<Downlink.Done> listener, long nowNanos) {
      instance.check(changes, listener, nowNanos);
    }

    void write(AnswerListener<Downlink.Done> listener, long nowNanos) {
      instance.write(changes, listener, nowNanos);
    }
  }
}
