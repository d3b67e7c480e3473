// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Version;
import java.util.Optional;
import java.util.SortedMap;

/// The definition of an object in one version.
///
/// @param multiple whether it may have several instances
/// @param mandatory whether every client must have it
public record ObjectModel(
    int id,
    Version version,
    String name,
    boolean multiple,
    boolean mandatory,
    SortedMap<Integer, ResourceModel> resources) {
  public ObjectModel {
    resources = IdMap.copyOf(resources);
  }

  /// The definition of a resource.
  public Optional<ResourceModel> resource(int resourceId) {
    return IdMap.find(resources, resourceId);
  }

  /// The definition of the resource of that name, upper and lower case alike.
  public Optional<ResourceModel> resource(String name) {
    for (ResourceModel resource : resources.values()) {
      if (resource.name().equalsIgnoreCase(name)) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }
}
