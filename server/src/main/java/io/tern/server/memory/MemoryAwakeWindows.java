// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.lwm2m.EndpointName;
import io.tern.server.AwakeWindows;
import io.tern.server.RegistrationId;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// Awake windows in memory: an entry for each endpoint that has its own, one for each registration whose
/// client is silent, and nothing for the others.
public final class MemoryAwakeWindows implements AwakeWindows {
  private final Map<EndpointName, Integer> byEndpoint = new ConcurrentHashMap<>();
  private final Map<RegistrationId, Long> silentSince = new ConcurrentHashMap<>();

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

  @Override
  public void putSilent(RegistrationId id, long sinceNanos) {
    silentSince.put(id, sinceNanos);
  }

  @Override
  public void removeSilent(RegistrationId id) {
    if (!silentSince.isEmpty()) {
      silentSince.remove(id);
    }
  }

  @Override
  public OptionalLong silentSinceNanos(RegistrationId id) {
    Long since = silentSince.isEmpty() ? null : silentSince.get(id);
    return since == null ? OptionalLong.empty() : OptionalLong.of(since);
  }

  @Override
  public long silentCount() {
    return silentSince.size();
  }
}
