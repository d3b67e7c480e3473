// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.DELETE;
import static io.tern.app.rest.http.Method.GET;
import static io.tern.app.rest.http.Method.PUT;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.Observation;
import io.tern.server.Registration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Discover, Write-Attributes, Observe and Cancel Observation (LwM2M 1.2 Core §6.3.2, §6.3.4, §6.4).
final class ReportingRoutes {
  private static final String DEVICE = Api.ROOT + "/devices/{endpoint}";
  private static final String OBSERVATION = DEVICE + "/observations/{path}";

  private final Devices devices;
  private final ApiSettings settings;

  ReportingRoutes(Devices devices, ApiSettings settings) {
    this.devices = devices;
    this.settings = settings;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            GET,
            DEVICE + "/discover/{path}",
            Set.of("timeout", "depth"),
            Route.Body.NONE,
            this::discover),
        new Route(
            PUT,
            DEVICE + "/attributes/{path}",
            Set.of("timeout"),
            Route.Body.JSON,
            this::writeAttributes),
        new Route(GET, DEVICE + "/observations", Set.of(), Route.Body.NONE, this::observations),
        new Route(
            PUT, OBSERVATION, Set.of("timeout", "format"), Route.Body.OPTIONAL_JSON, this::observe),
        new Route(GET, OBSERVATION, Set.of(), Route.Body.NONE, this::observation),
        new Route(DELETE, OBSERVATION, Set.of("timeout"), Route.Body.NONE, this::cancel));
  }

  private Reply discover(Call call) {
    return depth(call)
        .reply(
            depth ->
                Target.of(call, devices, settings)
                    .reply(
                        target ->
                            Outcomes.reply(
                                devices.ask(
                                    target.device(),
                                    new Downlink.Discover(target.path(), depth),
                                    target.timeout()),
                                links ->
                                    Reply.ok(
                                        AttributeJson.links(
                                            target.path(),
                                            links,
                                            target.device().terms().objects().alternatePath())))));
  }

  private static Checked<OptionalInt> depth(Call call) {
    Optional<String> text = call.query().value("depth");
    if (text.isEmpty()) {
      return Checked.ok(OptionalInt.empty());
    }
    return text.get().matches("[0-3]")
        ? Checked.ok(OptionalInt.of(Integer.parseInt(text.get())))
        : Checked.refused(Problem.invalid("depth", "must be a whole number from 0 to 3"));
  }

  private Reply writeAttributes(Call call) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                AttributeJson.read(call.body().orElseThrow(), target.path(), target.models())
                    .reply(
                        attributes ->
                            Outcomes.reply(
                                devices.ask(
                                    target.device(),
                                    new Downlink.WriteAttributes(target.path(), attributes),
                                    target.timeout()),
                                done -> Reply.done())));
  }

  private Reply observe(Call call) {
    boolean hasContent = call.body().map(body -> !body.isObject() || !body.isEmpty()).orElse(false);
    if (hasContent) {
      return Reply.problem(Problem.invalid("", "the call takes no body, or an empty object"));
    }
    return Target.of(call, devices, settings)
        .reply(
            target ->
                Outcomes.reply(
                    devices.ask(
                        target.device(),
                        new Downlink.Observe(target.path(), target.format()),
                        target.timeout()),
                    observed -> observed(target, observed)));
  }

  private static Reply observed(Target target, Downlink.Observed observed) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", target.path().toString());
    json.put("observing", observed.established());
    target.format().ifPresent(format -> json.put("format", format.shortName()));
    json.set("content", ResourceRoutes.document(target, observed.node()));
    return Reply.ok(json);
  }

  private Reply observations(Call call) {
    return Target.device(call, devices)
        .reply(
            device -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              ArrayNode items = json.putArray("items");
              devices.observations(device).forEach(observation -> items.add(json(observation)));
              return Reply.ok(json);
            });
  }

  private Reply observation(Call call) {
    return Target.device(call, devices)
        .then(device -> Target.path(call, device, devices).then(path -> running(device, path)))
        .reply(observation -> Reply.ok(json(observation)));
  }

  private Reply cancel(Call call) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                running(target.device(), target.path())
                    .reply(
                        observation ->
                            Outcomes.reply(
                                devices.ask(
                                    target.device(),
                                    new Downlink.CancelObservation(target.path()),
                                    target.timeout()),
                                done -> Reply.done())));
  }

  private Checked<Observation> running(Registration device, Path path) {
    return devices.observations(device).stream()
        .filter(observation -> observation.path().equals(path))
        .findFirst()
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.of(ProblemKind.UNKNOWN_OBSERVATION, path + " is not observed")));
  }

  private static ObjectNode json(Observation observation) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (observation.composite()) {
      ArrayNode paths = json.putArray("paths");
      observation.paths().forEach(path -> paths.add(path.toString()));
    } else {
      json.put("path", observation.path().toString());
    }
    json.put("observing", true);
    observation.format().map(ContentFormat::shortName).ifPresent(name -> json.put("format", name));
    json.put("since", DeviceJson.time(observation.sinceNanos()));
    return json;
  }
}
