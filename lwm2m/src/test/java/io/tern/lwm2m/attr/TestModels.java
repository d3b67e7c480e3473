// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// One object, 3303, with a readable resource of every type (see resourceOf) and an executable.
final class TestModels {
  static final int EXECUTABLE = 100;

  static final Models MODELS = models();

  private TestModels() {}

  private static Models models() {
    var resources = new TreeMap<Integer, ResourceModel>();
    for (DataType type : DataType.values()) {
      resources.put(resourceOf(type), resource(resourceOf(type), Operations.R, type));
    }
    resources.put(EXECUTABLE, resource(EXECUTABLE, Operations.E, DataType.NONE));
    var object = new ObjectModel(3303, new Version(1, 0), "Test", true, false, resources);
    return id -> id == 3303 ? Optional.of(object) : Optional.empty();
  }

  static int resourceOf(DataType type) {
    return List.of(DataType.values()).indexOf(type);
  }

  private static ResourceModel resource(int id, Operations operations, DataType type) {
    return new ResourceModel(id, "R" + id, operations, false, false, type, "", "");
  }
}
