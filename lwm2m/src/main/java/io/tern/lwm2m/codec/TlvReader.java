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
import java.util.SortedMap;

/// Makes nodes of TLVs, typed by the model.
final class TlvReader {
  private static final Value NO_VALUE = new Value.Raw(Bytes.EMPTY);

  private final Bytes payload;
  private final Path base;
  private final DecodeLimits limits;
  private final Optional<ObjectModel> object;
  private final TlvCursor tlv;
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
    this.instanceId = base.depth() > 1 ? base.instanceId() : -1;
    this.resourceId = base.depth() > 2 ? base.resourceId() : -1;
  }

  /// What was wrong, if anything; asked last.
  Optional<Malformed> fault() {
    return tlv.fault();
  }

  /// What was tolerated.
  List<Malformed> warnings() {
    return tlv.warnings();
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
    if (tlv.peek().filter(kind -> kind == TlvKind.OBJECT_INSTANCE).isPresent()) {
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
    boolean bare = tlv.peek().filter(kind -> kind != TlvKind.OBJECT_INSTANCE).isPresent();
    if (bare && single) {
      warn("resources of the only instance without the instance");
      instanceId = 0;
      Node.InstanceNode instance = new Node.InstanceNode(0, resources(payload.size()));
      return Node.ObjectNode.of(base.objectId(), List.of(instance));
    }
    return new Node.ObjectNode(base.objectId(), instances(payload.size()));
  }

  private SortedMap<Integer, Node.InstanceNode> instances(int end) {
    IdMap.Builder<Node.InstanceNode> instances = new IdMap.Builder<>();
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
    if (tlv.peek().filter(kind -> kind == TlvKind.OBJECT_INSTANCE).isEmpty()) {
      return payload.size();
    }
    if (!tlv.next(payload.size())) {
      return payload.size();
    }
    if (tlv.id != base.instanceId()) {
      fail("the content of instance " + tlv.id);
    }
    warn("wrapped in its instance");
    return tlv.to;
  }

  private SortedMap<Integer, Node.ResourceNode> resources(int end) {
    IdMap.Builder<Node.ResourceNode> resources = new IdMap.Builder<>();
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
        yield new Node.SingleResource(id, NO_VALUE);
      }
    };
  }

  private Node.ResourceNode single() {
    if (model().map(ResourceModel::multiple).orElse(false)) {
      warn("one value for a multiple resource, taken as its instance 0");
      return new Node.MultipleResource(
          resourceId, new IdMap.Builder<Value>().add(0, value()).build());
    }
    return new Node.SingleResource(resourceId, value());
  }

  private Node.ResourceNode multiple(SortedMap<Integer, Value> values) {
    count();
    boolean single = model().isPresent() && !model().get().multiple();
    if (!single) {
      return new Node.MultipleResource(resourceId, values);
    }
    if (values.size() != 1) {
      fail(values.size() + " instances of a single resource");
      return new Node.SingleResource(resourceId, NO_VALUE);
    }
    warn("an instance of a single resource, taken as its value");
    return new Node.SingleResource(resourceId, values.values().iterator().next());
  }

  private SortedMap<Integer, Value> resourceInstances(int end) {
    IdMap.Builder<Value> instances = new IdMap.Builder<>();
    while (tlv.next(end)) {
      if (tlv.kind != TlvKind.RESOURCE_INSTANCE) {
        fail("a " + tlv.kind + " among resource instances");
        break;
      }
      resourceInstanceId = tlv.id;
      int id = tlv.id;
      instances.add(id, value());
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
    if (tlv.peek().filter(kind -> kind == TlvKind.RESOURCE_INSTANCE).isPresent()) {
      boolean multiple = model().map(ResourceModel::multiple).orElse(true);
      if (multiple) {
        warn("resource instances without the resource");
        return new Node.MultipleResource(resourceId, resourceInstances(end));
      }
    }
    if (!tlv.next(end)) {
      fail("no value");
      return new Node.SingleResource(resourceId, NO_VALUE);
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
        new Node.ResourceInstanceNode(base.resourceInstanceId(), NO_VALUE);
    boolean found = tlv.next(end);
    if (found && tlv.kind == TlvKind.MULTIPLE_RESOURCE && tlv.id == resourceId) {
      warn("wrapped in its resource");
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
    if (tlv.kind == TlvKind.RESOURCE) {
      warn("a resource in place of its instance");
    }
    return new Node.ResourceInstanceNode(base.resourceInstanceId(), value());
  }

  private Optional<ResourceModel> model() {
    return object.flatMap(model -> model.resource(resourceId));
  }

  /// The value whose header has been read, as the type that the model gives the resource.
  private Value value() {
    count();
    DataType type = model().map(ResourceModel::type).orElse(DataType.NONE);
    int bytes = tlv.to - tlv.from;
    Optional<Value> value =
        switch (type) {
          case NONE -> Optional.of(new Value.Raw(tlv.value()));
          case OPAQUE -> Optional.of(new Value.Opaque(tlv.value()));
          case STRING, CORE_LINK ->
              tlv.value().utf8Strict().flatMap(text -> Typed.ofText(type, text));
          case INTEGER, TIME -> isIntegerWidth(bytes) ? signed(type) : Optional.empty();
          case UNSIGNED_INTEGER -> isIntegerWidth(bytes) ? unsigned() : Optional.empty();
          case FLOAT -> real(bytes);
          case BOOLEAN -> bytes == 1 ? truth() : Optional.empty();
          case OBJECT_LINK -> bytes == 4 ? link() : Optional.empty();
        };
    if (value.isEmpty()) {
      fail(bytes + " bytes, " + Typed.refusal(type));
    }
    tlv.skip();
    return value.orElse(NO_VALUE);
  }

  /// Counts a value, or what holds none but costs as much.
  private void count() {
    if (++values > limits.valuesMax()) {
      fail("more than " + limits.valuesMax() + " values");
    }
  }

  private static boolean isIntegerWidth(int bytes) {
    return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  }

  private Optional<Value> signed(DataType type) {
    long number = tlv.signed();
    warnIfWide(TlvWriter.width(number));
    return Typed.ofInteger(type, number);
  }

  private Optional<Value> unsigned() {
    long number = tlv.unsigned();
    warnIfWide(TlvWriter.unsignedWidth(number));
    return Typed.ofUnsigned(DataType.UNSIGNED_INTEGER, number);
  }

  private void warnIfWide(int needed) {
    int bytes = tlv.to - tlv.from;
    if (bytes > needed) {
      warn(bytes + " bytes where " + needed + " do");
    }
  }

  private Optional<Value> real(int bytes) {
    return switch (bytes) {
      case 4 -> Optional.of(new Value.Real(Float.intBitsToFloat((int) tlv.unsigned())));
      case 8 -> Optional.of(new Value.Real(Double.longBitsToDouble(tlv.unsigned())));
      default -> Optional.empty();
    };
  }

  private Optional<Value> truth() {
    long number = tlv.unsigned();
    return number > 1 ? Optional.empty() : Optional.of(new Value.Bool(number == 1));
  }

  private Optional<Value> link() {
    int ids = (int) tlv.unsigned();
    return Optional.of(new Value.ObjectLink(ids >>> 16, ids & 0xFFFF));
  }

  private void fail(String what) {
    if (fault().isEmpty()) {
      tlv.fail(here(), what);
    }
  }

  private void warn(String what) {
    tlv.warn(here(), what);
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
