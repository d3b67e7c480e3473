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
  /// The working set of registrations.
  RegistrationStore registrations();

  /// The working set of observations.
  ObservationStore observations();

  /// What else an earlier run left.
  Restored restored();

  /// The journal of a loop.
  ///
  /// @param post runs a task on that loop, from any thread; false where it takes no more
  Journal journal(int loop, Predicate<Timers.Task> post);

  /// What happened.
  EventLog events();

  /// What devices told.
  ValueHistory values();

  /// Commands, those that have ended included.
  CommandHistory commands();

  /// How it is doing.
  StoreHealth health();

  /// Writes what it has been given, then ends. No loop appends any more.
  @Override
  void close();
}
