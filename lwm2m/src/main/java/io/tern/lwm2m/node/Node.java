// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import io.tern.lwm2m.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A part of the data tree. Immutable; children are ordered by id.
public sealed interface Node {
  /// The last id of the node's path, 0 to 65534.
  int id();

  /// An object: its instances by id.
  record ObjectNode(int id, SortedMap<Integer, InstanceNode> instances) implements Node {
    public ObjectNode {
      instances = Collections.unmodifiableSortedMap(new TreeMap<>(instances));
    }

    /// An object of the given instances; of two with one id the later wins.
    public static ObjectNode of(int id, Collection<InstanceNode> instances) {
      TreeMap<Integer, InstanceNode> byId = new TreeMap<>();
      instances.forEach(instance -> byId.put(instance.id(), instance));
      return new ObjectNode(id, byId);
    }
  }

  /// An object instance: its resources by id.
  record InstanceNode(int id, SortedMap<Integer, ResourceNode> resources) implements Node {
    public InstanceNode {
      resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
    }

    /// An instance of the given resources; of two with one id the later wins.
    public static InstanceNode of(int id, Collection<? extends ResourceNode> resources) {
      TreeMap<Integer, ResourceNode> byId = new TreeMap<>();
      resources.forEach(resource -> byId.put(resource.id(), resource));
      return new InstanceNode(id, byId);
    }
  }

  /// A resource, single or multiple by the definition of its object.
  sealed interface ResourceNode extends Node {}

  /// A resource with one value.
  record SingleResource(int id, Value value) implements ResourceNode {}

  /// A resource with any number of instances (none is legal).
  record MultipleResource(int id, SortedMap<Integer, Value> values) implements ResourceNode {
    public MultipleResource {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }

  /// One instance of a multiple resource.
  record ResourceInstanceNode(int id, Value value) implements Node {}
}
