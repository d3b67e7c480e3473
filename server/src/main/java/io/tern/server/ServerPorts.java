// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// What one engine asks and tells. Stores, access, models and events are the same for all loops; each
/// loop has a journal of its own.
public record ServerPorts(
    RegistrationStore registrations,
    ObservationStore observations,
    CommandStore commands,
    DesiredStore desired,
    AwakeWindows awake,
    Journal journal,
    AccessPolicy access,
    ModelSource models,
    ServerEvents events) {
  /// The same with another journal.
  public ServerPorts withJournal(Journal other) {
    return new ServerPorts(
        registrations, observations, commands, desired, awake, other, access, models, events);
  }

  /// The same, telling another.
  public ServerPorts withEvents(ServerEvents other) {
    return new ServerPorts(
        registrations, observations, commands, desired, awake, journal, access, models, other);
  }
}
