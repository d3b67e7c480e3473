// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;

/// Makes nodes of TLVs, typed by the model.
final class TlvReader {
  private final Bytes payload;
  private final Path base;
  private final DecodeLimits limits;
  private final Optional<ObjectModel> object;
  private final TlvCursor tlv;
  private final Tolerances tolerances;

  /// Used again for each multiple resource.
  private final IdMap.Builder<Value> instances = new IdMap.Builder<>(0);

  private int values;

  /// Where the reader is: ids below the object, -1 where there is none.
  private int instanceId = -1;

  private int resourceId = -1;
  private int resourceInstanceId = -1;

  /// A reader of a payload for `base`, which is not the root.
  TlvReader(Path base, Bytes payload, Reading reading) {
    this.payload = payload;
    this.base = base;
    this.limits = reading.limits();
    this.object = reading.models().object(base.objectId());
    this.tlv = new TlvCursor(payload);
    this.tolerances = new Tolerances(reading);
    this.instanceId = base.depth() > 1 ? base.instanceId() : -1;
    this.resourceId = base.depth() > 2 ? base.resourceId() : -1;
  }

  /// What was wrong, if anything; asked last.
  Optional<Malformed> fault() {
    return tlv.fault();
  }

  /// What was tolerated.
  Set<Tolerance> tolerances() {
    return tolerances.used();
  }

  /// The node at the base.
  Node node() {
    Node node =
        switch (base.depth()) {
          case 1 -> object();
          case 2 -> instance();
          case 3 -> resource();
          default -> resourceInstance();
        };
    if (!tlv.isAtEnd()) {
      fail("something behind the content");
    }
    return node;
  }

  /// The instances to create below the base, an object: with ids where they are wrapped in them, or one
  /// without.
  List<DecodedCreate.NewInstance> newInstances() {
    List<DecodedCreate.NewInstance> instances = new ArrayList<>();
    if (tlv.isNext(TlvKind.OBJECT_INSTANCE)) {
      instances(payload.size())
          .forEach(
              (id, instance) ->
                  instances.add(new DecodedCreate.NewInstance(OptionalInt.of(id), instance)));
    } else {
      Node.InstanceNode instance = new Node.InstanceNode(0, resources(payload.size()));
      instances.add(new DecodedCreate.NewInstance(OptionalInt.empty(), instance));
    }
    return instances;
  }

  private Node.ObjectNode object() {
    boolean single = object.isPresent() && !object.get().multiple();
    boolean bare = !tlv.isAtEnd() && !tlv.isNext(TlvKind.OBJECT_INSTANCE);
    if (bare && single) {
      tolerate(Tolerance.TLV_WITHOUT_INSTANCE);
      instanceId = 0;
      Node.InstanceNode instance = new Node.InstanceNode(0, resources(payload.size()));
      return Node.ObjectNode.of(base.objectId(), List.of(instance));
    }
    return new Node.ObjectNode(base.objectId(), instances(payload.size()));
  }

  private SortedMap<Integer, Node.InstanceNode> instances(int end) {
    IdMap.Builder<Node.InstanceNode> instances = new IdMap.Builder<>(tlv.count(end));
    while (tlv.next(end)) {
      if (tlv.kind != TlvKind.OBJECT_INSTANCE) {
        fail("a " + tlv.kind + " among object instances");
        break;
      }
      instanceId = tlv.id;
      int id = tlv.id;
      count();
      instances.add(id, new Node.InstanceNode(id, resources(tlv.to)));
      instanceId = -1;
    }
    return unique(instances);
  }

  private Node.InstanceNode instance() {
    return new Node.InstanceNode(base.instanceId(), resources(unwrapped()));
  }

  /// Enters the instance around the content, which is sloppy where the path names the instance. The
  /// answer is where the content ends.
  private int unwrapped() {
    if (!tlv.isNext(TlvKind.OBJECT_INSTANCE)) {
      return payload.size();
    }
    if (!tlv.next(payload.size())) {
      return payload.size();
    }
    if (tlv.id != base.instanceId()) {
      fail("the content of instance " + tlv.id);
    }
    tolerate(Tolerance.TLV_IN_INSTANCE);
    return tlv.to;
  }

  private SortedMap<Integer, Node.ResourceNode> resources(int end) {
    IdMap.Builder<Node.ResourceNode> resources = new IdMap.Builder<>(tlv.count(end));
    while (tlv.next(end)) {
      resourceId = tlv.id;
      int id = tlv.id;
      resources.add(id, resource(tlv.kind));
      resourceId = -1;
    }
    return unique(resources);
  }

  /// The resource whose header has been read.
  private Node.ResourceNode resource(TlvKind kind) {
    return switch (kind) {
      case RESOURCE -> single();
      case MULTIPLE_RESOURCE -> multiple(resourceInstances(tlv.to));
      case OBJECT_INSTANCE, RESOURCE_INSTANCE -> {
        int id = resourceId;
        resourceId = -1;
        fail("a " + kind + " among resources");
        yield new Node.SingleResource(id, Typed.MISFIT);
      }
    };
  }

