// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.lwm2m.EndpointName;
import io.tern.server.AwakeSetting;
import io.tern.server.AwakeWindows;
import io.tern.server.Registration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// How long clients in queue mode stay awake after they were heard of (LwM2M 1.2 Core §6.5): each for a
/// time of its own, or for that of the configuration. Any thread may call; stages complete on virtual
/// threads, never exceptionally.
public final class AwakeTimes {
  private final Commands.Lines lines;
  private final ServerOptions options;
  private final Executor executor;

  AwakeTimes(Commands.Lines lines, ServerOptions options, Executor executor) {
    this.lines = lines;
    this.options = options;
    this.executor = executor;
  }

  /// How long an endpoint stays awake, registered or not: seconds.
  public long seconds(EndpointName endpoint) {
    OptionalInt own = options.awake.seconds(endpoint);
    return own.isPresent() ? own.getAsInt() : options.config.awakeSeconds();
  }

  /// Whether that is a time of its own.
  public boolean isOwn(EndpointName endpoint) {
    return options.awake.seconds(endpoint).isPresent();
  }

  /// How many endpoints have a time of their own.
  public long count() {
    return options.awake.count();
  }

  /// Whether a client may be expected to listen: it is not in queue mode, or was heard of a short while ago
  /// and has left no request unanswered since.
  public boolean isAwake(Registration registration, long nowNanos) {
    return options.awake.isAwake(registration, options.config.awakeSeconds(), nowNanos);
  }

  /// Gives an endpoint a time of its own, before it registers or after. It outlives registrations and
  /// restarts; where it makes the client awake, what waits goes out at once.
  ///
  /// @param seconds 1 to [AwakeWindows#SECONDS_MAX]
  /// @throws IllegalArgumentException where `seconds` is out of its range
  public CompletionStage<AwakeSetting> set(EndpointName endpoint, int seconds) {
    if (seconds < 1 || seconds > AwakeWindows.SECONDS_MAX) {
      throw new IllegalArgumentException("not 1 to " + AwakeWindows.SECONDS_MAX + ": " + seconds);
    }
    return change(
        endpoint,
        (engine, listener, nowNanos) -> engine.setAwake(endpoint, seconds, listener, nowNanos));
  }

  /// Has an endpoint stay awake for the time of the configuration again.
  public CompletionStage<AwakeSetting> unset(EndpointName endpoint) {
    return change(
        endpoint,
        (engine, listener, nowNanos) -> engine.windows().unset(endpoint, listener, nowNanos));
  }

  private interface Change {
    void run(ServerEngine engine, AwakeSetting.Listener listener, long nowNanos);
  }

  private CompletionStage<AwakeSetting> change(EndpointName endpoint, Change change) {
    CompletableFuture<AwakeSetting> ending = new CompletableFuture<>();
    boolean posted =
        lines.postHome(
            endpoint,
            (engine, now) ->
                change.run(
                    engine,
                    (setting, then) -> executor.execute(() -> ending.complete(setting)),
                    now));
    if (!posted) {
      ending.complete(new AwakeSetting.Refused("the server takes no more work now"));
    }
    return ending;
  }
}
