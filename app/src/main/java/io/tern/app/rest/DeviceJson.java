// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.rest.json.NodeJson;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.server.Registration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A device as JSON.
final class DeviceJson {
  private DeviceJson() {}

  /// The whole device.
  ///
  /// @param models tell the version of an object where the device did not
  /// @param awakeSeconds how long it stays awake after it was heard of, in queue mode
  /// @param warnings how often it deviated in what
  static ObjectNode of(
      Registration device,
      Models models,
      boolean awake,
      long awakeSeconds,
      Map<Tolerance, Long> warnings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("endpoint", device.endpoint().value());
    json.put("registrationId", device.id().toString());
    json.put("lwm2mVersion", device.terms().release().toString());
    json.put("lifetimeSeconds", device.terms().lifetimeSeconds());
    json.put("binding", device.terms().binding().toString());
    json.put("queueMode", device.terms().queueMode());
    json.put("awakeSeconds", awakeSeconds);
    device.terms().sms().ifPresent(number -> json.put("sms", number));
    json.put(
        "transport", device.peer().transport().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("address", device.peer().address().toString());
    json.put("identity", device.peer().identity().toString());
    json.set("objects", objects(device.terms().objects(), models));
    json.put("registeredAt", time(device.registeredNanos()));
    json.put("lastSeenAt", time(device.lastSeenNanos()));
    json.put("status", awake ? "online" : "asleep");
    if (!warnings.isEmpty()) {
      ObjectNode counts = json.putObject("warnings");
      new TreeMap<>(warnings).forEach((what, count) -> counts.put(what.label(), count));
    }
    return json;
  }

  private static ArrayNode objects(ObjectList list, Models models) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (SupportedObject object : list.objects()) {
      Path path = Path.of(object.id());
      Optional<ObjectModel> model = models.object(object.id());
      if (object.instances().isEmpty()) {
        add(json, path, object, model);
      }
      object.instances().forEach(id -> add(json, path.child(id), object, model));
    }
    return json;
  }

  private static void add(
      ArrayNode json, Path path, SupportedObject object, Optional<ObjectModel> model) {
    ObjectNode entry = json.addObject();
    entry.put("path", path.toString());
    object
        .version()
        .or(() -> model.map(ObjectModel::version))
        .ifPresent(version -> entry.put("version", version.toString()));
    model.ifPresent(known -> entry.put("name", known.name()));
    if (model.isEmpty()) {
      entry.putNull("model");
    } else if (object.version().isPresent()
        && !object.version().get().equals(model.get().version())) {
      entry.put("model", model.get().version().toString());
    }
  }

  /// A time as ISO 8601 has it, in milliseconds.
  static String time(long nanos) {
    return NodeJson.time(nanos).toString();
  }
}
