// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Parts of the objects 1, 2, 3, 16 and 3303, and the object 4242 with resources of all types: single
/// with the id of [#single], multiple with that of [#multiple].
final class SampleModels {
  static final int ALL_TYPES = 4242;

  private static final List<DataType> TYPES =
      List.of(
          DataType.STRING,
          DataType.INTEGER,
          DataType.UNSIGNED_INTEGER,
          DataType.FLOAT,
          DataType.BOOLEAN,
          DataType.OPAQUE,
          DataType.TIME,
          DataType.OBJECT_LINK,
          DataType.CORE_LINK);

  static final Models MODELS = models();

  private SampleModels() {}

  /// The types that values can have.
  static List<DataType> types() {
    return TYPES;
  }

  static int single(DataType type) {
    return TYPES.indexOf(type);
  }

  static int multiple(DataType type) {
    return 1000 + TYPES.indexOf(type);
  }

  private static Models models() {
    Map<Integer, ObjectModel> objects = new TreeMap<>();
    add(objects, 1, one(1, DataType.INTEGER), one(6, DataType.BOOLEAN), one(7, DataType.STRING));
    add(objects, 2, many(2, DataType.INTEGER));
    add(
        objects,
        3,
        one(0, DataType.STRING),
        many(6, DataType.INTEGER),
        many(7, DataType.INTEGER),
        one(9, DataType.INTEGER),
        many(11, DataType.INTEGER),
        one(13, DataType.TIME),
        one(16, DataType.STRING),
        many(22, DataType.OBJECT_LINK));
    add(objects, 16, many(0, DataType.STRING));
    add(objects, 3303, one(5700, DataType.FLOAT), one(5701, DataType.STRING));
    ResourceModel[] all = new ResourceModel[2 * TYPES.size()];
    for (int i = 0; i < TYPES.size(); i++) {
      all[2 * i] = one(single(TYPES.get(i)), TYPES.get(i));
      all[2 * i + 1] = many(multiple(TYPES.get(i)), TYPES.get(i));
    }
    add(objects, ALL_TYPES, all);
    return id -> Optional.ofNullable(objects.get(id));
  }

  private static void add(Map<Integer, ObjectModel> objects, int id, ResourceModel... resources) {
    var byId = new TreeMap<Integer, ResourceModel>();
    for (ResourceModel resource : resources) {
      byId.put(resource.id(), resource);
    }
    objects.put(id, new ObjectModel(id, new Version(1, 0), "Object " + id, true, false, byId));
  }

  private static ResourceModel one(int id, DataType type) {
    return new ResourceModel(id, "R" + id, Operations.RW, false, false, type, "", "");
  }

  private static ResourceModel many(int id, DataType type) {
    return new ResourceModel(id, "R" + id, Operations.RW, true, false, type, "", "");
  }
}
