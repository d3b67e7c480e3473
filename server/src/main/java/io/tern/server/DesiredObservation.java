// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import java.util.List;
import java.util.Optional;

/// What somebody wants observed of an endpoint whenever it is registered. It outlives registrations and
/// restarts; whether it is established is seen in the [ObservationStore].
///
/// @param paths one, or several for Observe-Composite, or the root alone; in order
/// @param format what to ask for, empty where the client may choose
/// @param attributes what to write before observing, or to observe with; may be empty
/// @param sinceNanos when it was wished for
public record DesiredObservation(
    EndpointName endpoint,
    List<Path> paths,
    Optional<ContentFormat> format,
    Attributes attributes,
    long sinceNanos) {
  public DesiredObservation {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("an observation has a path");
    }
  }

  /// Whether one notification tells of all paths (Observe-Composite).
  public boolean together() {
    return together(paths);
  }

  /// Whether these paths are observed by Observe-Composite: several, or the root, which nothing else can
  /// observe.
  public static boolean together(List<Path> paths) {
    return paths.size() > 1 || paths.getFirst().isRoot();
  }
}
