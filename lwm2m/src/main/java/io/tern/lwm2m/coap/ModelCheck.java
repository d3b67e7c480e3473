// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.util.Map;
import java.util.Optional;

/// Whether what the server is about to write fits the object definitions. What they do not know fits.
final class ModelCheck {
  private ModelCheck() {}

  /// Why `node` at `path` does not fit; empty where it does.
  static Optional<String> misfit(Path path, Node node, Models models) {
    return switch (node) {
      case Node.ObjectNode object -> ofChildren(path, object.instances(), models);
      case Node.InstanceNode instance -> ofChildren(path, instance.resources(), models);
      case Node.SingleResource(int id, Value value) ->
          ofShape(path, false, models).or(() -> ofValue(path, value, models));
      case Node.MultipleResource(int id, Map<Integer, Value> values) ->
          ofShape(path, true, models)
              .or(
                  () ->
                      values.entrySet().stream()
                          .flatMap(
                              entry ->
                                  ofValue(path.child(entry.getKey()), entry.getValue(), models)
                                      .stream())
                          .findFirst());
      case Node.ResourceInstanceNode(int id, Value value) ->
          ofShape(path, true, models).or(() -> ofValue(path, value, models));
    };
  }

  private static Optional<String> ofChildren(
      Path path, Map<Integer, ? extends Node> children, Models models) {
    return children.entrySet().stream()
        .flatMap(entry -> misfit(path.child(entry.getKey()), entry.getValue(), models).stream())
        .findFirst();
  }

  private static Optional<String> ofShape(Path path, boolean multiple, Models models) {
    Optional<ResourceModel> model = models.resource(path);
    if (model.isPresent() && model.get().operations().executable()) {
      return Optional.of(path + " is executable and has no value");
    }
    return model
        .filter(resource -> resource.multiple() != multiple)
        .map(resource -> path + (multiple ? " is a single resource" : " is a multiple resource"));
  }

  private static Optional<String> ofValue(Path path, Value value, Models models) {
    return models
        .resource(path)
        .map(ResourceModel::type)
        .filter(type -> type != DataType.NONE && value.type() != DataType.NONE)
        .filter(type -> type != value.type())
        .map(
            type ->
                path
                    + " is of type "
                    + type.registryName()
                    + ", not "
                    + value.type().registryName());
  }
}
