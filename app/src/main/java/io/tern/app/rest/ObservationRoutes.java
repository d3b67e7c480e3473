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
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.Set;

/// Observations as desired state (LwM2M 1.2 Core §6.4): what is put here is asked of the device now, and
/// again whenever the device has forgotten it.
final class ObservationRoutes {
  private static final String ALL = Api.ROOT + "/devices/{endpoint}/observations";
  private static final String ONE = ALL + "/{path}";

  private final Devices devices;
  private final ApiSettings settings;
  private final Wishes wishes;

  ObservationRoutes(Devices devices, ApiSettings settings) {
    this.devices = devices;
    this.settings = settings;
    this.wishes = new Wishes(devices);
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
    return wishes.want(
        target,
        List.of(target.path()),
        attributes,
        answer -> Reply.ok(observed(target, (Downlink.Observed) answer, attributes)));
  }

  private static ObjectNode observed(
      Target target, Downlink.Observed observed, Attributes attributes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", target.path().toString());
    json.put("observing", observed.established());
    json.put("state", observed.established() ? "established" : "refused");
    target.format().ifPresent(format -> json.put("format", format.shortName()));
    Wishes.describe(json, attributes);
    json.set("content", ResourceRoutes.document(target, observed.node()));
    return json;
  }

  private Reply list(Call call) {
    return wishes
        .device(call)
        .reply(
            device -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              ArrayNode items = json.putArray("items");
              wishes.all(device).values().forEach(items::add);
              return Reply.ok(json);
            });
  }

  private Reply show(Call call) {
    return wishes
        .device(call)
        .then(
            device ->
                Target.path(call, device, devices).then(path -> wishes.find(device, List.of(path))))
        .reply(Reply::ok);
  }

  private Reply cancel(Call call) {
    return wishes
        .device(call)
        .reply(
            device ->
                Target.path(call, device, devices)
                    .reply(
                        path ->
                            Target.timeout(call, settings)
                                .reply(timeout -> wishes.unwant(device, List.of(path), timeout))));
  }
}
