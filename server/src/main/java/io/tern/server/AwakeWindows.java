// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Clients that stay awake for a time of their own after they were heard of, where they are in queue mode
/// (LwM2M 1.2 Core §6.5), which is known before they register and outlives their registrations; and those
/// that left a request unanswered, which closes the window of that registration until they are heard of.
///
/// Any thread may ask; only the home loop of an endpoint changes its window, and the loops that talk to it
/// say when it falls silent.
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

  /// The client of a registration left a request unanswered.
  void putSilent(RegistrationId id, long sinceNanos);

  /// The client of a registration was heard of, or the registration is over.
  void removeSilent(RegistrationId id);

  /// Since when a client has left a request unanswered; it may have been heard of after that.
  OptionalLong silentSinceNanos(RegistrationId id);

  /// How many have left a request unanswered.
  long silentCount();

  /// Whether a client may be expected to listen.
  ///
  /// @param secondsOtherwise how long one in queue mode stays awake that has no window of its own
  default boolean isAwake(Registration registration, long secondsOtherwise, long nowNanos) {
    if (!registration.terms().queueMode()) {
      return true;
    }
    OptionalLong silent = silentSinceNanos(registration.id());
    if (silent.isPresent() && silent.getAsLong() > registration.lastSeenNanos()) {
      return false;
    }
    OptionalInt own = seconds(registration.endpoint());
    long seconds = own.isPresent() ? own.getAsInt() : secondsOtherwise;
    return nowNanos - registration.lastSeenNanos() < seconds * 1_000_000_000L;
  }
}
