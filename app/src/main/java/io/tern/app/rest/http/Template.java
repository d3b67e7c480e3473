// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The path of a route, such as `/devices/{endpoint}/resources/{path}`: a name in braces stands for
/// one segment, the name `{path}` at the end for one or more.
final class Template {
  private static final String TAIL = "{path}";

  private final String text;
  private final List<String> segments;
  private final boolean open;

  Template(String text) {
    this.text = text;
    this.segments = List.of(text.substring(1).split("/", -1));
    this.open = segments.getLast().equals(TAIL);
  }

  String text() {
    return text;
  }

  /// The values of the names, where the decoded segments of a request's path fit. Those of an open end
  /// are joined with slashes, after a slash.
  Optional<Map<String, String>> match(List<String> actual) {
    boolean fits = open ? actual.size() >= segments.size() : actual.size() == segments.size();
    if (!fits) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    int fixed = open ? segments.size() - 1 : segments.size();
    for (int i = 0; i < fixed; i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{")) {
        values.put(segment.substring(1, segment.length() - 1), actual.get(i));
      } else if (!segment.equals(actual.get(i))) {
        return Optional.empty();
      }
    }
    if (open) {
      values.put("path", actual.stream().skip(fixed).collect(Collectors.joining("/", "/", "")));
    }
    return Optional.of(values);
  }
}
