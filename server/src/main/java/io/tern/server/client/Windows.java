// SPDX-License-Identifier: Apache-2.0

package io.tern.server.client;

import io.tern.lwm2m.EndpointName;
import io.tern.server.AwakeLimits;
import io.tern.server.AwakeSetting;
import io.tern.server.AwakeWindows;
import io.tern.server.Journal.Change;
import io.tern.server.Registration;
import io.tern.server.ServerConfig;
import io.tern.server.ServerPorts;
import java.util.Optional;

/// Changes how long the clients stay awake whose home is this loop.
public final class Windows {
  private final ServerPorts ports;
  private final AwakeWindows windows;
  private final AwakeLimits limits;
  private final Opening opening;

  /// Told of a client that is awake by its new window and was asleep by the one before.
  @FunctionalInterface
  public interface Opening {
    /// What waits for it can go out.
    void onOpened(EndpointName endpoint, long nowNanos);
  }

  public Windows(ServerPorts ports, ServerConfig config, Opening opening) {
    this.ports = ports;
    this.windows = ports.awake();
    this.limits = config.awake();
    this.opening = opening;
  }

  /// Gives an endpoint a window of its own, whether it is registered or not.
  ///
  /// @param seconds 1 to [AwakeWindows#SECONDS_MAX]
  public void set(
      EndpointName endpoint, int seconds, AwakeSetting.Listener listener, long nowNanos) {
    boolean isNew = windows.seconds(endpoint).isEmpty();
    if (isNew && windows.count() >= limits.windowsMax()) {
      String why = limits.windowsMax() + " devices have an awake window of their own already";
      listener.onSet(new AwakeSetting.Refused(why), nowNanos);
      return;
    }
    change(
        endpoint,
        new Change.AwakeSet(endpoint, seconds),
        () -> windows.put(endpoint, seconds),
        listener,
        nowNanos);
  }

  /// Has an endpoint stay awake as long as all others do.
  public void unset(EndpointName endpoint, AwakeSetting.Listener listener, long nowNanos) {
    change(
        endpoint,
        new Change.AwakeUnset(endpoint),
        () -> windows.remove(endpoint),
        listener,
        nowNanos);
  }

  private void change(
      EndpointName endpoint,
      Change change,
      Runnable carryOut,
      AwakeSetting.Listener listener,
      long nowNanos) {
    ports
        .journal()
        .append(
            change,
            Optional.empty(),
            (durable, doneNanos) -> {
              if (!durable) {
                listener.onSet(new AwakeSetting.Undurable(), doneNanos);
                return;
              }
              Optional<Registration> asleep =
                  ports
                      .registrations()
                      .byEndpoint(endpoint)
                      .filter(registration -> !isAwake(registration, doneNanos));
              carryOut.run();
              listener.onSet(new AwakeSetting.Made(), doneNanos);
              if (asleep.filter(registration -> isAwake(registration, doneNanos)).isPresent()) {
                opening.onOpened(endpoint, doneNanos);
              }
            },
            nowNanos);
  }

  private boolean isAwake(Registration registration, long nowNanos) {
    return windows.isAwake(registration, limits.seconds(), nowNanos);
  }
}