  private Node.ResourceNode single() {
    ResourceModel model = model();
    DataType type = model.type();
    if (model.multiple()) {
      tolerate(Tolerance.TLV_VALUE_FOR_MULTIPLE);
      return new Node.MultipleResource(
          resourceId, new IdMap.Builder<Value>(1).add(0, value(type)).build());
    }
    return new Node.SingleResource(resourceId, value(type));
  }

  private Node.ResourceNode multiple(SortedMap<Integer, Value> values) {
    count();
    if (!Typed.isKnown(model()) || model().multiple()) {
      return new Node.MultipleResource(resourceId, values);
    }
    if (values.size() != 1) {
      fail(values.size() + " instances of a single resource");
      return new Node.SingleResource(resourceId, Typed.MISFIT);
    }
    tolerate(Tolerance.TLV_MULTIPLE_FOR_VALUE);
    return new Node.SingleResource(resourceId, values.values().iterator().next());
  }

  private SortedMap<Integer, Value> resourceInstances(int end) {
    int count = tlv.count(end);
    instances.begin(count);
    DataType type = count == 0 ? DataType.NONE : model().type();
    while (tlv.next(end)) {
      if (tlv.kind != TlvKind.RESOURCE_INSTANCE) {
        fail("a " + tlv.kind + " among resource instances");
        break;
      }
      resourceInstanceId = tlv.id;
      int id = tlv.id;
      instances.add(id, value(type));
      resourceInstanceId = -1;
    }
    return unique(instances);
  }

  /// What was gathered, where each id came once.
  private <V> SortedMap<Integer, V> unique(IdMap.Builder<V> gathered) {
    SortedMap<Integer, V> map = gathered.build();
    gathered.repeated().ifPresent(id -> fail("id " + id + " twice"));
    return map;
  }

  /// The resource at the base.
  private Node.ResourceNode resource() {
    int end = unwrapped();
    if (tlv.isNext(TlvKind.RESOURCE_INSTANCE)) {
      boolean multiple = !Typed.isKnown(model()) || model().multiple();
      if (multiple) {
        tolerate(Tolerance.TLV_WITHOUT_RESOURCE);
        return new Node.MultipleResource(resourceId, resourceInstances(end));
      }
    }
    if (!tlv.next(end)) {
      fail("no value");
      return new Node.SingleResource(resourceId, Typed.MISFIT);
    }
    if (tlv.id != resourceId) {
      fail("the content of " + tlv.kind + " " + tlv.id);
    }
    return resource(tlv.kind);
  }

  /// The resource instance at the base.
  private Node.ResourceInstanceNode resourceInstance() {
    int end = unwrapped();
    Node.ResourceInstanceNode none =
        new Node.ResourceInstanceNode(base.resourceInstanceId(), Typed.MISFIT);
    boolean found = tlv.next(end);
    if (found && tlv.kind == TlvKind.MULTIPLE_RESOURCE && tlv.id == resourceId) {
      tolerate(Tolerance.TLV_IN_RESOURCE);
      found = tlv.next(tlv.to);
    }
    if (!found) {
      fail("no value");
      return none;
    }
    boolean right =
        tlv.kind == TlvKind.RESOURCE_INSTANCE
            ? tlv.id == base.resourceInstanceId()
            : tlv.kind == TlvKind.RESOURCE && tlv.id == resourceId;
    if (!right) {
      fail("the content of " + tlv.kind + " " + tlv.id);
      return none;
    }
    resourceInstanceId = base.resourceInstanceId();
    if (Typed.isKnown(model()) && !model().multiple()) {
      fail(base + " has no instances");
    }
    if (tlv.kind == TlvKind.RESOURCE) {
      tolerate(Tolerance.TLV_RESOURCE_FOR_INSTANCE);
    }
    return new Node.ResourceInstanceNode(base.resourceInstanceId(), value(model().type()));
  }

  private ResourceModel model() {
    return object.isPresent() ? object.get().resource(resourceId, Typed.UNKNOWN) : Typed.UNKNOWN;
  }

  /// The value whose header has been read.
  private Value value(DataType type) {
    count();
    int bytes = tlv.to - tlv.from;
    Value value = tlv.value(type);
    if (Typed.isMisfit(value)) {
      fail(bytes + " bytes, " + Typed.refusal(type));
    } else if (TlvValue.isWide(type, payload, tlv.from, tlv.to)) {
      tolerate(Tolerance.TLV_WIDE_INTEGER);
    }
    tlv.skip();
    return value;
  }

  /// Counts a value, or what holds none but costs as much.
  private void count() {
    if (++values > limits.valuesMax()) {
      fail("more than " + limits.valuesMax() + " values");
    }
  }

  private void fail(String what) {
    if (fault().isEmpty()) {
      tlv.fail(here(), what);
    }
  }

  private void tolerate(Tolerance tolerance) {
    Optional<String> refusal = tolerances.use(tolerance);
    if (refusal.isPresent()) {
      fail(refusal.get());
    }
  }

  private String here() {
    StringBuilder here = new StringBuilder("/").append(base.objectId());
    if (instanceId >= 0) {
      here.append('/').append(instanceId);
    }
    if (resourceId >= 0) {
      here.append(instanceId < 0 ? "/new/" : "/").append(resourceId);
    }
    if (resourceInstanceId >= 0) {
      here.append('/').append(resourceInstanceId);
    }
    return here.toString();
  }
}
