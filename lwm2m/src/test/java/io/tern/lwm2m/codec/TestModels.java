// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Definitions for tests: the registry's for a 1.1 client, and an object with a single and a multiple
/// resource of each type.
final class TestModels {
  /// An object of several instances; resource `n` is single and `100 + n` multiple, of the nth type.
  static final int ALL_TYPES = 33_000;

  /// The same with one instance.
  static final int ALONE = 33_001;

  static final Models MODELS =
      Registry.builtIn()
          .with(allTypes(ALL_TYPES, true), allTypes(ALONE, false))
          .modelsFor(Release.V1_1, new ObjectList("", List.of(), List.of()));

  private TestModels() {}

  /// The single resource of that type.
  static int single(DataType type) {
    return List.of(DataType.values()).indexOf(type);
  }

  /// The multiple resource of that type.
  static int multiple(DataType type) {
    return 100 + single(type);
  }

  private static ObjectModel allTypes(int id, boolean multiple) {
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    for (DataType type : DataType.values()) {
      if (type != DataType.NONE) {
        add(resources, single(type), type, false);
        add(resources, multiple(type), type, true);
      }
    }
    return new ObjectModel(id, Version.V1_0, "All types", multiple, false, resources);
  }

  private static void add(
      Map<Integer, ResourceModel> resources, int id, DataType type, boolean multiple) {
    resources.put(
        id,
        new ResourceModel(
            id, type.registryName(), ResourceModel.Operations.RW, multiple, false, type, "", ""));
  }
}
