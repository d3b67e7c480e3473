// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import java.util.List;

/// What is wanted observed, and how far that is. Any thread may ask; only the home loop of an endpoint
/// changes what is wanted of it.
public interface DesiredStore {
  /// One of them.
  record Entry(DesiredObservation wish, ObservationStatus status) {
    /// The same, further.
    public Entry with(ObservationStatus next) {
      return new Entry(wish, next);
    }

    /// Whether it is about exactly these paths.
    public boolean isOf(List<Path> paths) {
      return wish.paths().equals(paths);
    }
  }

  /// Takes one in, in place of an earlier one of the same endpoint and paths.
  void put(Entry entry);

  /// Forgets the one of this endpoint and these paths.
  void remove(EndpointName endpoint, List<Path> paths);

  /// What is wanted of an endpoint, in order of first paths.
  List<Entry> of(EndpointName endpoint);

  /// How many there are, of all endpoints.
  long count();
}
