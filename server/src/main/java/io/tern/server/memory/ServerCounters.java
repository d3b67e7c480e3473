// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Peer;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.server.Pressure;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the engines of a server report. Reading is safe from any thread and sees each count a
/// moment late.
public final class ServerCounters implements ServerEvents {
  private final LongAdder registered = new LongAdder();
  private final LongAdder updated = new LongAdder();
  private final LongAdder deregistered = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder notified = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder undecodable = new LongAdder();
  private final LongAdder foreign = new LongAdder();
  private final LongAdder journalFailures = new LongAdder();
  private final LongAdder shed = new LongAdder();
  private final Map<CommandBound, LongAdder> commandsRefused = new EnumMap<>(CommandBound.class);
  private final Map<Pressure, LongAdder> pressures = new EnumMap<>(Pressure.class);
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final Map<Tolerance, LongAdder> tolerated = new EnumMap<>(Tolerance.class);

  /// What the registered clients deviate in; a client that does not takes no room here.
  private final Map<EndpointName, Map<Tolerance, Long>> warnings = new ConcurrentHashMap<>();

  /// All counts at zero.
  public ServerCounters() {
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
    }
    for (Tolerance tolerance : Tolerance.values()) {
      tolerated.put(tolerance, new LongAdder());
    }
    for (CommandBound bound : CommandBound.values()) {
      commandsRefused.put(bound, new LongAdder());
    }
    for (Pressure pressure : Pressure.values()) {
      pressures.put(pressure, new LongAdder());
    }
  }

  @Override
  public void onEvent(ServerEvent event) {
    switch (event) {
      case ServerEvent.Registered e -> registered.increment();
      case ServerEvent.Updated e -> updated.increment();
      case ServerEvent.Deregistered e -> {
        deregistered.increment();
        warnings.remove(e.endpoint());
      }
      case ServerEvent.Expired e -> {
        expired.increment();
        warnings.remove(e.endpoint());
      }
      case ServerEvent.Notified e -> notified.increment();
      case ServerEvent.Sent e -> sent.increment();
      case ServerEvent.ObservationEnded e -> {}
      case ServerEvent.CommandChanged e -> {}
    }
  }

  @Override
  public void onRefused(Peer peer, Refusal reason, Code code, String why, long nowNanos) {
    Objects.requireNonNull(refused.get(reason)).increment();
  }

  @Override
  public void onUndecodable(Registration registration, Path path, Malformed reason, long nowNanos) {
    undecodable.increment();
  }

  @Override
  public void onTolerated(
      Registration registration, Path path, Set<Tolerance> tolerances, long nowNanos) {
    tolerances.forEach(one -> Objects.requireNonNull(tolerated.get(one)).increment());
    warnings.compute(
        registration.endpoint(),
        (endpoint, known) -> {
          Map<Tolerance, Long> counts = new EnumMap<>(Tolerance.class);
          if (known != null) {
            counts.putAll(known);
          }
          tolerances.forEach(one -> counts.merge(one, 1L, Long::sum));
          return counts;
        });
  }

  @Override
  public void onForeign(Registration registration, Peer from, long nowNanos) {
    foreign.increment();
  }

  @Override
  public void onJournalFailure(Registration registration, long nowNanos) {
    journalFailures.increment();
  }

  @Override
  public void onPressure(Pressure pressure, long nowNanos) {
    Objects.requireNonNull(pressures.get(pressure)).increment();
  }

  @Override
  public void onShed(long nowNanos) {
    shed.increment();
  }

  @Override
  public void onCommandRefused(CommandBound bound, long nowNanos) {
    Objects.requireNonNull(commandsRefused.get(bound)).increment();
  }

  /// Registers answered with 2.01.
  public long registered() {
    return registered.sum();
  }

  /// Updates answered with 2.04.
  public long updated() {
    return updated.sum();
  }

  /// De-registers answered with 2.02.
  public long deregistered() {
    return deregistered.sum();
  }

  /// Registrations that ended because no Update came.
  public long expired() {
    return expired.sum();
  }

  /// Notifications that could be decoded.
  public long notified() {
    return notified.sum();
  }

  /// Sends answered with 2.04.
  public long sent() {
    return sent.sum();
  }

  /// Notifications and answers that could not be decoded.
  public long undecodable() {
    return undecodable.sum();
  }

  /// Payloads that were understood in spite of that deviation.
  public long tolerated(Tolerance tolerance) {
    return Objects.requireNonNull(tolerated.get(tolerance)).sum();
  }

  /// How many payloads of a registered client had which deviation.
  public Map<Tolerance, Long> warnings(EndpointName endpoint) {
    return Map.copyOf(warnings.getOrDefault(endpoint, Map.of()));
  }

  /// Messages ignored because they came from another identity than the one that registered.
  public long foreign() {
    return foreign.sum();
  }

  /// Changes that could not be made durable.
  public long journalFailures() {
    return journalFailures.sum();
  }

  /// How often the pressure on a loop became `pressure`.
  public long pressure(Pressure pressure) {
    return Objects.requireNonNull(pressures.get(pressure)).sum();
  }

  /// Operations and commands of callers refused because of the pressure.
  public long shed() {
    return shed.sum();
  }

  /// Commands of callers refused because of `bound`.
  public long commandsRefused(CommandBound bound) {
    return Objects.requireNonNull(commandsRefused.get(bound)).sum();
  }

  /// Requests refused for `reason`.
  public long refused(Refusal reason) {
    return Objects.requireNonNull(refused.get(reason)).sum();
  }
}
