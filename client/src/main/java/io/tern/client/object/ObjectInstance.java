// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.Change;
import io.tern.client.Instance;
import io.tern.client.InstanceHost;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.object.Resource;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// An instance put together from values it holds and code of the device.
///
/// First describe it: [#holding], [#reading] and so on, on one thread, before a client serves it. From
/// then on change it with [#set], [#clear] and [#changed], on any thread that the client's program
/// allows: any at all for `LwM2mClient`, the loop itself for a simulated device.
///
/// Values are given as [Value] or as what Java has for the type of the resource: numbers, String,
/// Boolean, [io.tern.coap.Bytes], Instant; for a multiple resource a map from instance ids to these.
public final class ObjectInstance implements Instance {
  private final ObjectModel model;
  private final int id;
  private Slot[] slots = new Slot[0];
  private volatile InstanceHost host = InstanceHost.NONE;

  private ObjectInstance(ObjectModel model, int id) {
    this.model = model;
    this.id = id;
  }

  /// An instance without resources.
  ///
  /// @param id 0 to 65534; 0 where the object has one instance only
  /// @throws IllegalArgumentException if the object cannot have an instance of that id
  public static ObjectInstance of(ObjectModel model, int id) {
    if (id < 0 || id > Path.ID_MAX || (id > 0 && !model.multiple())) {
      throw new IllegalArgumentException("object " + model.id() + " has no instance " + id);
    }
    return new ObjectInstance(model, id);
  }

  /// Has the resource, with this value. Servers may write it where the model says so.
  public ObjectInstance holding(int resourceId, Object value) {
    Optional<Node.ResourceNode> content = Content.of(value, defined(resourceId));
    slot(resourceId).content = content.orElse(null);
    return this;
  }

  /// Has the resource, with this value, by its constant.
  public <T> ObjectInstance holding(Resource.Valued<T> resource, T content) {
    return holding(own(resource), resource.node(content));
  }

  /// Has the resource, by its constant, whose value `reader` tells each time it is wanted.
  public <T> ObjectInstance reading(Resource.Valued<T> resource, Supplier<? extends T> reader) {
    return reading(own(resource), () -> resource.node(reader.get()));
  }

  /// Has the resource, by its constant, which runs `executor` when a server executes it.
  public ObjectInstance executing(Resource.Executable resource, Consumer<Arguments> executor) {
    return executing(own(resource), executor);
  }

  /// Has the resource, by its constant, and tells `writer` what a server wrote to it.
  public <T> ObjectInstance writing(Resource.Valued<T> resource, Consumer<? super T> writer) {
    return writing(own(resource), node -> resource.content(node).ifPresent(writer));
  }

  /// As [#set(int, Object)], by its constant.
  public <T> boolean set(Resource.Valued<T> resource, T content) {
    return set(own(resource), resource.node(content));
  }

  /// As [#changed(int)], by its constant.
  public boolean changed(Resource.Valued<?> resource) {
    return changed(own(resource));
  }

  private int own(Resource resource) {
    if (resource.objectId() != model.id()) {
      throw new IllegalArgumentException(resource + " is not of object " + model.id());
    }
    return resource.id();
  }

  /// Has the resources, as yet without a value; servers may write them.
  public ObjectInstance accepting(int... resourceIds) {
    for (int resourceId : resourceIds) {
      slot(resourceId);
    }
    return this;
  }

  /// Has the resource, whose value `reader` tells each time it is wanted; an empty Optional for none
  /// now.
  public ObjectInstance reading(int resourceId, Supplier<?> reader) {
    return with(resourceId, slot(resourceId).behaviour.withReader(reader));
  }

  /// Has the resource, and lets `check` judge what a server writes to it: empty for good, else why not
  /// (4.00). Nothing is written before all checks are done.
  public ObjectInstance checking(
      int resourceId, Function<Node.ResourceNode, Optional<String>> check) {
    return with(resourceId, slot(resourceId).behaviour.withCheck(check));
  }

  /// Has the resource, and tells `writer` what a server wrote to it, when all checks are done. A
  /// resource that loses its value is told as an empty multiple one, or not at all where it is single.
  public ObjectInstance writing(int resourceId, Consumer<Node.ResourceNode> writer) {
    return with(resourceId, slot(resourceId).behaviour.withWriter(writer));
  }

  /// Has the resource, which runs `executor` when a server executes it.
  public ObjectInstance executing(int resourceId, Consumer<Arguments> executor) {
    return with(resourceId, slot(resourceId).behaviour.withExecutor(executor, false));
  }

  /// Has the resource, which answers the server when it is executed and runs `executor` then: for what
  /// ends the device or its connection, such as Reboot.
  public ObjectInstance executingLater(int resourceId, Consumer<Arguments> executor) {
    return with(resourceId, slot(resourceId).behaviour.withExecutor(executor, true));
  }

  ObjectInstance with(int resourceId, Function<Behaviour, Behaviour> change) {
    Slot slot = slot(resourceId);
    return with(resourceId, change.apply(slot.behaviour));
  }

