// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What somebody wants observed of an endpoint whenever it is registered. It outlives registrations and
/// restarts; whether it is established is seen in the [ObservationStore].
///
/// @param paths one, or several for Observe-Composite, or the root alone; in order
/// @param format what to ask for, empty where the client may choose
/// @param attributes what to write before observing, or to observe with; may be empty
/// @param sinceNanos when it was wished for
/// @param agreed whether the client has agreed to just this, at any time; where it has not, an observation
///     that runs is of an earlier wish
/// @param dropped names of attributes that earlier wishes had and this one has not, which a client before
///     1.2 may still hold; none once it has agreed
public record DesiredObservation(
    EndpointName endpoint,
    List<Path> paths,
    Optional<ContentFormat> format,
    Attributes attributes,
    long sinceNanos,
    boolean agreed,
    Set<String> dropped) {
  public DesiredObservation {
    paths = List.copyOf(paths);
    dropped = agreed ? Set.of() : Set.copyOf(dropped);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("an observation has a path");
    }
  }

  /// One that no client has been asked for.
  public DesiredObservation(
      EndpointName endpoint,
      List<Path> paths,
      Optional<ContentFormat> format,
      Attributes attributes,
      long sinceNanos) {
    this(endpoint, paths, format, attributes, sinceNanos, false, Set.of());
  }

  /// The same, agreed to by the client.
  public DesiredObservation asAgreed() {
    return new DesiredObservation(endpoint, paths, format, attributes, sinceNanos, true, Set.of());
  }

  /// The same, in place of `earlier`, a wish for the same paths.
  public DesiredObservation inPlaceOf(DesiredObservation earlier) {
    boolean same = format.equals(earlier.format) && attributes.equals(earlier.attributes);
    Set<String> names = new TreeSet<>(earlier.dropped);
    names.addAll(earlier.attributes.names());
    names.removeAll(attributes.names());
    return new DesiredObservation(
        endpoint, paths, format, attributes, sinceNanos, same && earlier.agreed, names);
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
