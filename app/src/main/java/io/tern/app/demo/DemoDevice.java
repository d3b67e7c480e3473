// SPDX-License-Identifier: Apache-2.0

package io.tern.app.demo;

import io.tern.client.object.ObjectInstance;
import java.util.List;

/// A simulated device before it runs.
///
/// @param endpoint its endpoint name
/// @param model what its Device object calls it
/// @param instances what it serves beside the Device object
/// @param motion moves its values on by a second
record DemoDevice(String endpoint, String model, List<ObjectInstance> instances, Motion motion) {
  DemoDevice {
    instances = List.copyOf(instances);
  }

  /// Moves values.
  @FunctionalInterface
  interface Motion {
    /// A second has passed.
    ///
    /// @param seconds since the start
    void move(long seconds);
  }
}
