// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import io.tern.coap.ContentFormat;
import java.util.List;
import java.util.Optional;

/// What a client says of itself in the payload of Register and Update (LwM2M 1.2 Core §6.2.1).
///
/// @param alternatePath where the data model is rooted: empty for `/`, else such as `/lwm2m`
/// @param formats the content formats of the root link's `ct`, in its order
/// @param objects ascending by id, none twice
public record ObjectList(
    String alternatePath, List<ContentFormat> formats, List<SupportedObject> objects) {
  public ObjectList {
    formats = List.copyOf(formats);
    objects = List.copyOf(objects);
  }

  /// The announced object of that id.
  public Optional<SupportedObject> object(int id) {
    for (SupportedObject object : objects) {
      if (object.id() == id) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
  }

  /// Whether that object instance is announced.
  public boolean hasInstance(int object, int instance) {
    for (SupportedObject one : objects) {
      if (one.id() == object) {
        return one.instances().contains(instance);
      }
    }
    return false;
  }

  /// Whether a path can be there: the object and, where the path names one, the instance are announced.
  public boolean announces(Path path) {
    return path.isRoot()
        || (path.depth() < 2
            ? object(path.objectId()).isPresent()
            : hasInstance(path.objectId(), path.instanceId()));
  }

  /// Of the objects alone: a list is looked up for every Register, and seldom differs in the rest only.
  @Override
  public int hashCode() {
    int hash = alternatePath.hashCode();
    for (SupportedObject object : objects) {
      hash = 31 * (31 * hash + object.id()) + object.instances().size();
    }
    return hash;
  }
}
