// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the route of a request.
public final class Router {
  private record Entry(Route route, Template template) {}

  private final List<Entry> entries;

  /// A router over `routes`; of two that fit, the earlier wins.
  public Router(List<Route> routes) {
    this.entries =
        routes.stream().map(route -> new Entry(route, new Template(route.path()))).toList();
  }

  /// All routes.
  public List<Route> routes() {
    return entries.stream().map(Entry::route).toList();
  }

  /// What was found.
  sealed interface Found {
    /// The route, and the values of the names in its path.
    record Match(Route route, Map<String, String> values) implements Found {}

    /// The path is there, but not for this method.
    record OtherMethods(Set<Method> allowed) implements Found {}

    /// Nothing is there.
    record Nothing() implements Found {}
  }

  /// Looks up a path.
  ///
  /// @param method empty for one that no route serves
  /// @param segments the decoded segments of the path
  Found find(Optional<Method> method, List<String> segments) {
    EnumSet<Method> allowed = EnumSet.noneOf(Method.class);
    for (Entry entry : entries) {
      Optional<Map<String, String>> values = entry.template().match(segments);
      if (values.isPresent() && method.equals(Optional.of(entry.route().method()))) {
        return new Found.Match(entry.route(), values.get());
      }
      values.ifPresent(v -> allowed.add(entry.route().method()));
    }
    return allowed.isEmpty() ? new Found.Nothing() : new Found.OtherMethods(allowed);
  }

  /// The decoded segments of a raw path that begins with a slash; empty where the encoding is
  /// malformed.
  static Optional<List<String>> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String raw : rawPath.substring(1).split("/", -1)) {
      Optional<String> segment = PercentText.decode(raw);
      if (segment.isEmpty()) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    return Optional.of(segments);
  }
}
