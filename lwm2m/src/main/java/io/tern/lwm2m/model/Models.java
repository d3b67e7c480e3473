// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.Path;
import java.util.Optional;

/// The object definitions that hold for one client: one version of each object.
@FunctionalInterface
public interface Models {
  /// Knows nothing.
  Models NONE = id -> Optional.empty();

  /// The definition of an object.
  Optional<ObjectModel> object(int objectId);

  /// The definition of a resource, `otherwise` where there is none.
  default ResourceModel resource(int objectId, int resourceId, ResourceModel otherwise) {
    Optional<ObjectModel> object = object(objectId);
    return object.isPresent() ? object.get().resource(resourceId, otherwise) : otherwise;
  }

  /// The definition of the resource that a path of depth 3 or 4 names.
  default Optional<ResourceModel> resource(Path path) {
    return object(path.objectId()).flatMap(object -> object.resource(path.resourceId()));
  }
}
