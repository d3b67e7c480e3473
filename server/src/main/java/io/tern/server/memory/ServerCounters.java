// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Peer;
import io.tern.lwm2m.Path;
import io.tern.server.Pressure;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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
  private final Map<Pressure, LongAdder> pressures = new EnumMap<>(Pressure.class);
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /// All counts at zero.
  public ServerCounters() {
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
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
      case ServerEvent.Deregistered e -> deregistered.increment();
      case ServerEvent.Expired e -> expired.increment();
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

  /// Requests refused for `reason`.
  public long refused(Refusal reason) {
    return Objects.requireNonNull(refused.get(reason)).sum();
  }
}
