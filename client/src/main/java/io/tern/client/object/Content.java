// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Java values as the content of resources.
final class Content {
  private Content() {}

  /// `object` as the content of the resource: a [Value], or a Java value that its type can hold, or for
  /// a multiple resource a map from instance ids to those; an [Optional] of these may be empty.
  ///
  /// @throws IllegalArgumentException if the resource cannot hold it
  static Optional<Node.ResourceNode> of(Object object, ResourceModel model) {
    return switch (object) {
      case Optional<?> optional -> optional.flatMap(present -> of(present, model));
      case Node.ResourceNode node when node.id() == model.id() -> Optional.of(node);
      case Map<?, ?> map when model.multiple() -> Optional.of(multiple(map, model));
      case Object single when !model.multiple() ->
          Optional.of(new Node.SingleResource(model.id(), value(single, model)));
      default -> throw misfit(object, model);
    };
  }

  private static Node.MultipleResource multiple(Map<?, ?> map, ResourceModel model) {
    TreeMap<Integer, Value> values = new TreeMap<>();
    map.forEach(
        (id, value) -> {
          if (!(id instanceof Integer number) || number < 0 || number > 65_534 || value == null) {
            throw misfit(map, model);
          }
          values.put(number, value(value, model));
        });
    return new Node.MultipleResource(model.id(), values);
  }

  private static Value value(Object object, ResourceModel model) {
    if (object instanceof Value value) {
      if (value.type() != model.type()) {
        throw misfit(object, model);
      }
      return value;
    }
    DataType type = model.type();
    return switch (object) {
      case String text when type == DataType.STRING -> new Value.Text(text);
      case String text when type == DataType.CORE_LINK -> new Value.CoreLink(text);
      case Boolean bool when type == DataType.BOOLEAN -> new Value.Bool(bool);
      case Bytes bytes when type == DataType.OPAQUE -> new Value.Opaque(bytes);
      case Instant instant when type == DataType.TIME -> new Value.Time(instant.getEpochSecond());
      case Number number when type == DataType.FLOAT -> new Value.Real(number.doubleValue());
      case Long number -> integer(number, model);
      case Integer number -> integer(number, model);
      case Short number -> integer(number, model);
      case Byte number -> integer(number, model);
      default -> throw misfit(object, model);
    };
  }

  private static Value integer(long number, ResourceModel model) {
    return switch (model.type()) {
      case INTEGER -> new Value.Int(number);
      case TIME -> new Value.Time(number);
      case UNSIGNED_INTEGER -> {
        if (number < 0) {
          throw misfit(number, model);
        }
        yield new Value.Unsigned(number);
      }
      default -> throw misfit(number, model);
    };
  }

  private static IllegalArgumentException misfit(Object object, ResourceModel model) {
    return new IllegalArgumentException(
        "resource "
            + model.id()
            + " ("
            + model.name()
            + (model.multiple() ? ", multiple " : ", ")
            + model.type()
            + ") does not hold "
            + object);
  }
}
