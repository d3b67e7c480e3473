// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Value;
import java.util.Collection;
import java.util.SortedMap;

/// A part of the data tree. Immutable; children are ordered by id.
public sealed interface Node extends IdMap.Identified {
  /// The last id of the node's path, 0 to 65534.
  @Override
  int id();

  /// An object: its instances by id.
  record ObjectNode(int id, SortedMap<Integer, InstanceNode> instances) implements Node {
    public ObjectNode {
      instances = IdMap.copyOf(instances);
    }

    /// An object of the given instances; of two with one id the later wins.
    public static ObjectNode of(int id, Collection<InstanceNode> instances) {
      IdMap.Builder<InstanceNode> byId = new IdMap.Builder<>();
      instances.forEach(instance -> byId.add(instance.id(), instance));
      return new ObjectNode(id, byId.build());
    }
  }

  /// An object instance: its resources by id.
  record InstanceNode(int id, SortedMap<Integer, ResourceNode> resources) implements Node {
    public InstanceNode {
      resources = IdMap.copyOf(resources);
    }

    /// An instance of the given resources; of two with one id the later wins.
    public static InstanceNode of(int id, Collection<? extends ResourceNode> resources) {
      IdMap.Builder<ResourceNode> byId = new IdMap.Builder<>();
      resources.forEach(resource -> byId.add(resource.id(), resource));
      return new InstanceNode(id, byId.build());
    }
  }

  /// A resource, single or multiple by the definition of its object.
  sealed interface ResourceNode extends Node {}

  /// A resource with one value.
  record SingleResource(int id, Value value) implements ResourceNode {}

  /// A resource with any number of instances (none is legal).
  record MultipleResource(int id, SortedMap<Integer, Value> values) implements ResourceNode {
    public MultipleResource {
      values = IdMap.copyOf(values);
    }
  }

  /// One instance of a multiple resource.
  record ResourceInstanceNode(int id, Value value) implements Node {}
}
