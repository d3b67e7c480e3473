// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.coap.Code;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Conformance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.DownlinkCheck;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// What callers write, checked against the object definitions of the device before anything is sent:
/// type, one value or several, range, length, and whether a resource may be written at all (not inside
/// an instance, where the device decides). What a read returned is accepted as it is.
public final class ContentJson {
  /// Members that describe and are not looked at.
  private static final Set<String> DESCRIPTION = Set.of("name", "units", "time", "warning");

  private static final int GIVEN_CHARS_MAX = 100;

  private final Models models;
  private final boolean strict;

  /// Checks against `models`.
  ///
  /// @param strict false where neither ranges nor operations matter; types and shapes always do, for
  ///     nothing can be encoded without
  public ContentJson(Models models, boolean strict) {
    this.models = models;
    this.strict = strict;
  }

  /// What Create needs.
  ///
  /// @param instance the id that the caller wants
  public record NewInstance(OptionalInt instance, Node.InstanceNode content) {}

  /// The content for an instance, resource or resource instance.
  ///
  /// - a resource instance, or a resource with one value: `{"value": 21.5}`
  /// - a resource with several: `{"values": {"0": 1, "1": 5}}`
  /// - an instance: `{"resources": {"14": {"value": "+02"}, "6": {"values": {"0": 1}}}}`, or the same
  ///   short: `{"14": "+02"}`
  public Checked<Node> content(Path path, JsonNode body) {
    return switch (path.depth()) {
      case 2 -> instance(path, body).map(node -> node);
      case 3 -> resource(path, body, "").then(node -> writable(path).map(good -> node));
      case 4 -> resourceInstance(path, body).then(node -> writable(path).map(good -> node));
      default -> Checked.refused(Problem.invalid("path", "a write aims at an instance or below"));
    };
  }

  /// Whether a resource may be executed, its definition asked.
  public Checked<Path> executable(Path path) {
    return permitted(path, ResourceModel.Operations::executable);
  }

  private Checked<Path> writable(Path path) {
    return permitted(path, ResourceModel.Operations::writable);
  }

  private Checked<Path> permitted(Path path, Predicate<ResourceModel.Operations> permits) {
    Optional<ResourceModel> forbidding = DownlinkCheck.forbidding(path, permits, models);
    if (!strict || forbidding.isEmpty()) {
      return Checked.ok(path);
    }
    ResourceModel model = forbidding.get();
    return Checked.refused(
        Problem.of(ProblemKind.OPERATION_NOT_ALLOWED, DownlinkCheck.text(path, model))
            .with("coapCode", Code.METHOD_NOT_ALLOWED.toString())
            .with("path", path.toString())
            .with("rule", "operations " + model.operations().text()));
  }

  /// The content of an instance to create below the object `path`:
  /// `{"instance": 1, "resources": {…}}`, both of which may be absent, or short as in [#content].
  public Checked<NewInstance> newInstance(Path path, Optional<JsonNode> body) {
    if (body.isEmpty()) {
      return Checked.ok(
          new NewInstance(OptionalInt.empty(), new Node.InstanceNode(0, new TreeMap<>())));
    }
    JsonNode json = body.get();
    if (!json.isObject()) {
      return refused("", "must be an object");
    }
    JsonNode id = json.path("instance");
    OptionalInt instance = OptionalInt.empty();
    if (!id.isMissingNode()) {
      if (!id.isInt() || id.intValue() < 0 || id.intValue() > Path.ID_MAX) {
        return refused("/instance", "must be a whole number from 0 to " + Path.ID_MAX);
      }
      instance = OptionalInt.of(id.intValue());
    }
    OptionalInt wanted = instance;
    Path at = path.child(instance.orElse(0));
    return checkMembers(json, at, Set.of("instance", "resources"), Shape.INSTANCE)
        .then(checked -> resources(at, json))
        .map(
            resources ->
                new NewInstance(wanted, new Node.InstanceNode(at.instanceId(), resources)));
  }

