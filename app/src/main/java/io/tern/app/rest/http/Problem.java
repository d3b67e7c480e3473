// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Why a call failed (RFC 9457).
///
/// @param detail a sentence about this occurrence
/// @param members further members, such as `field` and `coapCode`
public record Problem(ProblemKind kind, String detail, SequencedMap<String, JsonNode> members) {
  public Problem {
    members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
  }

  /// A problem without further members.
  public static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind, detail, new LinkedHashMap<>());
  }

  /// A 400 about one part of the request.
  ///
  /// @param field a JSON pointer into the body (RFC 6901), or the name of a parameter
  public static Problem invalid(String field, String detail) {
    return of(ProblemKind.INVALID_REQUEST, detail).with("field", field);
  }

  /// This with one member more.
  public Problem with(String name, String value) {
    return with(name, JsonNodeFactory.instance.textNode(value));
  }

  /// This with one member more.
  public Problem with(String name, int value) {
    return with(name, JsonNodeFactory.instance.numberNode(value));
  }

  /// This with one member more.
  public Problem with(String name, List<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return with(name, array);
  }

  private Problem with(String name, JsonNode value) {
    LinkedHashMap<String, JsonNode> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(kind, detail, more);
  }

  /// The members `type`, `title`, `status`, `detail` and the further ones.
  ///
  /// @param status that of the answer
  ObjectNode json(int status) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", kind.type());
    json.put("title", kind.title());
    json.put("status", status);
    json.put("detail", detail);
    members.forEach(json::set);
    return json;
  }
}
