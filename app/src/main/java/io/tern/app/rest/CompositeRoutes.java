// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.app.rest.json.ContentJson;
import io.tern.app.rest.json.NodeJson;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.net.EpochClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Composite operations: several paths at once (LwM2M 1.2 Core §6.3.8, §6.3.9, §6.4.4, §6.4.5).
final class CompositeRoutes {
  private static final String COMPOSITE = Api.ROOT + "/devices/{endpoint}/composite/";
  private static final int PATHS_MAX = 256;

  private final Devices devices;
  private final ApiSettings settings;
  private final Wishes wishes;

  CompositeRoutes(Devices devices, ApiSettings settings) {
    this.devices = devices;
    this.settings = settings;
    this.wishes = new Wishes(devices);
  }

  List<Route> routes() {
    return List.of(
        new Route(
            POST,
            COMPOSITE + "read",
            Sending.and("timeout", "format"),
            Route.Body.JSON,
            this::read),
        new Route(
            POST,
            COMPOSITE + "write",
            Sending.and("timeout", "format", "check"),
            Route.Body.JSON,
            this::write),
        new Route(
            POST,
            COMPOSITE + "observe",
            Set.of("timeout", "format"),
            Route.Body.JSON,
            this::observe),
        new Route(POST, COMPOSITE + "cancel", Set.of("timeout"), Route.Body.JSON, this::cancel));
  }

  private Reply read(Call call) {
    return Target.ofDevice(call, devices, settings, Target.OF_COMPOSITE_ANSWERS)
        .reply(
            target ->
                paths(call, target.device().endpoint(), Set.of("paths"))
                    .reply(
                        paths ->
                            target.send(
                                devices,
                                new Downlink.ReadComposite(paths, target.format()),
                                contents -> Reply.ok(values(target, contents)))));
  }

  private static ObjectNode values(Target target, Downlink.Contents contents) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set(
        "values",
        NodeJson.values(contents.nodes(), target.models(), NodeJson.time(EpochClock.nowNanos())));
    return json;
  }

  /// The `paths` of a body, and nothing there that is not among `members`.
  private Checked<List<Path>> paths(Call call, EndpointName device, Set<String> members) {
    JsonNode body = call.body().orElseThrow();
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (!members.contains(member.getKey())) {
        return Checked.refused(Problem.invalid("/" + member.getKey(), "is not known here"));
      }
    }
    JsonNode named = body.path("paths");
    if (!named.isArray() || named.isEmpty() || named.size() > PATHS_MAX) {
      return Checked.refused(Problem.invalid("/paths", "must be 1 to " + PATHS_MAX + " paths"));
    }
    List<Path> paths = new ArrayList<>();
    for (JsonNode one : named) {
      switch (path(one, device)) {
        case Checked.Refused<Path>(Problem problem) -> {
          return Checked.refused(problem);
        }
        case Checked.Ok<Path>(Path path) -> paths.add(path);
      }
    }
    return Checked.ok(paths);
  }

  private Checked<Path> path(JsonNode json, EndpointName device) {
    String text = json.isTextual() ? json.textValue() : "";
    if (text.equals("/")) {
      return Checked.ok(Path.ROOT);
    }
    return text.startsWith("/")
        ? Target.path(text, device, devices)
        : Checked.refused(Problem.invalid("/paths", "must be texts such as \"/3303/0/5700\""));
  }

  private Reply write(Call call) {
    return Target.ofDevice(call, devices, settings, Target.OF_COMPOSITE_WRITES)
        .reply(
            target ->
                changes(call.body().orElseThrow(), target)
                    .reply(
                        changes ->
                            target.send(
                                devices,
                                new Downlink.WriteComposite(changes, target.format()),
                                done -> Reply.done())));
  }

  private Checked<List<Change>> changes(JsonNode body, Target target) {
    JsonNode named = body.path("values");
    if (!named.isArray() || named.isEmpty() || named.size() > PATHS_MAX || body.size() > 1) {
      return Checked.refused(
          Problem.invalid("/values", "must be 1 to " + PATHS_MAX + " values with their paths"));
    }
    List<Change> changes = new ArrayList<>();
    for (JsonNode one : named) {
      Checked<List<Change>> read =
          path(one.path("path"), target.device().endpoint())
              .then(path -> changes(path, one, target));
      switch (read) {
        case Checked.Refused<List<Change>>(Problem problem) -> {
          return Checked.refused(problem);
        }
        case Checked.Ok<List<Change>>(List<Change> some) -> changes.addAll(some);
      }
    }
    return Change.repeated(changes)
        .map(path -> Problem.invalid("/values", "must name each path once; twice is " + path))
        .map(Checked::<List<Change>>refused)
        .orElseGet(() -> Checked.ok(changes));
  }

  /// `null` takes a resource instance away.
  private static Checked<List<Change>> changes(Path path, JsonNode json, Target target) {
    if (path.isResourceInstance() && json.path("value").isNull()) {
      return Checked.ok(List.of(new Change.Remove(path)));
    }
    if (path.depth() < 3) {
      return Checked.refused(Problem.invalid("/values", path + " has no value of its own"));
    }
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    json.properties().forEach(member -> content.set(member.getKey(), member.getValue()));
    content.put("path", path.toString());
    return new ContentJson(target.models(), target.check())
        .content(path, content)
        .map(
            node -> {
              List<Change> changes = new ArrayList<>();
              NodeJson.eachValue(path, node, (at, value) -> changes.add(put(at, value)));
              return changes;
            });
  }

  private static Change put(Path path, Value value) {
    return new Change.Put(path, value);
  }

  private Reply observe(Call call) {
    return Target.ofDevice(call, devices, settings, Target.OF_COMPOSITE_ANSWERS)
        .reply(
            target ->
                paths(call, target.device().endpoint(), Set.of("paths", "attributes"))
                    .reply(
                        paths ->
                            attributes(call, target)
                                .reply(attributes -> observe(target, paths, attributes))));
  }

  private Reply observe(Target target, List<Path> paths, Attributes attributes) {
    return wishes.want(
        target,
        paths,
        attributes,
        answer ->
            switch (answer) {
              case Downlink.ObservedComposite(var contents, boolean established) ->
                  observed(target, paths, contents, established);
              case Downlink.Observed(var node, boolean established) -> {
                var only = new TimedNode(Optional.empty(), paths.getFirst(), node);
                yield observed(target, paths, new Downlink.Contents(List.of(only)), established);
              }
              default -> throw new IllegalStateException("no answer to Observe: " + answer);
            });
  }

  private static Checked<Attributes> attributes(Call call, Target target) {
    JsonNode json = call.body().orElseThrow().path("attributes");
    return json.isMissingNode()
        ? Checked.ok(Attributes.NONE)
        : AttributeJson.read(json, Path.ROOT, target.models());
  }

  private static Reply observed(
      Target target, List<Path> paths, Downlink.Contents contents, boolean established) {
    ObjectNode json = values(target, contents);
    ArrayNode array = json.putArray("paths");
    paths.forEach(path -> array.add(path.toString()));
    json.put("observing", established);
    return Reply.ok(json);
  }

  private Reply cancel(Call call) {
    return wishes
        .device(call)
        .reply(
            device ->
                paths(call, device, Set.of("paths"))
                    .reply(
                        paths ->
                            Target.timeout(call, settings)
                                .reply(timeout -> wishes.unwant(device, paths, timeout))));
  }
}
