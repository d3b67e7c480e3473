// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.coap.Peer;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.Value;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A server that the client registers with: what its Security and Server instances begin with.
///
/// @param uri as the Security object tells it, such as `coap://host:5683`
/// @param peer where it is reached; requests of anybody else are refused
/// @param shortServerId 1 to 65534
/// @param lifetimeSeconds of the registration, 0 (for ever) to 2^32-1
/// @param binding what the client offers this server
/// @param serverValues further resources of the Server instance, such as 2 (Default Minimum Period)
public record ServerAccount(
    String uri,
    Peer peer,
    int shortServerId,
    long lifetimeSeconds,
    Binding binding,
    SortedMap<Integer, Value> serverValues) {
  /// One day, the default of the enabler.
  public static final long LIFETIME_SECONDS_DEFAULT = 86_400;

  public ServerAccount {
    if (shortServerId < 1 || shortServerId > 65_534) {
      throw new IllegalArgumentException("not a short server id: " + shortServerId);
    }
    if (lifetimeSeconds < 0 || lifetimeSeconds > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("not a lifetime: " + lifetimeSeconds);
    }
    serverValues = Collections.unmodifiableSortedMap(new TreeMap<>(serverValues));
  }

  /// The account with short server id 1, binding U and a lifetime of one day.
  public static ServerAccount of(String uri, Peer peer) {
    return new ServerAccount(
        uri, peer, 1, LIFETIME_SECONDS_DEFAULT, Binding.U, Collections.emptySortedMap());
  }

  /// This account with another lifetime.
  public ServerAccount withLifetimeSeconds(long seconds) {
    return new ServerAccount(uri, peer, shortServerId, seconds, binding, serverValues);
  }

  /// This account with one more value in its Server instance.
  public ServerAccount withServerValue(int resourceId, Value value) {
    SortedMap<Integer, Value> values = new TreeMap<>(serverValues);
    values.put(resourceId, value);
    return new ServerAccount(uri, peer, shortServerId, lifetimeSeconds, binding, values);
  }
}