  private ObjectInstance with(int resourceId, Behaviour behaviour) {
    slot(resourceId).behaviour = behaviour;
    return this;
  }

  /// Gives the resource, which the instance must have, another value; notification attributes decide
  /// whether the server hears of it. False where the client is overloaded and nothing was changed.
  ///
  /// @throws IllegalArgumentException if the resource cannot hold the value
  public boolean set(int resourceId, Object value) {
    Slot slot = known(resourceId);
    Optional<Node.ResourceNode> content = Content.of(value, slot.model);
    return host.post(nowNanos -> set(slot, content, nowNanos));
  }

  /// Takes the value of the resource away. False where the client is overloaded and nothing was changed.
  public boolean clear(int resourceId) {
    return set(resourceId, Optional.empty());
  }

  /// Says that the value a [#reading] resource tells may be another than before. False where the client
  /// is overloaded and will not look.
  public boolean changed(int resourceId) {
    known(resourceId);
    return host.post(nowNanos -> announce(resourceId, nowNanos));
  }

  private void set(Slot slot, Optional<Node.ResourceNode> content, long nowNanos) {
    slot.content = content.orElse(null);
    Behaviour.Follower follower = slot.behaviour.follower();
    if (follower != null && content.isPresent()) {
      follower.onSet(held(nowNanos), content.get());
    }
    announce(slot.model.id(), nowNanos);
  }

  private void announce(int resourceId, long nowNanos) {
    host.onChanged(Path.of(model.id(), id, resourceId), nowNanos);
  }

  /// The content the instance holds for a resource. On the loop.
  public Optional<Node.ResourceNode> content(int resourceId) {
    int index = indexOf(resourceId);
    return index < 0 ? Optional.empty() : Optional.ofNullable(slots[index].content);
  }

  private Behaviour.Held held(long nowNanos) {
    return new Behaviour.Held() {
      @Override
      public Optional<Node.ResourceNode> content(int resourceId) {
        return ObjectInstance.this.content(resourceId);
      }

      @Override
      public void put(Node.ResourceNode content) {
        known(content.id()).content = content;
        announce(content.id(), nowNanos);
      }
    };
  }

  @Override
  public ObjectModel model() {
    return model;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public void onServed(InstanceHost next) {
    host = next;
  }

  @Override
  public boolean supports(int resourceId) {
    return indexOf(resourceId) >= 0;
  }

  @Override
  public List<Integer> resources() {
    List<Integer> ids = new ArrayList<>(slots.length);
    for (Slot slot : slots) {
      if (slot.isThere()) {
        ids.add(slot.model.id());
      }
    }
    return ids;
  }

  @Override
  public void read(
      OptionalInt resourceId, AnswerListener<Node.InstanceNode> listener, long nowNanos) {
    TreeMap<Integer, Node.ResourceNode> found = new TreeMap<>();
    List<Slot> asked = new ArrayList<>();
    for (Slot slot : slots) {
      boolean wanted = resourceId.isEmpty() || resourceId.getAsInt() == slot.model.id();
      if (!wanted || !slot.model.operations().readable()) {
        continue;
      }
      Behaviour.Clock clock = slot.behaviour.clock();
      if (slot.behaviour.reader() != null) {
        asked.add(slot);
      } else if (clock != null) {
        Value value = clock.read(nowNanos);
        found.put(slot.model.id(), new Node.SingleResource(slot.model.id(), value));
      } else if (slot.content != null) {
        found.put(slot.model.id(), slot.content);
      }
    }
    if (asked.isEmpty()) {
      listener.onAnswer(Answer.given(new Node.InstanceNode(id, found)), nowNanos);
    } else {
      host.call(() -> ask(asked, found), listener, nowNanos);
    }
  }

  private Answer<Node.InstanceNode> ask(
      List<Slot> asked, SortedMap<Integer, Node.ResourceNode> found) {
    for (Slot slot : asked) {
      Supplier<?> reader = slot.behaviour.reader();
      if (reader != null) {
        Content.of(reader.get(), slot.model).ifPresent(node -> found.put(node.id(), node));
      }
    }
    return Answer.given(new Node.InstanceNode(id, found));
  }

  private List<Edit> edits(SortedMap<Integer, Change> changes) {
    List<Edit> edits = new ArrayList<>();
    for (Map.Entry<Integer, Change> change : changes.entrySet()) {
      int index = indexOf(change.getKey());
      if (index >= 0) {
        edits.add(new Edit(slots[index], after(slots[index], change.getValue())));
      }
    }
    return edits;
  }

  @Override
  public void check(
      SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
    List<Edit> edits = edits(changes);
    if (edits.stream().allMatch(edit -> edit.slot.behaviour.check() == null)) {
      listener.onAnswer(Answer.DONE, nowNanos);
    } else {
      host.call(() -> judge(edits), listener, nowNanos);
    }
  }

  @Override
  public void write(
      SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
    List<Edit> edits = edits(changes);
    boolean asksDevice =
        edits.stream()
            .map(edit -> edit.slot.behaviour)
            .anyMatch(behaviour -> behaviour.check() != null || behaviour.writer() != null);
    if (!asksDevice) {
      apply(edits, nowNanos);
      listener.onAnswer(Answer.DONE, nowNanos);
      return;
    }
    host.call(
        () -> tell(edits),
        (answer, laterNanos) -> {
          if (answer instanceof Answer.Given) {
            apply(edits, laterNanos);
          }
          listener.onAnswer(answer, laterNanos);
        },
        nowNanos);
  }

  private static Answer<Downlink.Done> judge(List<Edit> edits) {
    for (Edit edit : edits) {
      Function<Node.ResourceNode, Optional<String>> check = edit.slot.behaviour.check();
      if (check != null) {
        Optional<String> problem = edit.content.flatMap(check);
        if (problem.isPresent()) {
          return Answer.refused(Code.BAD_REQUEST, problem.get());
        }
      }
    }
    return Answer.DONE;
  }

  private static Answer<Downlink.Done> tell(List<Edit> edits) {
    Answer<Downlink.Done> judgement = judge(edits);
    if (judgement instanceof Answer.Refused) {
      return judgement;
    }
    for (Edit edit : edits) {
      Consumer<Node.ResourceNode> writer = edit.slot.behaviour.writer();
      if (writer != null) {
        edit.content.ifPresent(writer);
      }
    }
    return Answer.DONE;
  }

  private void apply(List<Edit> edits, long nowNanos) {
    for (Edit edit : edits) {
      Behaviour.Clock clock = edit.slot.behaviour.clock();
      if (clock != null) {
        edit.content.ifPresent(content -> clock.adjust(content, nowNanos));
      }
      if (edit.slot.behaviour.isAsked()) {
        announce(edit.slot.model.id(), nowNanos);
      } else {
        set(edit.slot, edit.content, nowNanos);
      }
    }
  }

  private static Optional<Node.ResourceNode> after(Slot slot, Change change) {
    TreeMap<Integer, Value> values =
        slot.content instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> before)
            ? new TreeMap<>(before)
            : new TreeMap<>();
    return switch (change) {
      case Change.Put(Node.ResourceNode content) -> Optional.of(content);
      case Change.Merge(SortedMap<Integer, Value> added) -> {
        values.putAll(added);
        yield Optional.of(new Node.MultipleResource(slot.model.id(), values));
      }
      case Change.RemoveInstance(int instance) -> {
        values.remove(instance);
        yield Optional.of(new Node.MultipleResource(slot.model.id(), values));
      }
      case Change.Remove remove ->
          slot.model.multiple()
              ? Optional.of(new Node.MultipleResource(slot.model.id(), new TreeMap<>()))
              : Optional.empty();
    };
  }

