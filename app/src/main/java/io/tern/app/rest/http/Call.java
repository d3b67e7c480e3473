// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.coap.Bytes;
import java.util.Map;
import java.util.Optional;

/// A request that found its route.
///
/// @param path the values of the names in the route's path, decoded
/// @param body the JSON document, where there is one
/// @param xml the body of a route that takes XML, empty for others
/// @param lastEventId the header `Last-Event-ID` (server-sent events)
/// @param accept the header `Accept`
public record Call(
    Map<String, String> path,
    Query query,
    Optional<JsonNode> body,
    Bytes xml,
    Optional<String> lastEventId,
    Optional<String> accept) {
  public Call {
    path = Map.copyOf(path);
  }

  /// The value of a name that the route's path has.
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }
}
