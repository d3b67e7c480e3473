// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.util.List;

/// Which observations are running, shared by all loops. Called from any thread; never blocks.
public interface ObservationStore {
  /// The observations of a registration, in order of path.
  List<Observation> of(RegistrationId registration);

  /// Adds one in place of the [Observation#sameAs] one.
  void put(Observation observation);

  /// Removes exactly that one; does nothing where it is gone.
  void remove(Observation observation);

  /// How many there are.
  long count();
}
