// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.DELETE;
import static io.tern.app.rest.http.Method.GET;
import static io.tern.app.rest.http.Method.PATCH;
import static io.tern.app.rest.http.Method.POST;
import static io.tern.app.rest.http.Method.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Method;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.app.rest.json.ContentJson;
import io.tern.app.rest.json.NodeJson;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.net.EpochClock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Read, Write, Execute, Create and Delete (LwM2M 1.2 Core §6.3).
final class ResourceRoutes {
  private static final String PATH = Api.ROOT + "/devices/{endpoint}/resources/{path}";

  private static final Set<String> PARAMETERS = Sending.and("timeout", "format");
  private static final Set<String> WRITING = Sending.and("timeout", "format", "check");

  private final Devices devices;
  private final ApiSettings settings;

  ResourceRoutes(Devices devices, ApiSettings settings) {
    this.devices = devices;
    this.settings = settings;
  }

  List<Route> routes() {
    return List.of(
        route(GET, Route.Body.NONE, PARAMETERS, this::read),
        route(PUT, Route.Body.JSON, WRITING, this::replace),
        route(PATCH, Route.Body.JSON, WRITING, this::update),
        route(POST, Route.Body.OPTIONAL_JSON, WRITING, this::post),
        route(DELETE, Route.Body.NONE, Sending.and("timeout"), this::delete));
  }

  private static Route route(
      Method method, Route.Body body, Set<String> query, Route.Handler handler) {
    return new Route(method, PATH, query, body, handler);
  }

  private Reply read(Call call) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                target.send(
                    devices,
                    new Downlink.Read(target.path(), target.format()),
                    node -> Reply.ok(document(target, node))));
  }

  /// A node of the target's path, told now.
  static ObjectNode document(Target target, Node node) {
    return NodeJson.document(
        target.path(), node, target.models(), NodeJson.time(EpochClock.nowNanos()));
  }

  private Reply replace(Call call) {
    return write(call, Downlink.Write.Mode.REPLACE);
  }

  private Reply update(Call call) {
    return write(call, Downlink.Write.Mode.UPDATE);
  }

  private Reply write(Call call, Downlink.Write.Mode mode) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                new ContentJson(target.models(), target.check())
                    .content(target.path(), call.body().orElseThrow())
                    .reply(node -> write(target, node, mode)));
  }

  private Reply write(Target target, Node node, Downlink.Write.Mode asked) {
    // Of one value nothing stays that is not mentioned, and LwM2M has no partial update of it.
    boolean oneValue =
        node instanceof Node.SingleResource || node instanceof Node.ResourceInstanceNode;
    Downlink.Write.Mode mode = oneValue ? Downlink.Write.Mode.REPLACE : asked;
    return target.send(
        devices,
        new Downlink.Write(target.path(), mode, node, target.format()),
        done -> Reply.done());
  }

  private Reply post(Call call) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                switch (target.path().depth()) {
                  case 1 -> create(target, call.body());
                  case 3 -> execute(target, call.body());
                  default ->
                      Reply.problem(
                          Problem.invalid(
                              "path",
                              "a POST creates an instance below an object, or executes a resource"));
                });
  }

  private Reply create(Target target, Optional<JsonNode> body) {
    return new ContentJson(target.models(), target.check())
        .newInstance(target.path(), body)
        .reply(
            wanted -> {
              Downlink.Create create =
                  new Downlink.Create(
                      target.path(), wanted.instance(), wanted.content(), target.format());
              return target.send(
                  devices,
                  create,
                  created -> created(target, created.location().or(() -> asked(create))));
            });
  }

  private static Optional<Path> asked(Downlink.Create create) {
    return create.instanceId().isPresent()
        ? Optional.of(create.path().child(create.instanceId().getAsInt()))
        : Optional.empty();
  }

  private static Reply created(Target target, Optional<Path> instance) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Path path = instance.orElse(target.path());
    json.put("path", path.toString());
    return Reply.created(target.address("/resources" + path), json);
  }

  private Reply execute(Target target, Optional<JsonNode> body) {
    return new ContentJson(target.models(), target.check())
        .executable(target.path())
        .then(path -> arguments(body))
        .reply(
            arguments ->
                target.send(
                    devices, new Downlink.Execute(target.path(), arguments), done -> Reply.done()));
  }

  private static Checked<Arguments> arguments(Optional<JsonNode> body) {
    if (body.isEmpty()) {
      return Checked.ok(Arguments.NONE);
    }
    JsonNode json = body.get();
    Optional<String> stranger =
        json.propertyStream()
            .map(java.util.Map.Entry::getKey)
            .filter(name -> !name.equals("arguments"))
            .findFirst();
    if (!json.isObject() || stranger.isPresent()) {
      return Checked.refused(
          Problem.invalid(
              stranger.map(name -> "/" + name).orElse(""), "must be an object with arguments"));
    }
    JsonNode text = json.path("arguments");
    if (text.isMissingNode()) {
      return Checked.ok(Arguments.NONE);
    }
    return Optional.of(text)
        .filter(JsonNode::isTextual)
        .flatMap(t -> Arguments.parse(t.textValue()))
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.invalid(
                        "/arguments", "must be a text such as \"0='on',1\" (LwM2M Core §6.3.5)")));
  }

  private Reply delete(Call call) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                target.send(devices, new Downlink.Delete(target.path()), done -> Reply.done()));
  }
}
