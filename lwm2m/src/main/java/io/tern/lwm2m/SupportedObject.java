// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.List;
import java.util.Optional;

/// An object as a client announces it: its version where the client named one, and its instances.
///
/// @param id 0 to 65534
/// @param version the `ver` attribute, empty where absent (LwM2M 1.2 Core §7.2.2)
/// @param instances instance ids, ascending, none twice; empty where the object has no instance
public record SupportedObject(int id, Optional<Version> version, List<Integer> instances) {
  public SupportedObject {
    instances = List.copyOf(instances);
  }
}