  private Checked<Node.InstanceNode> instance(Path path, JsonNode body) {
    if (!body.isObject()) {
      return refused("", "must be an object");
    }
    return checkMembers(body, path, Set.of("resources"), Shape.INSTANCE)
        .then(checked -> resources(path, body))
        .map(resources -> new Node.InstanceNode(path.instanceId(), resources));
  }

  private Checked<SortedMap<Integer, Node.ResourceNode>> resources(Path instance, JsonNode body) {
    JsonNode named = body.path("resources");
    if (!named.isMissingNode() && !named.isObject()) {
      return refused("/resources", "must be an object of resources by id");
    }
    Checked<SortedMap<Integer, Node.ResourceNode>> all =
        children(
            named.isMissingNode() ? "" : "/resources",
            named.isMissingNode() ? shortForm(body) : members(named),
            (id, field) -> {
              Path path = instance.child(id);
              JsonNode json = (named.isMissingNode() ? body : named).path(Integer.toString(id));
              return json.isObject()
                  ? resource(path, json, field)
                  : single(path, json, Optional.empty(), field);
            });
    return all;
  }

  private static Set<String> members(JsonNode json) {
    return json.propertyStream()
        .map(Map.Entry::getKey)
        .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  /// The members of a short form: those that are ids. The others have been checked.
  private static Set<String> shortForm(JsonNode json) {
    Set<String> names = members(json);
    names.removeIf(name -> id(name).isEmpty());
    return names;
  }

  private Checked<Node.ResourceNode> resource(Path path, JsonNode json, String field) {
    if (!json.isObject()) {
      return refused(field, "must be an object with a value or values");
    }
    boolean multiple = json.has("values");
    if (multiple == json.has("value")) {
      return refused(field, "must have either a value or values");
    }
    return checkMembers(json, path, Set.of("value", "values"), Shape.VALUE, field)
        .then(
            type ->
                multiple
                    ? multiple(path, json.path("values"), type, field + "/values")
                    : single(path, json.path("value"), type, field + "/value"));
  }

  private Checked<Node> resourceInstance(Path path, JsonNode json) {
    if (!json.isObject() || !json.has("value")) {
      return refused("", "must be an object with a value");
    }
    return checkMembers(json, path, Set.of("value"), Shape.VALUE, "")
        .then(type -> value(path, json.path("value"), type, "/value"))
        .map(value -> new Node.ResourceInstanceNode(path.resourceInstanceId(), value));
  }

  private Checked<Node.ResourceNode> single(
      Path path, JsonNode json, Optional<DataType> type, String field) {
    if (models.resource(path).map(ResourceModel::multiple).orElse(false)) {
      return refused(field, path + " is a multiple resource and has values");
    }
    return value(path, json, type, field)
        .map(value -> new Node.SingleResource(path.resourceId(), value));
  }

  private Checked<Node.ResourceNode> multiple(
      Path path, JsonNode json, Optional<DataType> type, String field) {
    if (!models.resource(path).map(ResourceModel::multiple).orElse(true)) {
      return refused(field, path + " is a single resource and has a value");
    }
    if (!json.isObject()) {
      return refused(field, "must be an object of values by id");
    }
    return children(
            field,
            members(json),
            (id, at) -> value(path.child(id), json.path(Integer.toString(id)), type, at))
        .map(values -> new Node.MultipleResource(path.resourceId(), values));
  }

  private Checked<Value> value(Path path, JsonNode json, Optional<DataType> type, String field) {
    Optional<ResourceModel> model = models.resource(path);
    if (model.isPresent() && model.get().operations().executable()) {
      return forbidden(model.get(), path, json, field, "operations E", "is executable");
    }
    Optional<DataType> defined =
        model.map(ResourceModel::type).filter(known -> known != DataType.NONE);
    if (defined.isPresent() && type.isPresent() && !defined.equals(type)) {
      return refused(field, path + " is of type " + TypeNames.of(defined.get()));
    }
    Optional<DataType> wanted = defined.or(() -> type).or(() -> ValueJson.guess(json));
    if (wanted.isEmpty()) {
      return refused(field, "must be a text, a number, true or false");
    }
    Checked<Value> read = ValueJson.read(json, wanted.get(), field);
    if (model.isEmpty()) {
      return read;
    }
    ResourceModel known = model.get();
    return switch (read) {
      case Checked.Ok<Value>(Value value) ->
          Conformance.check(known, value)
              .filter(misfit -> strict)
              .map(m -> forbidden(known, path, json, field, "range " + known.range(), m.what()))
              .orElse(read);
      case Checked.Refused<Value>(Problem problem) -> {
        String rule = "type " + TypeNames.of(wanted.get());
        yield forbidden(known, path, json, field, rule, problem.detail());
      }
    };
  }

  private static Checked<Value> forbidden(
      ResourceModel model, Path path, JsonNode given, String field, String rule, String why) {
    String text = given.isTextual() ? given.textValue() : given.toString();
    return Checked.refused(
        Problem.invalid(field, "%s (%s): %s".formatted(path, model.name(), why))
            .with("path", path.toString())
            .with("rule", rule)
            .with("value", text.substring(0, Math.min(text.length(), GIVEN_CHARS_MAX))));
  }

  /// Reads each member of `names` by its id; stops at the first that is wrong.
  private static <T> Checked<SortedMap<Integer, T>> children(
      String field, Set<String> names, BiFunction<Integer, String, Checked<? extends T>> reader) {
    SortedMap<Integer, T> children = new TreeMap<>();
    for (String name : names) {
      String at = field + "/" + name;
      OptionalInt id = id(name);
      if (id.isEmpty()) {
        return refused(escaped(field, name), "must be an id from 0 to " + Path.ID_MAX);
      }
      switch (reader.apply(id.getAsInt(), at)) {
        case Checked.Ok<? extends T>(T child) -> children.put(id.getAsInt(), child);
        case Checked.Refused<? extends T>(Problem problem) -> {
          return Checked.refused(problem);
        }
      }
    }
    return Checked.ok(children);
  }

  private static OptionalInt id(String name) {
    return Path.parse("/" + name)
        .filter(Path::isObject)
        .map(path -> OptionalInt.of(path.objectId()))
        .orElse(OptionalInt.empty());
  }

  private enum Shape {
    /// Ids are members too; `type` is not.
    INSTANCE,
    /// `type` is a member.
    VALUE
  }

  private static Checked<Optional<DataType>> checkMembers(
      JsonNode json, Path path, Set<String> content, Shape shape) {
    return checkMembers(json, path, content, shape, "");
  }

  /// Refuses members nobody knows and a `path` that is another; tells the `type`.
  private static Checked<Optional<DataType>> checkMembers(
      JsonNode json, Path path, Set<String> content, Shape shape, String field) {
    Optional<DataType> type = Optional.empty();
    for (String name : members(json)) {
      boolean known = content.contains(name) || DESCRIPTION.contains(name);
      boolean isId = shape == Shape.INSTANCE && id(name).isPresent() && !json.has("resources");
      if (name.equals("path")) {
        if (!json.path(name).asText().equals(path.toString())) {
          return refused(field + "/path", "is not the path of the call, " + path);
        }
      } else if (name.equals("type") && shape == Shape.VALUE) {
        type = TypeNames.named(json.path(name).asText());
        if (type.isEmpty()) {
          return refused(field + "/type", "must be one of " + String.join(", ", TypeNames.all()));
        }
      } else if (!known && !isId) {
        return refused(escaped(field, name), "is not known here");
      }
    }
    return Checked.ok(type);
  }

  /// A JSON pointer one step deeper (RFC 6901 §3).
  private static String escaped(String field, String name) {
    return field + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static <T> Checked<T> refused(String field, String detail) {
    return Checked.refused(Problem.invalid(field, detail));
  }
}
