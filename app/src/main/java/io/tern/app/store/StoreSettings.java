// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import java.time.Duration;

/// How much a store keeps, and how it writes. Immutable; [#DEFAULT] and what differs from it.
///
/// @param eventsMax events kept; the oldest go
/// @param eventsBytesMax bytes of the events kept, where they are in memory
/// @param eventsAge events that are older go
/// @param valuesMax values kept of one resource of one device; 0 keeps none
/// @param valuesAge values that are older go
/// @param valuesInMemoryMax values of all devices together, where they are in memory
/// @param commandsMax of the latest so many commands those that have ended are kept
/// @param commandsAge commands that ended longer ago go
/// @param waitingMax changes that wait for the disk; more are refused
/// @param lazy how long a plain refresh may wait to be written
public record StoreSettings(
    int eventsMax,
    long eventsBytesMax,
    Duration eventsAge,
    int valuesMax,
    Duration valuesAge,
    int valuesInMemoryMax,
    int commandsMax,
    Duration commandsAge,
    int waitingMax,
    Duration lazy) {
  /// A million events of a week, 1,000 values of a month for each resource; written within 1 s.
  public static final StoreSettings DEFAULT =
      new StoreSettings(
          1_000_000,
          16L << 20,
          Duration.ofDays(7),
          1_000,
          Duration.ofDays(30),
          100_000,
          100_000,
          Duration.ofDays(30),
          65_536,
          Duration.ofSeconds(1));

  /// This with other bounds for events.
  public StoreSettings withEvents(int countMax, long bytesMax, Duration age) {
    return new StoreSettings(
        countMax,
        bytesMax,
        age,
        valuesMax,
        valuesAge,
        valuesInMemoryMax,
        commandsMax,
        commandsAge,
        waitingMax,
        lazy);
  }

  /// This with other bounds for values.
  public StoreSettings withValues(int countMax, Duration age) {
    return new StoreSettings(
        eventsMax,
        eventsBytesMax,
        eventsAge,
        countMax,
        age,
        valuesInMemoryMax,
        commandsMax,
        commandsAge,
        waitingMax,
        lazy);
  }

  /// This with other bounds for commands that have ended.
  public StoreSettings withCommands(int countMax, Duration age) {
    return new StoreSettings(
        eventsMax,
        eventsBytesMax,
        eventsAge,
        valuesMax,
        valuesAge,
        valuesInMemoryMax,
        countMax,
        age,
        waitingMax,
        lazy);
  }

  /// This with room for another number of waiting changes.
  public StoreSettings withWaitingMax(int count) {
    return new StoreSettings(
        eventsMax,
        eventsBytesMax,
        eventsAge,
        valuesMax,
        valuesAge,
        valuesInMemoryMax,
        commandsMax,
        commandsAge,
        count,
        lazy);
  }
}
