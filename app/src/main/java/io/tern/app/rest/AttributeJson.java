// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.coap.Malformed;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.AttributeQuery;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.model.Models;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notification attributes as JSON and back (LwM2M 1.2 Core §7.3).
final class AttributeJson {
  private static final int DECIMALS_MAX = 60;

  private AttributeJson() {}

  /// The attributes in a document such as `{"pmin": 10, "gt": 25.5, "pmax": null}`: a number, `true`
  /// or `false` sets, `null` unsets.
  static Checked<Attributes> read(JsonNode json, Path path, Models models) {
    if (!json.isObject() || json.isEmpty()) {
      return refused("", "must be an object with at least one attribute");
    }
    List<String> query = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      String name = member.getKey();
      Optional<String> text = text(member.getValue());
      if (text.isEmpty()) {
        return refused("/" + name, "must be a number, true, false or null");
      }
      String argument = text.get().isEmpty() ? name : name + "=" + text.get();
      if (AttributeQuery.parse(List.of(argument), path, models)
          instanceof AttributeQuery.Parsed.Bad(Malformed reason)) {
        return refused("/" + name, reason.what());
      }
      query.add(argument);
    }
    return switch (AttributeQuery.parse(query, path, models)) {
      case AttributeQuery.Parsed.Ok(Attributes attributes) -> Checked.ok(attributes);
      case AttributeQuery.Parsed.Bad(Malformed reason) ->
          refused("/" + reason.where().replaceFirst("^attribute ", ""), reason.what());
    };
  }

  /// The text of an attribute's value, empty to unset it.
  private static Optional<String> text(JsonNode json) {
    if (json.isNull()) {
      return Optional.of("");
    }
    if (json.isBoolean()) {
      return Optional.of(json.booleanValue() ? "1" : "0");
    }
    if (!json.isNumber()) {
      return Optional.empty();
    }
    BigDecimal number = json.decimalValue();
    boolean plain = Math.abs((long) number.scale()) + number.precision() <= DECIMALS_MAX;
    return plain ? Optional.of(number.toPlainString()) : Optional.empty();
  }

  /// The document that [#read] makes these attributes of.
  static ObjectNode of(Attributes attributes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (String argument : AttributeQuery.write(attributes)) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        json.putNull(argument);
      } else {
        put(json, argument.substring(0, equals), Optional.of(argument.substring(equals + 1)));
      }
    }
    return json;
  }

  /// The links that a Discover told, as paths with their attributes.
  ///
  /// @param alternatePath where the device's data model is rooted, empty for `/`
  static ObjectNode links(Path path, List<Link> links, String alternatePath) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", path.toString());
    var array = json.putArray("links");
    for (Link link : links) {
      ObjectNode entry = array.addObject();
      String target = link.target();
      boolean inside = !alternatePath.isEmpty() && target.startsWith(alternatePath + "/");
      entry.put("path", inside ? target.substring(alternatePath.length()) : target);
      ObjectNode attributes = entry.putObject("attributes");
      link.attributes().forEach((name, value) -> put(attributes, name, value));
    }
    return json;
  }

  private static void put(ObjectNode json, String name, Optional<String> value) {
    if (value.isEmpty()) {
      json.put(name, true);
    } else if (!name.equals("ver") && value.get().matches("-?(0|[1-9]\\d{0,17})(\\.\\d{1,17})?")) {
      json.put(name, new BigDecimal(value.get()));
    } else {
      json.put(name, value.get());
    }
  }

  private static Checked<Attributes> refused(String field, String detail) {
    return Checked.refused(Problem.invalid(field, detail));
  }
}
