// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Conformance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Parts of the data tree as JSON, with names and units from the object definitions.
public final class NodeJson {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NodeJson() {}

  /// A time of this server, as precise as anybody needs it.
  public static Instant time(long nowNanos) {
    return Instant.ofEpochMilli(nowNanos / NANOS_PER_MILLI);
  }

  /// A document: `path`, `time`, and the content of `node`.
  ///
  /// A single value has `type`, `value`; a multiple resource `type`, `values` by instance id; an
  /// instance `resources` by id; an object `instances` by id. Where the definitions know them there
  /// are `name` and `units`, and where they do not allow a value, `warning`.
  public static ObjectNode document(Path path, Node node, Models models, Instant time) {
    ObjectNode json = JSON.objectNode();
    json.put("path", path.toString());
    fill(json, path, node, models);
    json.put("time", time.toString());
    return json;
  }

  /// A value of a resource or resource instance, as a document of its own.
  public static ObjectNode value(Path path, Value value, Models models, Instant time) {
    ObjectNode json = JSON.objectNode();
    json.put("path", path.toString());
    describe(json, models.resource(path));
    put(json, value);
    warn(json, models.resource(path), List.of(value));
    json.put("time", time.toString());
    return json;
  }

  /// The single values of what a composite operation told, each as a document of its own.
  ///
  /// @param time the time of those that came with none
  public static ArrayNode values(List<TimedNode> told, Models models, Instant time) {
    ArrayNode values = JSON.arrayNode();
    for (TimedNode node : told) {
      eachValue(
          node.path(),
          node.node(),
          (path, value) -> values.add(value(path, value, models, node.time().orElse(time))));
    }
    return values;
  }

  /// Tells each single value of `node` with its path.
  public static void eachValue(Path path, Node node, BiConsumer<Path, Value> consumer) {
    switch (node) {
      case Node.ObjectNode object ->
          object
              .instances()
              .forEach((id, instance) -> eachValue(path.child(id), instance, consumer));
      case Node.InstanceNode instance ->
          instance
              .resources()
              .forEach((id, resource) -> eachValue(path.child(id), resource, consumer));
      case Node.SingleResource single -> consumer.accept(path, single.value());
      case Node.MultipleResource multiple ->
          multiple.values().forEach((id, value) -> consumer.accept(path.child(id), value));
      case Node.ResourceInstanceNode instance -> consumer.accept(path, instance.value());
    }
  }

  private static void fill(ObjectNode json, Path path, Node node, Models models) {
    switch (node) {
      case Node.ObjectNode object -> {
        models.object(path.objectId()).map(ObjectModel::name).ifPresent(n -> json.put("name", n));
        fill(json.putObject("instances"), path, object.instances(), models);
      }
      case Node.InstanceNode instance -> {
        models.object(path.objectId()).map(ObjectModel::name).ifPresent(n -> json.put("name", n));
        fill(json.putObject("resources"), path, instance.resources(), models);
      }
      case Node.SingleResource(int id, Value value) -> {
        describe(json, models.resource(path));
        put(json, value);
        warn(json, models.resource(path), List.of(value));
      }
      case Node.MultipleResource(int id, Map<Integer, Value> values) -> {
        describe(json, models.resource(path));
        json.put("type", TypeNames.of(type(values, models.resource(path))));
        ObjectNode byId = json.putObject("values");
        values.forEach((key, value) -> byId.set(Integer.toString(key), ValueJson.write(value)));
        warn(json, models.resource(path), values.values());
      }
      case Node.ResourceInstanceNode(int id, Value value) -> {
        describe(json, models.resource(path));
        put(json, value);
        warn(json, models.resource(path), List.of(value));
      }
    }
  }

  private static void fill(
      ObjectNode json, Path parent, Map<Integer, ? extends Node> children, Models models) {
    children.forEach(
        (id, child) -> fill(json.putObject(Integer.toString(id)), parent.child(id), child, models));
  }

  private static DataType type(Map<Integer, Value> values, Optional<ResourceModel> model) {
    return values.values().stream()
        .findFirst()
        .map(Value::type)
        .or(() -> model.map(ResourceModel::type))
        .orElse(DataType.NONE);
  }

  private static void describe(ObjectNode json, Optional<ResourceModel> model) {
    model.ifPresent(
        resource -> {
          json.put("name", resource.name());
          if (!resource.units().isEmpty()) {
            json.put("units", resource.units());
          }
        });
  }

  /// Says what a definition has against the first value it has something against.
  private static void warn(
      ObjectNode json, Optional<ResourceModel> model, Collection<Value> values) {
    model
        .flatMap(known -> values.stream().flatMap(v -> misfit(known, v).stream()).findFirst())
        .ifPresent(what -> json.put("warning", what));
  }

  private static Optional<String> misfit(ResourceModel model, Value value) {
    return Conformance.check(model, value).map(Malformed::what);
  }

  private static void put(ObjectNode json, Value value) {
    json.put("type", TypeNames.of(value.type()));
    json.set("value", ValueJson.write(value));
  }
}
