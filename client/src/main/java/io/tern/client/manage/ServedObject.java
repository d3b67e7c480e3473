// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Instance;
import io.tern.client.InstanceFactory;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.ObjectModel;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// An object that the client has, with or without instances.
final class ServedObject {
  private final SortedMap<Integer, Instance> instances = new TreeMap<>();
  private final Optional<InstanceFactory> factory;
  private ObjectModel model;

  ServedObject(ObjectModel model, Optional<InstanceFactory> factory) {
    this.model = model;
    this.factory = factory;
  }

  ObjectModel model() {
    return model;
  }

  /// Another version of the definition holds from now on.
  void adopt(ObjectModel version) {
    model = version;
  }

  SortedMap<Integer, Instance> instances() {
    return instances;
  }

  /// What makes instances for servers, where servers may create them.
  Optional<InstanceFactory> factory() {
    return factory;
  }

  /// The least id that no instance has.
  OptionalInt freeId() {
    int id = 0;
    for (int taken : instances.keySet()) {
      if (taken > id) {
        break;
      }
      id = taken + 1;
    }
    boolean free = id <= Path.ID_MAX && (id == 0 || model.multiple());
    return free ? OptionalInt.of(id) : OptionalInt.empty();
  }
}
