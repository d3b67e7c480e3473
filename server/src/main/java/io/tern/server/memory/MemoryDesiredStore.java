// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.server.DesiredStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Desired observations in memory: an immutable list an endpoint.
public final class MemoryDesiredStore implements DesiredStore {
  private final Map<EndpointName, List<Entry>> byEndpoint = new ConcurrentHashMap<>();
  private final LongAdder count = new LongAdder();

  @Override
  public void put(Entry entry) {
    byEndpoint.compute(
        entry.wish().endpoint(),
        (endpoint, present) -> {
          List<Entry> next = new ArrayList<>(present == null ? List.of() : present);
          if (!next.removeIf(each -> each.isOf(entry.wish().paths()))) {
            count.increment();
          }
          next.add(entry);
          next.sort(Comparator.comparing(each -> each.wish().paths().getFirst()));
          return List.copyOf(next);
        });
  }

  @Override
  public void remove(EndpointName endpoint, List<Path> paths) {
    byEndpoint.computeIfPresent(
        endpoint,
        (name, present) -> {
          List<Entry> next = new ArrayList<>(present);
          if (next.removeIf(each -> each.isOf(paths))) {
            count.decrement();
          }
          return next.isEmpty() ? null : List.copyOf(next);
        });
  }

  @Override
  public List<Entry> of(EndpointName endpoint) {
    // Asked at every message: where nobody wants anything, the name need not be fetched.
    return byEndpoint.isEmpty() ? List.of() : byEndpoint.getOrDefault(endpoint, List.of());
  }

  @Override
  public long count() {
    return count.sum();
  }
}