  @Override
  public void execute(
      int resourceId, Arguments arguments, AnswerListener<Downlink.Done> listener, long nowNanos) {
    Behaviour behaviour = known(resourceId).behaviour;
    Behaviour.Reflex reflex = behaviour.reflex();
    Consumer<Arguments> executor = behaviour.executor();
    if (reflex != null) {
      reflex.execute(held(nowNanos), arguments, listener, nowNanos);
    } else if (executor == null) {
      listener.onAnswer(
          Answer.refused(Code.METHOD_NOT_ALLOWED, "nothing is executed here"), nowNanos);
    } else if (behaviour.answersFirst()) {
      listener.onAnswer(Answer.DONE, nowNanos);
      host.later(n -> run(executor, arguments, (done, m) -> {}, n), nowNanos);
    } else {
      run(executor, arguments, listener, nowNanos);
    }
  }

  private void run(
      Consumer<Arguments> executor,
      Arguments arguments,
      AnswerListener<Downlink.Done> listener,
      long nowNanos) {
    host.call(
        () -> {
          executor.accept(arguments);
          return Answer.DONE;
        },
        listener,
        nowNanos);
  }

  private Slot known(int resourceId) {
    int index = indexOf(resourceId);
    if (index < 0) {
      throw new IllegalArgumentException(
          "instance " + Path.of(model.id(), id) + " has no resource " + resourceId);
    }
    return slots[index];
  }

  private ResourceModel defined(int resourceId) {
    return model
        .resource(resourceId)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "object " + model.id() + " defines no resource " + resourceId));
  }

  /// The slot of a resource, added in order where there is none yet.
  private Slot slot(int resourceId) {
    int index = indexOf(resourceId);
    if (index >= 0) {
      return slots[index];
    }
    ResourceModel resource = defined(resourceId);
    int at = -index - 1;
    Slot[] grown = new Slot[slots.length + 1];
    System.arraycopy(slots, 0, grown, 0, at);
    System.arraycopy(slots, at, grown, at + 1, slots.length - at);
    grown[at] = new Slot(resource);
    slots = grown;
    return grown[at];
  }

  private int indexOf(int resourceId) {
    int low = 0;
    int high = slots.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = slots[middle].model.id();
      if (found == resourceId) {
        return middle;
      }
      if (found < resourceId) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /// What a resource is to hold.
  private record Edit(Slot slot, Optional<Node.ResourceNode> content) {}
}
