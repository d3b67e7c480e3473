// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.codec.DecodeLimits;

/// How the server engine behaves. Immutable; [#DEFAULT] and what differs from it.
///
/// @param lifetimeSecondsDefault lifetime of a client that names none, 1 to 2^32-1
/// @param lifetimeSecondsMin a Register or Update below it is refused with 4.00; 0 for no such rule
/// @param lifetimeSecondsMax a Register or Update above it is refused with 4.00, and so is one that
///     never ends; 2^32-1 for no such rule
/// @param graceSeconds how long after its end a registration is still there, 0 to 30 days
/// @param awake how long clients in queue mode are awake
/// @param registrationsMax more are refused with 5.03
/// @param objectLinks how long an object list may be
/// @param answers how much an answer or notification may hold
/// @param operationsWaitingMax downlinks of one client that wait behind the one under way
/// @param observationsMax observations of one client
/// @param commands how much the command queue holds
/// @param overload when work is shed
public record ServerConfig(
    long lifetimeSecondsDefault,
    long lifetimeSecondsMin,
    long lifetimeSecondsMax,
    long graceSeconds,
    AwakeLimits awake,
    long registrationsMax,
    LinkLimits objectLinks,
    DecodeLimits answers,
    int operationsWaitingMax,
    int observationsMax,
    CommandLimits commands,
    OverloadLimits overload) {
  /// The greatest lifetime.
  public static final long LIFETIME_SECONDS_MAX = 0xFFFF_FFFFL;

  /// The greatest grace: 30 days.
  public static final long GRACE_SECONDS_MAX = 30 * 86_400L;

  /// Lifetime 86400 s where none is named and no rule about it, 5 s of grace, a million registrations.
  public static final ServerConfig DEFAULT =
      new ServerConfig(
          86_400,
          0,
          LIFETIME_SECONDS_MAX,
          5,
          AwakeLimits.DEFAULT,
          1_000_000,
          LinkLimits.DEFAULT,
          DecodeLimits.DEFAULT,
          64,
          256,
          CommandLimits.DEFAULT,
          OverloadLimits.DEFAULT);

  public ServerConfig {
    boolean legal =
        lifetimeSecondsDefault >= 1
            && lifetimeSecondsDefault <= LIFETIME_SECONDS_MAX
            && lifetimeSecondsMin >= 0
            && lifetimeSecondsMax >= Math.max(1, lifetimeSecondsMin)
            && lifetimeSecondsMax <= LIFETIME_SECONDS_MAX
            && graceSeconds >= 0
            && graceSeconds <= GRACE_SECONDS_MAX
            && registrationsMax >= 1
            && operationsWaitingMax >= 1
            && observationsMax >= 1;
    if (!legal) {
      throw new IllegalArgumentException("a value is out of its range");
    }
  }

  /// Registrations that end in one turn of a loop; the rest follow 1 ms later.
  public int expiriesPerTurnMax() {
    return overload.expiriesPerTurnMax();
  }

  /// How long a client in queue mode is awake after it was heard of, unless it has a window of its own.
  public long awakeSeconds() {
    return awake.seconds();
  }

  /// Whether a client may have this lifetime.
  public boolean allowsLifetime(long seconds) {
    return seconds == 0
        ? lifetimeSecondsMax == LIFETIME_SECONDS_MAX
        : seconds >= lifetimeSecondsMin && seconds <= lifetimeSecondsMax;
  }

  /// This with other rules for lifetimes.
  public ServerConfig withLifetimeSeconds(long defaultSeconds, long minSeconds, long maxSeconds) {
    return new ServerConfig(
        defaultSeconds,
        minSeconds,
        maxSeconds,
        graceSeconds,
        awake,
        registrationsMax,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        commands,
        overload);
  }

  /// This with another grace.
  public ServerConfig withGraceSeconds(long seconds) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        seconds,
        awake,
        registrationsMax,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        commands,
        overload);
  }

  /// This with another awake window.
  public ServerConfig withAwakeSeconds(long seconds) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        new AwakeLimits(seconds, awake.windowsMax()),
        registrationsMax,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        commands,
        overload);
  }

  /// This with room for another number of awake windows of single clients.
  public ServerConfig withAwakeWindowsMax(int count) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        new AwakeLimits(awake.seconds(), count),
        registrationsMax,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        commands,
        overload);
  }

  /// This with room for another number of registrations.
  public ServerConfig withRegistrationsMax(long count) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        awake,
        count,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        commands,
        overload);
  }

  /// This with other limits for object lists and for answers.
  public ServerConfig withPayloads(LinkLimits links, DecodeLimits values) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        awake,
        registrationsMax,
        links,
        values,
        operationsWaitingMax,
        observationsMax,
        commands,
        overload);
  }

  /// This with other limits per client and per turn.
  public ServerConfig withLimits(int operationsWaiting, int observations, int expiriesPerTurn) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        awake,
        registrationsMax,
        objectLinks,
        answers,
        operationsWaiting,
        observations,
        commands,
        overload.withExpiriesPerTurnMax(expiriesPerTurn));
  }

  /// This with other limits for commands.
  public ServerConfig withCommands(CommandLimits limits) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        awake,
        registrationsMax,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        limits,
        overload);
  }

  /// This with other limits for overload.
  public ServerConfig withOverload(OverloadLimits limits) {
    return new ServerConfig(
        lifetimeSecondsDefault,
        lifetimeSecondsMin,
        lifetimeSecondsMax,
        graceSeconds,
        awake,
        registrationsMax,
        objectLinks,
        answers,
        operationsWaitingMax,
        observationsMax,
        commands,
        limits);
  }
}
