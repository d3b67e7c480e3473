// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import java.util.OptionalInt;

/// Clients that stay awake for a time of their own after they were heard of, where they are in queue mode
/// (LwM2M 1.2 Core §6.5). It is known before they register and outlives their registrations.
///
/// Any thread may ask; only the home loop of an endpoint changes its window.
public interface AwakeWindows {
  /// The longest window: a day.
  int SECONDS_MAX = 86_400;

  /// The window of an endpoint, 1 to [#SECONDS_MAX]; empty where it has none of its own.
  OptionalInt seconds(EndpointName endpoint);

  /// Gives an endpoint its own window, in place of an earlier one.
  void put(EndpointName endpoint, int seconds);

  /// Takes the window of an endpoint away.
  void remove(EndpointName endpoint);

  /// How many endpoints have their own.
  long count();

  /// Whether a client may be expected to listen, by the time since it was last heard of alone.
  ///
  /// @param secondsOtherwise how long one in queue mode stays awake that has no window of its own
  default boolean isAwake(Registration registration, long secondsOtherwise, long nowNanos) {
    if (!registration.terms().queueMode()) {
      return true;
    }
    OptionalInt own = seconds(registration.endpoint());
    long seconds = own.isPresent() ? own.getAsInt() : secondsOtherwise;
    return nowNanos - registration.lastSeenNanos() < seconds * 1_000_000_000L;
  }
}
