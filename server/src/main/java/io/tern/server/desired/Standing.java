// SPDX-License-Identifier: Apache-2.0

package io.tern.server.desired;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore.Entry;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.ServerPorts;
import java.util.List;
import java.util.Optional;

/// What is wanted, beside what runs.
record Standing(ServerPorts ports) {
  /// What is wanted of exactly these paths.
  Optional<Entry> find(EndpointName endpoint, List<Path> paths) {
    return ports.desired().of(endpoint).stream().filter(entry -> entry.isOf(paths)).findFirst();
  }

  /// Exactly that wish, unless it has been withdrawn or replaced.
  Optional<Entry> find(DesiredObservation wish) {
    return find(wish.endpoint(), wish.paths()).filter(entry -> entry.wish().equals(wish));
  }

  /// The observation of exactly these paths, wanted or not.
  Optional<Observation> running(EndpointName endpoint, List<Path> paths) {
    return ports
        .registrations()
        .byEndpoint(endpoint)
        .flatMap(
            registration ->
                ports.observations().of(registration.id()).stream()
                    .filter(observation -> isOf(observation, paths))
                    .findFirst());
  }

  private static boolean isOf(Observation observation, List<Path> paths) {
    return observation.isOf(paths, DesiredObservation.together(paths));
  }

  /// Since when just that runs, in nanoseconds; empty where the client has not agreed to it.
  Optional<Long> establishedSince(DesiredObservation wish, Registration registration) {
    if (!wish.agreed()) {
      return Optional.empty();
    }
    return ports.observations().of(registration.id()).stream()
        .filter(
            observation ->
                isOf(observation, wish.paths()) && observation.format().equals(wish.format()))
        .map(Observation::sinceNanos)
        .findFirst();
  }

  /// Whether just that runs.
  boolean isEstablished(DesiredObservation wish) {
    return ports
        .registrations()
        .byEndpoint(wish.endpoint())
        .flatMap(registration -> establishedSince(wish, registration))
        .isPresent();
  }
}
