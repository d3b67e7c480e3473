// SPDX-License-Identifier: Apache-2.0

package io.tern.server.client;

import io.tern.server.AwakeWindows;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.RegistrationStore;
import java.util.Optional;

/// Which clients are awake. One in queue mode is awake for a while after every message of its own, and
/// no more once it leaves a request unanswered.
public final class Presence {
  private static final long SECOND = 1_000_000_000L;

  private final RegistrationStore registrations;
  private final AwakeWindows windows;
  private final long awakeSeconds;

  /// @param awakeSeconds how long a client in queue mode stays awake that has no window of its own
  public Presence(RegistrationStore registrations, AwakeWindows windows, long awakeSeconds) {
    this.registrations = registrations;
    this.windows = windows;
    this.awakeSeconds = awakeSeconds;
  }

  /// Whether a request can reach the client now.
  public boolean isAwake(Registration registration, long nowNanos) {
    return windows.isAwake(registration, awakeSeconds, nowNanos);
  }

  /// The client sent a notification or an answer. Its lifetime is not touched.
  ///
  /// @return the registration as it is now
  public Registration onHeard(Registration registration, long nowNanos) {
    windows.removeSilent(registration.id());
    if (nowNanos - registration.lastSeenNanos() < SECOND) {
      return registration;
    }
    Registration seen = registration.seen(nowNanos);
    // When somebody else changes it at this moment, it has been heard of there.
    return registrations.replace(Optional.of(registration), seen) ? seen : registration;
  }

  /// The client left a request unanswered.
  public void onSilent(Registration registration, long nowNanos) {
    if (registration.terms().queueMode()) {
      windows.putSilent(registration.id(), nowNanos);
      if (registrations.byId(registration.id()).isEmpty()) { // over meanwhile, and forgotten
        forget(registration.id());
      }
    }
  }

  /// The registration is over.
  public void forget(RegistrationId id) {
    windows.removeSilent(id);
  }
}
