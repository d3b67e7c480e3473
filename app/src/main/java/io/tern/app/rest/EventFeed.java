// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.event.EventStream;
import io.tern.app.rest.http.JsonBody;
import io.tern.app.rest.json.NodeJson;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import java.time.Instant;
import java.util.List;

/// What happened to devices, as the JSON that streams send.
final class EventFeed {
  /// The types of events.
  static final List<String> TYPES =
      List.of(
          "registered",
          "updated",
          "deregistered",
          "expired",
          "notified",
          "sent",
          "observation-ended",
          "command");

  private final Devices devices;

  /// Takes names and units from the definitions that hold for `devices`.
  EventFeed(Devices devices) {
    this.devices = devices;
  }

  /// An event as a stream sends it.
  EventStream.Text text(ServerEvent event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("endpoint", event.endpoint().value());
    if (event instanceof ServerEvent.OfRegistration of) {
      json.put("registrationId", of.registration().id().toString());
    }
    json.put("time", DeviceJson.time(event.timeNanos()));
    String type =
        switch (event) {
          case ServerEvent.Registered registered -> {
            json.set("device", device(registered.registration()));
            registered
                .replaced()
                .ifPresent(old -> json.put("replacedRegistrationId", old.id().toString()));
            yield "registered";
          }
          case ServerEvent.Updated updated -> {
            json.set("device", device(updated.registration()));
            yield "updated";
          }
          case ServerEvent.Deregistered deregistered -> "deregistered";
          case ServerEvent.Expired expired -> "expired";
          case ServerEvent.Notified notified -> {
            putPath(json, notified.path());
            notified.format().ifPresent(format -> json.put("format", format.shortName()));
            json.set("values", values(notified, notified.values()));
            yield "notified";
          }
          case ServerEvent.Sent sent -> {
            json.put("format", sent.format().shortName());
            json.set("values", values(sent, sent.values()));
            yield "sent";
          }
          case ServerEvent.ObservationEnded ended -> {
            putPath(json, ended.path());
            json.put("reason", ended.why());
            yield "observation-ended";
          }
          case ServerEvent.CommandChanged changed -> {
            json.set("command", CommandJson.of(changed.command(), devices));
            yield "command";
          }
        };
    return new EventStream.Text(type, JsonBody.text(json));
  }

  /// The root stands for several paths.
  private static void putPath(ObjectNode json, Path path) {
    if (!path.isRoot()) {
      json.put("path", path.toString());
    }
  }

  private ObjectNode device(Registration device) {
    return DeviceRoutes.json(device, true, devices);
  }

  private ArrayNode values(ServerEvent.OfRegistration event, List<TimedNode> values) {
    Models models = devices.models(event.registration());
    Instant received = NodeJson.time(event.timeNanos());
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (TimedNode part : values) {
      Instant time = part.time().orElse(received);
      NodeJson.eachValue(
          part.path(),
          part.node(),
          (path, value) -> json.add(NodeJson.value(path, value, models, time)));
    }
    return json;
  }
}
