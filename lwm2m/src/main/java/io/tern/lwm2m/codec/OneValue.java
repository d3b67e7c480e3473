// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the formats share that carry the value of one resource or resource instance: text, opaque and
/// CBOR (FMT-41, FMT-42).
final class OneValue {
  private OneValue() {}

  static final Function<DataType, Optional<Tolerance>> NOTHING_TO_TOLERATE =
      type -> Optional.empty();

  /// The content for `base`.
  ///
  /// @param reader given the type that the model wants, the value; [Typed#MISFIT] where the payload is none
  /// @param tolerance given that type, what it takes to understand the payload
  static Decoded decode(
      Format format,
      Path base,
      Reading reading,
      Function<DataType, Value> reader,
      Function<DataType, Optional<Tolerance>> tolerance) {
    if (base.depth() < 3) {
      return new Decoded.Unsupported(format.number());
    }
    Optional<ResourceModel> model = reading.models().resource(base);
    if (base.isResource() && model.map(ResourceModel::multiple).orElse(false)) {
      return broken(base, "one value for a multiple resource");
    }
    if (base.isResourceInstance() && !model.map(ResourceModel::multiple).orElse(true)) {
      return broken(base, base + " has no instances");
    }
    DataType type = reading.type(base);
    Value value = reader.apply(type);
    if (Typed.isMisfit(value)) {
      return broken(base, Typed.refusal(type));
    }
    Tolerances tolerances = new Tolerances(reading);
    Optional<String> refusal = tolerance.apply(type).flatMap(tolerances::use);
    return refusal.isPresent()
        ? broken(base, refusal.get())
        : Decoded.of(base, node(base, value), tolerances.used());
  }

  private static Decoded broken(Path base, String what) {
    return new Decoded.Broken(new Malformed(base.toString(), what));
  }

  private static Node node(Path base, Value value) {
    return base.isResource()
        ? new Node.SingleResource(base.resourceId(), value)
        : new Node.ResourceInstanceNode(base.resourceInstanceId(), value);
  }

  /// The one value of `nodes`, without time; empty where there is more to carry, or less.
  static Optional<Value> of(List<TimedNode> nodes) {
    if (nodes.size() != 1 || nodes.getFirst().time().isPresent()) {
      return Optional.empty();
    }
    return switch (nodes.getFirst().node()) {
      case Node.SingleResource(var id, var value) -> Optional.of(value);
      case Node.ResourceInstanceNode(var id, var value) -> Optional.of(value);
      case Node.MultipleResource _, Node.InstanceNode _, Node.ObjectNode _ -> Optional.empty();
    };
  }
}
