// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import java.time.Instant;
import java.util.Optional;

/// Which values of the past to list, in order of path, then time.
///
/// @param path everything at and below it
/// @param from no values before it
/// @param to only values before it
/// @param after begin behind this place; empty to begin at the first
/// @param limitMax how many at most, 1 or more
public record ValueQuery(
    EndpointName endpoint,
    Path path,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Place> after,
    int limitMax) {
  /// A value's place in that order.
  public record Place(Path path, Instant time) {}
}
