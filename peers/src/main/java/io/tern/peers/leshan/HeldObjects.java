// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.ResourceModel.Operations;
import org.eclipse.leshan.core.node.LwM2mPath;

/// Objects made of the values that the command line gives (`--hold PATH=TYPE:VALUE`), in place of those
/// that the client has otherwise.
final class HeldObjects {

  /// What of the registry's objects test specifications use and Leshan does not bring along.
  private static final List<ObjectModel> MODELS =
      List.of(
          object(
              10,
              "1.1",
              false,
              single(4, Operations.RW, ResourceModel.Type.INTEGER),
              single(5, Operations.RW, ResourceModel.Type.INTEGER),
              single(8, Operations.RW, ResourceModel.Type.OPAQUE),
              single(9, Operations.RW, ResourceModel.Type.OPAQUE),
              multiple(11, Operations.R, ResourceModel.Type.OBJLNK),
              single(12, Operations.R, ResourceModel.Type.UNSIGNED_INTEGER),
              single(13, Operations.RW, ResourceModel.Type.UNSIGNED_INTEGER),
              single(14, Operations.RW, ResourceModel.Type.UNSIGNED_INTEGER)),
          object(
              11,
              "1.0",
              true,
              single(0, Operations.RW, ResourceModel.Type.STRING),
              single(3, Operations.RW, ResourceModel.Type.BOOLEAN),
              single(4, Operations.RW, ResourceModel.Type.INTEGER)),
          object(16, "1.0", true, multiple(0, Operations.RW, ResourceModel.Type.STRING)),
          object(
              19,
              "1.0",
              true,
              multiple(0, Operations.RW, ResourceModel.Type.OPAQUE),
              single(1, Operations.RW, ResourceModel.Type.INTEGER),
              single(3, Operations.RW, ResourceModel.Type.STRING)),
          object(
              20,
              "1.0",
              false,
              single(4010, Operations.RW, ResourceModel.Type.INTEGER),
              single(4011, Operations.E, ResourceModel.Type.NONE),
              single(4012, Operations.E, ResourceModel.Type.NONE),
              single(4013, Operations.R, ResourceModel.Type.INTEGER),
              single(4014, Operations.R, ResourceModel.Type.OPAQUE),
              single(4015, Operations.RW, ResourceModel.Type.INTEGER)));

  /// Values, and below multiple resources maps of values, by resource, instance and object.
  private final Map<Integer, TreeMap<Integer, Map<Integer, Object>>> objects = new TreeMap<>();

  HeldObjects(List<String> words) {
    for (String word : words) {
      Leaf leaf = Leaf.parse(word, LwM2mPath.ROOTPATH);
      Map<Integer, Object> values =
          objects
              .computeIfAbsent(leaf.path().getObjectId(), id -> new TreeMap<>())
              .computeIfAbsent(leaf.path().getObjectInstanceId(), id -> new HashMap<>());
      put(values, leaf);
    }
  }

  private static void put(Map<Integer, Object> values, Leaf leaf) {
    int resource = leaf.path().getResourceId();
    if (!leaf.path().isResourceInstance()) {
      values.put(resource, leaf.value());
      return;
    }
    Map<Integer, Object> several = new TreeMap<>();
    if (values.get(resource) instanceof Map<?, ?> present) {
      present.forEach((id, value) -> several.put((Integer) id, value));
    }
    several.put(leaf.path().getResourceInstanceId(), leaf.value());
    values.put(resource, several);
  }

  /// The models, with those that held objects need in addition.
  List<ObjectModel> models(List<ObjectModel> others) {
    List<ObjectModel> models = new ArrayList<>(others);
    MODELS.stream().filter(model -> objects.containsKey(model.id)).forEach(models::add);
    return models;
  }

  /// Adds the held instances.
  void addTo(ReportingObjects into) {
    objects.forEach(
        (object, instances) -> {
          into.add(object, () -> new HeldInstance(new HashMap<>()));
          into.setInstancesForObject(
              object,
              instances.entrySet().stream()
                  .map(entry -> new HeldInstance(entry.getKey(), entry.getValue()))
                  .toArray(LwM2mInstanceEnabler[]::new));
        });
  }

  private static ObjectModel object(
      int id, String version, boolean several, ResourceModel... resources) {
    return new ObjectModel(id, "Object " + id, "", version, several, false, resources);
  }

  private static ResourceModel single(int id, Operations operations, ResourceModel.Type type) {
    return new ResourceModel(id, "Resource " + id, operations, false, false, type, "", "", "");
  }

  private static ResourceModel multiple(int id, Operations operations, ResourceModel.Type type) {
    return new ResourceModel(id, "Resource " + id, operations, true, false, type, "", "", "");
  }
}
