// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import java.util.Optional;
import java.util.SortedMap;

/// The definition of an object in one version.
///
/// @param leastRelease the oldest release of the enabler that has what it needs
/// @param multiple whether it may have several instances
/// @param mandatory whether every client must have it
public record ObjectModel(
    int id,
    Version version,
    Release leastRelease,
    String name,
    boolean multiple,
    boolean mandatory,
    SortedMap<Integer, ResourceModel> resources) {
  public ObjectModel {
    resources = IdMap.copyOf(resources);
  }

  /// One that every release has what it needs for.
  public ObjectModel(
      int id,
      Version version,
      String name,
      boolean multiple,
      boolean mandatory,
      SortedMap<Integer, ResourceModel> resources) {
    this(id, version, Release.V1_0, name, multiple, mandatory, resources);
  }

  /// Its name in the registry, such as `urn:oma:lwm2m:ext:3303:1.1`; that of version 1.0 ends with the
  /// id.
  public String urn() {
    String owner = id < 1_024 ? "oma" : id >= 2_048 && id < 10_241 ? "ext" : "x";
    String urn = "urn:oma:lwm2m:" + owner + ":" + id;
    return version.equals(Version.V1_0) ? urn : urn + ":" + version;
  }

  /// The definition of a resource.
  public Optional<ResourceModel> resource(int resourceId) {
    return IdMap.find(resources, resourceId);
  }

  /// The definition of a resource, `otherwise` where there is none.
  public ResourceModel resource(int resourceId, ResourceModel otherwise) {
    return IdMap.find(resources, resourceId, otherwise);
  }

  /// The definition of the first resource of that name, of which letters and digits count, upper and
  /// lower case alike.
  public Optional<ResourceModel> resource(String name) {
    for (ResourceModel resource : resources.values()) {
      if (Names.same(resource.name(), name)) {
        return Optional.of(resource);
      }
    }
    return Optional.empty();
  }
}
