// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Instance;
import io.tern.client.InstanceFactory;
import io.tern.client.InstanceHost;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// The objects of a client and their instances, with the definitions that hold for them.
public final class ObjectTree implements Models {
  /// Security, OSCORE, COSE: no server ever hears of them (LwM2M 1.2 Core §6.2.1).
  private static final Set<Integer> NEVER_LISTED = Set.of(0, 21, 23);

  private final SortedMap<Integer, ServedObject> objects = new TreeMap<>();
  private final InstanceHost host;

  public ObjectTree(InstanceHost host) {
    this.host = host;
  }

  /// Serves an object of which servers may create and delete instances.
  ///
  /// @throws IllegalArgumentException if the object is served already
  public void define(ObjectModel model, InstanceFactory factory) {
    if (objects.putIfAbsent(model.id(), new ServedObject(model, Optional.of(factory))) != null) {
      throw new IllegalArgumentException("object " + model.id() + " is served already");
    }
  }

  /// Serves an instance.
  ///
  /// @throws IllegalArgumentException if there is one of that id, or the object has only instance 0
  public void add(Instance instance) {
    ObjectModel model = instance.model();
    if (instance.id() != 0 && !model.multiple()) {
      throw new IllegalArgumentException(
          "object " + model.id() + " has no instance " + instance.id());
    }
    ServedObject object =
        objects.computeIfAbsent(model.id(), id -> new ServedObject(model, Optional.empty()));
    if (object.instances().putIfAbsent(instance.id(), instance) != null) {
      throw new IllegalArgumentException(
          "instance " + Path.of(model.id(), instance.id()) + " is served already");
    }
    instance.onServed(host);
  }

  /// Whether a client is none without the instance at `path`: the last one of a mandatory object.
  public boolean isIndispensable(Path path) {
    return served(path.objectId())
        .filter(object -> object.model().mandatory() && object.instances().size() == 1)
        .isPresent();
  }

  /// No longer serves an instance; false where there is none at that path. An object that servers
  /// cannot create instances of goes with its last instance.
  public boolean remove(Path path) {
    ServedObject object = objects.get(path.objectId());
    Instance gone = object == null ? null : object.instances().remove(path.instanceId());
    if (object == null || gone == null) {
      return false;
    }
    gone.onServed(InstanceHost.NONE);
    if (object.instances().isEmpty() && object.factory().isEmpty()) {
      objects.remove(path.objectId());
    }
    return true;
  }

  /// Another release holds from now on: objects in the version that `before` gives get the one that
  /// `after` gives, if only the minor version differs.
  public void adopt(Models before, Models after) {
    for (ServedObject object : objects.values()) {
      ObjectModel served = object.model();
      if (before.object(served.id()).filter(served::equals).isPresent()) {
        after
            .object(served.id())
            .filter(model -> model.version().major() == served.version().major())
            .ifPresent(object::adopt);
      }
    }
  }

  @Override
  public Optional<ObjectModel> object(int objectId) {
    return served(objectId).map(ServedObject::model);
  }

  Optional<ServedObject> served(int objectId) {
    return Optional.ofNullable(objects.get(objectId));
  }

  /// The instance that a path of depth 2 or more is in.
  public Optional<Instance> instance(Path path) {
    return served(path.objectId())
        .flatMap(object -> Optional.ofNullable(object.instances().get(path.instanceId())));
  }

  /// The definition of the resource of a path of depth 3 or 4, where the instance there has it.
  Optional<ResourceModel> supported(Path path) {
    return instance(path)
        .filter(instance -> instance.supports(path.resourceId()))
        .flatMap(instance -> resource(path));
  }

  /// Whether servers may know the value at `path`, of any depth: it, or something below it, is there and
  /// readable.
  public boolean isReadable(Path path) {
    if (path.isRoot() || isHidden(path.objectId())) {
      return false;
    }
    return switch (path.depth()) {
      case 1 -> !instances(path.objectId()).isEmpty();
      case 2 -> instance(path).isPresent();
      default -> supported(path).filter(resource -> resource.operations().readable()).isPresent();
    };
  }

  /// The objects that servers may hear of.
  List<Path> objects() {
    return objects.keySet().stream().filter(id -> !isHidden(id)).map(id -> Path.of(id)).toList();
  }

  /// Whether it is an object that no server ever hears of.
  boolean isHidden(int objectId) {
    return NEVER_LISTED.contains(objectId);
  }

  /// The instances of an object, by id; none where it is not served.
  Collection<Instance> instances(int objectId) {
    return served(objectId)
        .<Collection<Instance>>map(object -> List.copyOf(object.instances().values()))
        .orElse(List.of());
  }

  /// What Register and Update announce: all objects a server may hear of, each with its version where
  /// that is not the one that `implied` says.
  public List<SupportedObject> announced(IntFunction<Version> implied) {
    List<SupportedObject> announced = new ArrayList<>();
    for (ServedObject object : objects.values()) {
      ObjectModel model = object.model();
      if (!isHidden(model.id())) {
        announced.add(
            new SupportedObject(
                model.id(),
                announcedVersion(model.id(), implied),
                List.copyOf(object.instances().keySet())));
      }
    }
    return announced;
  }

  /// The version of an object, where it is not the one that `implied` says.
  Optional<Version> announcedVersion(int objectId, IntFunction<Version> implied) {
    return object(objectId)
        .map(ObjectModel::version)
        .filter(version -> !version.equals(implied.apply(objectId)));
  }
}
