// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.server.Observation;
import io.tern.server.ObservationStore;
import io.tern.server.RegistrationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Observations in memory: an immutable list a registration, in order of path.
public final class MemoryObservationStore implements ObservationStore {
  private final Map<RegistrationId, List<Observation>> byRegistration = new ConcurrentHashMap<>();
  private final LongAdder count = new LongAdder();

  @Override
  public List<Observation> of(RegistrationId registration) {
    return byRegistration.getOrDefault(registration, List.of());
  }

  @Override
  public void put(Observation observation) {
    byRegistration.compute(
        observation.registration(),
        (id, present) -> {
          List<Observation> next = new ArrayList<>(present == null ? List.of() : present);
          if (!next.removeIf(observation::sameAs)) {
            count.increment();
          }
          next.add(observation);
          next.sort(Comparator.comparing(Observation::path));
          return List.copyOf(next);
        });
  }

  @Override
  public void remove(Observation observation) {
    byRegistration.computeIfPresent(
        observation.registration(),
        (id, present) -> {
          List<Observation> next = new ArrayList<>(present);
          if (next.remove(observation)) {
            count.decrement();
          }
          return next.isEmpty() ? null : List.copyOf(next);
        });
  }

  @Override
  public long count() {
    return count.sum();
  }
}
