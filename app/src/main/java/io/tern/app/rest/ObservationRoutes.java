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
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore.Entry;
import io.tern.server.Observation;
import io.tern.server.ObservationStatus;
import io.tern.server.Registration;
import io.tern.server.engine.Commands.Wished;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Observations as desired state (LwM2M 1.2 Core §6.4): what is put here is asked of the device now, and
/// again whenever the device has forgotten it.
final class ObservationRoutes {
  private static final String ALL = Api.ROOT + "/devices/{endpoint}/observations";
  private static final String ONE = ALL + "/{path}";

  private final Devices devices;
  private final ApiSettings settings;

  ObservationRoutes(Devices devices, ApiSettings settings) {
    this.devices = devices;
    this.settings = settings;
  }

  List<Route> routes() {
    return List.of(
        new Route(GET, ALL, Set.of(), Route.Body.NONE, this::list),
        new Route(PUT, ONE, Set.of("timeout", "format"), Route.Body.OPTIONAL_JSON, this::observe),
        new Route(GET, ONE, Set.of(), Route.Body.NONE, this::show),
        new Route(DELETE, ONE, Set.of("timeout"), Route.Body.NONE, this::cancel));
  }

  private Reply observe(Call call) {
    return Target.of(call, devices, settings)
        .reply(target -> attributes(call, target).reply(wanted -> observe(target, wanted)));
  }

  private static Checked<Attributes> attributes(Call call, Target target) {
    boolean none = call.body().map(body -> body.isObject() && body.isEmpty()).orElse(true);
    return none
        ? Checked.ok(Attributes.NONE)
        : AttributeJson.read(call.body().orElseThrow(), target.path(), target.models());
  }

  private Reply observe(Target target, Attributes attributes) {
    DesiredObservation wish =
        new DesiredObservation(
            target.device().endpoint(),
            List.of(target.path()),
            target.format(),
            attributes,
            EpochClock.nowNanos());
    Wished wished = devices.want(wish, target.timeout());
    if (!wished.durable()) {
      return Reply.problem(
          Problem.of(ProblemKind.NOT_DURABLE, "the observation could not be stored"));
    }
    return switch (wished.outcome()) {
      case Outcome.Answered<?>(Downlink.Observed observed) ->
          Reply.ok(observed(target, observed, attributes));
      case Outcome.Rejected<?> refused -> giveUp(target, refused);
      case Outcome.Invalid<?> invalid -> giveUp(target, invalid);
      case Outcome.Undecodable<?> undecodable -> giveUp(target, undecodable);
      default ->
          Reply.accepted(
              Api.ROOT
                  + "/devices/"
                  + io.tern.app.rest.http.PercentText.encodeSegment(
                      target.device().endpoint().value())
                  + "/observations"
                  + target.path(),
              json(new Entry(wish, new ObservationStatus.Pending())));
    };
  }

  /// What the device refuses is not wanted on.
  private Reply giveUp(Target target, Outcome<?> outcome) {
    devices.unwant(target.device().endpoint(), target.path(), target.timeout());
    return Outcomes.reply(outcome, answer -> Reply.done());
  }

  private static ObjectNode observed(
      Target target, Downlink.Observed observed, Attributes attributes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", target.path().toString());
    json.put("observing", observed.established());
    json.put("state", observed.established() ? "established" : "refused");
    target.format().ifPresent(format -> json.put("format", format.shortName()));
    describe(json, attributes);
    json.set("content", ResourceRoutes.document(target, observed.node()));
    return json;
  }

  private static void describe(ObjectNode json, Attributes attributes) {
    if (!attributes.equals(Attributes.NONE)) {
      json.set("attributes", AttributeJson.of(attributes));
    }
  }

  private Reply list(Call call) {
    return Target.device(call, devices)
        .reply(
            device -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              ArrayNode items = json.putArray("items");
              all(device).values().forEach(items::add);
              return Reply.ok(json);
            });
  }

  /// What is wanted, and what runs without being wanted here.
  private Map<List<Path>, ObjectNode> all(Registration device) {
    Map<List<Path>, ObjectNode> all = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    devices.observations(device).forEach(one -> all.put(one.paths(), json(one)));
    devices.desired(device.endpoint()).forEach(one -> all.put(one.wish().paths(), json(one)));
    return all;
  }

  private Reply show(Call call) {
    return Target.device(call, devices)
        .then(device -> Target.path(call, device, devices).then(path -> find(device, path)))
        .reply(Reply::ok);
  }

  private Checked<ObjectNode> find(Registration device, Path path) {
    return Optional.ofNullable(all(device).get(List.of(path)))
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.of(ProblemKind.UNKNOWN_OBSERVATION, path + " is not observed")));
  }

  private Reply cancel(Call call) {
    return Target.of(call, devices, settings)
        .reply(target -> find(target.device(), target.path()).reply(found -> cancel(target)));
  }

  private Reply cancel(Target target) {
    Wished wished = devices.unwant(target.device().endpoint(), target.path(), target.timeout());
    if (!wished.durable()) {
      return Reply.problem(Problem.of(ProblemKind.NOT_DURABLE, "the end could not be stored"));
    }
    return switch (wished.outcome()) {
      case Outcome.Rejected<?> refused -> Outcomes.reply(refused, answer -> Reply.done());
      default -> Reply.done(); // a device that cannot be told now is told when it notifies again
    };
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
    json.put("state", "established");
    observation.format().map(ContentFormat::shortName).ifPresent(name -> json.put("format", name));
    json.put("since", DeviceJson.time(observation.sinceNanos()));
    return json;
  }

  private static ObjectNode json(Entry entry) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    DesiredObservation wish = entry.wish();
    json.put("path", wish.paths().getFirst().toString());
    if (wish.paths().size() > 1) {
      ArrayNode paths = json.putArray("paths");
      wish.paths().forEach(path -> paths.add(path.toString()));
    }
    json.put("observing", entry.status() instanceof ObservationStatus.Established);
    switch (entry.status()) {
      case ObservationStatus.Pending() -> json.put("state", "pending");
      case ObservationStatus.Asked() -> json.put("state", "asked");
      case ObservationStatus.Established(long since) -> {
        json.put("state", "established");
        json.put("since", DeviceJson.time(since));
      }
      case ObservationStatus.Refused(String why, var again) -> {
        json.put("state", "refused");
        json.put("reason", why);
        again.ifPresent(at -> json.put("againAt", DeviceJson.time(at)));
      }
    }
    wish.format().map(ContentFormat::shortName).ifPresent(name -> json.put("format", name));
    describe(json, wish.attributes());
    return json;
  }
}
