// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.GET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.coap.Bytes;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Registration;
import io.tern.server.RegistrationPage;
import io.tern.server.RegistrationQuery;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which devices there are, and what is known of them without asking them.
final class DeviceRoutes {
  private final Devices devices;

  DeviceRoutes(Devices devices) {
    this.devices = devices;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            GET,
            Api.ROOT + "/devices",
            Set.of("cursor", "limit", "q"),
            Route.Body.NONE,
            this::list),
        new Route(GET, Api.ROOT + "/devices/{endpoint}", Set.of(), Route.Body.NONE, this::device));
  }

  private Reply list(Call call) {
    return PageLimit.of(call)
        .then(limit -> query(call, limit))
        .map(devices::list)
        .reply(this::page);
  }

  private Reply page(RegistrationPage page) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode items = json.putArray("items");
    page.items().forEach(device -> items.add(json(device)));
    page.next().ifPresentOrElse(name -> json.put("next", cursor(name)), () -> json.putNull("next"));
    return Reply.ok(json);
  }

  private ObjectNode json(Registration device) {
    return json(device, devices.isAwake(device), devices);
  }

  /// A device as it is known now.
  static ObjectNode json(Registration device, boolean awake, Devices devices) {
    return DeviceJson.of(
        device,
        devices.models(device),
        awake,
        devices.awakeTimes().seconds(device.endpoint()),
        devices.warnings(device));
  }

  private static Checked<RegistrationQuery> query(Call call, int limit) {
    RegistrationQuery query =
        call.query()
            .value("q")
            .map(text -> RegistrationQuery.containing(text, limit))
            .orElseGet(() -> RegistrationQuery.all(limit));
    Optional<String> cursor = call.query().value("cursor");
    if (cursor.isEmpty()) {
      return Checked.ok(query);
    }
    return endpoint(cursor.get())
        .map(query::after)
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.invalid("cursor", "must be the \"next\" of an earlier page")));
  }

  private static String cursor(EndpointName endpoint) {
    byte[] name = Bytes.ofUtf8(endpoint.value()).toArray();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }

  private static Optional<EndpointName> endpoint(String cursor) {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(cursor))
          .utf8Strict()
          .flatMap(EndpointName::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Reply device(Call call) {
    return Target.device(call, devices).reply(device -> Reply.ok(json(device)));
  }
}
