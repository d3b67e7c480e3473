// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Change;
import io.tern.client.ClientLimits;
import io.tern.client.Instance;
import io.tern.client.InstanceFactory;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.op.Downlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/// Create and Delete of instances (LwM2M 1.2 Core §6.3.6, §6.3.7), for objects that have a factory;
/// the others belong to the device alone.
public final class Lifecycle {
  private static final Problem LOCAL =
      new Problem(Code.METHOD_NOT_ALLOWED, "instances are the device's own business");

  private final ObjectTree tree;
  private final Writing writing;
  private final ClientLimits limits;

  public Lifecycle(ObjectTree tree, Writing writing, ClientLimits limits) {
    this.tree = tree;
    this.writing = writing;
    this.limits = limits;
  }

  /// Creates an instance; the answer is its path.
  public void create(Downlink.Create create, AnswerListener<Path> listener, long nowNanos) {
    Optional<ServedObject> object = tree.served(create.path().objectId());
    if (object.isEmpty()) {
      listener.onAnswer(Answer.notFound(create.path()), nowNanos);
      return;
    }
    Optional<InstanceFactory> factory = object.get().factory();
    Optional<Problem> problem = obstacle(object.get(), create.instanceId());
    OptionalInt id = create.instanceId().isPresent() ? create.instanceId() : object.get().freeId();
    if (problem.isPresent() || factory.isEmpty() || id.isEmpty()) {
      listener.onAnswer(problem.orElse(LOCAL).answer(), nowNanos);
      return;
    }
    Instance instance = factory.get().create(id.getAsInt());
    Path path = create.path().child(id.getAsInt());
    switch (writing.ofNew(object.get().model(), instance, create.content())) {
      case Answer.Refused<SortedMap<Integer, Change>> refused ->
          listener.onAnswer(refused.as(), nowNanos);
      case Answer.Given<SortedMap<Integer, Change>>(SortedMap<Integer, Change> changes) -> {
        tree.add(instance);
        instance.write(changes, (answer, n) -> created(path, answer, listener, n), nowNanos);
      }
    }
  }

  /// Creates several instances, all or none; the answer is their paths.
  public void create(
      List<Downlink.Create> creates, AnswerListener<List<Path>> listener, long nowNanos) {
    List<Path> created = new ArrayList<>();
    List<Steps.Step> steps = new ArrayList<>();
    for (Downlink.Create create : creates) {
      steps.add((done, n) -> create(create, (answer, m) -> note(answer, created, done, m), n));
    }
    new Steps(
            steps,
            (answer, n) -> {
              switch (answer) {
                case Answer.Given<Downlink.Done> given ->
                    listener.onAnswer(Answer.given(List.copyOf(created)), n);
                case Answer.Refused<Downlink.Done> refused -> {
                  created.forEach(tree::remove);
                  listener.onAnswer(refused.as(), n);
                }
              }
            })
        .run(nowNanos);
  }

  private static void note(
      Answer<Path> answer, List<Path> created, AnswerListener<Downlink.Done> done, long nowNanos) {
    switch (answer) {
      case Answer.Given<Path>(Path path) -> {
        created.add(path);
        done.onAnswer(Answer.DONE, nowNanos);
      }
      case Answer.Refused<Path> refused -> done.onAnswer(refused.as(), nowNanos);
    }
  }

  private Optional<Problem> obstacle(ServedObject object, OptionalInt wanted) {
    ObjectModel model = object.model();
    if (object.factory().isEmpty()) {
      return Optional.of(LOCAL);
    }
    if (!model.multiple() && (model.mandatory() || !object.instances().isEmpty())) {
      return Optional.of(new Problem(Code.METHOD_NOT_ALLOWED, "there is one instance"));
    }
    if (wanted.isPresent()) {
      int id = wanted.getAsInt();
      boolean legal = id <= Path.ID_MAX && (id == 0 || model.multiple());
      if (!legal || object.instances().containsKey(id)) {
        return Optional.of(new Problem(Code.BAD_REQUEST, "instance " + id + " cannot be created"));
      }
    }
    return object.instances().size() >= limits.instancesPerObjectMax()
        ? Optional.of(new Problem(Code.SERVICE_UNAVAILABLE, "no room for another instance"))
        : Optional.empty();
  }

  private void created(
      Path path, Answer<Downlink.Done> answer, AnswerListener<Path> listener, long nowNanos) {
    switch (answer) {
      case Answer.Given<Downlink.Done> given -> listener.onAnswer(Answer.given(path), nowNanos);
      case Answer.Refused<Downlink.Done> refused -> {
        tree.remove(path);
        listener.onAnswer(refused.as(), nowNanos);
      }
    }
  }

  /// Deletes the instance at `path`, of depth 2.
  public Answer<Downlink.Done> delete(Path path) {
    Optional<ServedObject> object = tree.served(path.objectId());
    if (object.isEmpty() || tree.instance(path).isEmpty()) {
      return Answer.notFound(path);
    }
    if (object.get().factory().isEmpty() || object.get().model().mandatory()) {
      return LOCAL.answer();
    }
    tree.remove(path);
    return Answer.DONE;
  }
}
