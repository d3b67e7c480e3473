// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.lwm2m.EndpointName;
import io.tern.server.AwakeWindows;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// Awake windows in memory: an entry for each endpoint that has its own, and nothing for the others.
public final class MemoryAwakeWindows implements AwakeWindows {
  private final Map<EndpointName, Integer> byEndpoint = new ConcurrentHashMap<>();

  @Override
  public OptionalInt seconds(EndpointName endpoint) {
    Integer own = byEndpoint.isEmpty() ? null : byEndpoint.get(endpoint);
    return own == null ? OptionalInt.empty() : OptionalInt.of(own);
  }

  @Override
  public void put(EndpointName endpoint, int seconds) {
    byEndpoint.put(endpoint, seconds);
  }

  @Override
  public void remove(EndpointName endpoint) {
    byEndpoint.remove(endpoint);
  }

  @Override
  public long count() {
    return byEndpoint.size();
  }
}
