// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.coap.Timers;
import io.tern.server.Journal;
import io.tern.server.ObservationStore;
import io.tern.server.RegistrationStore;
import io.tern.server.Restored;
import java.util.function.Predicate;

/// Keeps what a server knows. The working set is in memory and complete from the start; what the
/// journals take is as durable as the store is.
public interface Store extends AutoCloseable {
  /// What a store holds.
  ///
  /// @param registrations the working set of registrations
  /// @param observations the working set of observations
  /// @param restored what else an earlier run left
  /// @param events what happened
  /// @param values what devices told
  /// @param commands commands, those that have ended included
  record Contents(
      RegistrationStore registrations,
      ObservationStore observations,
      Restored restored,
      EventLog events,
      ValueHistory values,
      CommandHistory commands) {}

  /// What it holds.
  Contents contents();

  /// The journal of a loop.
  ///
  /// @param post runs a task on that loop, from any thread; false where it takes no more
  Journal journal(int loop, Predicate<Timers.Task> post);

  /// How it is doing.
  StoreHealth health();

  /// Writes what it has been given, then ends. No loop appends any more.
  @Override
  void close();

  /// The working set of registrations.
  default RegistrationStore registrations() {
    return contents().registrations();
  }

  /// The working set of observations.
  default ObservationStore observations() {
    return contents().observations();
  }

  /// What else an earlier run left.
  default Restored restored() {
    return contents().restored();
  }

  /// What happened.
  default EventLog events() {
    return contents().events();
  }

  /// What devices told.
  default ValueHistory values() {
    return contents().values();
  }

  /// Commands, those that have ended included.
  default CommandHistory commands() {
    return contents().commands();
  }
}
