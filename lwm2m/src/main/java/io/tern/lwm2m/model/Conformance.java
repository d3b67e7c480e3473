// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/// Whether values are what the definitions allow: type, range, single or multiple. The server asks before
/// a Write, the client on receipt of one (LwM2M 1.2 Core §6.3.3: 4.00).
///
/// What no definition describes conforms. Whether an operation is allowed is not asked here.
public final class Conformance {
  private Conformance() {}

  /// What is wrong with `value` as a value of that resource; empty where nothing is.
  public static Optional<Malformed> check(ResourceModel model, Value value) {
    return misfit(model, value)
        .map(what -> new Malformed("resource " + model.id() + " (" + model.name() + ")", what));
  }

  /// What is wrong with `node` as the content of `path`, the first thing; empty where nothing is.
  public static Optional<Malformed> check(Path path, Node node, Models models) {
    if (path.isRoot() || path.id(path.depth() - 1) != node.id()) {
      return Optional.of(new Malformed(path.toString(), "content of another path"));
    }
    return switch (node) {
      case Node.ObjectNode object when path.isObject() -> checkObject(path, object, models);
      case Node.InstanceNode instance when path.isInstance() ->
          checkInstance(path, instance, models);
      case Node.ResourceNode resource when path.isResource() ->
          checkResource(path, resource, models);
      case Node.ResourceInstanceNode(int id, Value value) when path.isResourceInstance() ->
          models.resource(path).flatMap(model -> checkMultiple(path, model, value));
      default -> Optional.of(new Malformed(path.toString(), "content of another level"));
    };
  }

  private static Optional<Malformed> checkObject(Path path, Node.ObjectNode object, Models models) {
    for (Node.InstanceNode instance : object.instances().values()) {
      Optional<Malformed> found = checkInstance(path.child(instance.id()), instance, models);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Malformed> checkInstance(
      Path path, Node.InstanceNode instance, Models models) {
    for (Node.ResourceNode resource : instance.resources().values()) {
      Optional<Malformed> found = checkResource(path.child(resource.id()), resource, models);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Malformed> checkResource(
      Path path, Node.ResourceNode resource, Models models) {
    Optional<ResourceModel> known = models.resource(path);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    ResourceModel model = known.get();
    switch (resource) {
      case Node.SingleResource(int id, Value value) -> {
        return model.multiple()
            ? Optional.of(new Malformed(path.toString(), "one value for a multiple resource"))
            : misfit(model, value).map(what -> new Malformed(path.toString(), what));
      }
      case Node.MultipleResource multiple -> {
        if (!model.multiple()) {
          return Optional.of(new Malformed(path.toString(), "instances of a single resource"));
        }
        for (Map.Entry<Integer, Value> entry : multiple.values().entrySet()) {
          Optional<Malformed> found =
              checkMultiple(path.child(entry.getKey()), model, entry.getValue());
          if (found.isPresent()) {
            return found;
          }
        }
        return Optional.empty();
      }
    }
  }

  private static Optional<Malformed> checkMultiple(Path path, ResourceModel model, Value value) {
    Optional<String> what =
        model.multiple() ? misfit(model, value) : Optional.of("an instance of a single resource");
    return what.map(text -> new Malformed(path.toString(), text));
  }

  private static Optional<String> misfit(ResourceModel model, Value value) {
    if (model.operations().executable()) {
      return Optional.of("a value for an executable resource");
    }
    if (model.type() == DataType.NONE) {
      return Optional.empty();
    }
    if (value.type() != model.type()) {
      String found = value.type() == DataType.NONE ? "raw bytes" : value.type().registryName();
      return Optional.of(found + " in place of " + model.type().registryName());
    }
    if (value instanceof Value.Real(double number) && !Double.isFinite(number)) {
      return Optional.of(number + " in place of a number");
    }
    return Range.of(model)
        .filter(range -> !range.admits(value))
        .map(
            range ->
                Range.measure(value).map(BigDecimal::toPlainString).orElse("")
                    + unit(value)
                    + " outside "
                    + model.range());
  }

  private static String unit(Value value) {
    return switch (value) {
      case Value.Text _, Value.Opaque _ -> " bytes";
      default -> "";
    };
  }
}
