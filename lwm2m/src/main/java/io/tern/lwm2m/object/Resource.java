// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A resource of an object by a name that the compiler knows, with the Java type of what it holds:
/// `Temperature.SENSOR_VALUE` holds a Double.
///
/// For an object of one's own, make constants of one's own. They are read without a definition too, as the
/// type of the constant says.
public sealed interface Resource {
  /// The object it belongs to.
  int objectId();

  /// Its id.
  int id();

  /// Where it is.
  ///
  /// @param instance the object instance
  default Path path(int instance) {
    return Path.of(objectId(), instance, id());
  }

  /// A resource that holds something.
  ///
  /// @param <T> what it holds
  sealed interface Valued<T> extends Resource {
    /// The type of its value, or of each of its values.
    ValueType<?> type();

    /// `content` as a part of the data tree.
    Node.ResourceNode node(T content);

    /// What `node` holds; empty where it is not of this resource, or of another type.
    Optional<T> content(Node node);
  }

  /// A resource with one value.
  ///
  /// @param <T> the Java type of the value
  record Single<T>(int objectId, int id, ValueType<T> type) implements Valued<T> {
    @Override
    public Node.SingleResource node(T content) {
      return new Node.SingleResource(id, type.value(content));
    }

    @Override
    public Optional<T> content(Node node) {
      return node instanceof Node.SingleResource(int resource, Value value) && resource == id
          ? type.java(value)
          : Optional.empty();
    }
  }

  /// A resource with several values, by the id of the resource instance.
  ///
  /// @param <E> the Java type of each value
  record Multiple<E>(int objectId, int id, ValueType<E> type)
      implements Valued<SortedMap<Integer, E>> {
    @Override
    public Node.MultipleResource node(SortedMap<Integer, E> content) {
      TreeMap<Integer, Value> values = new TreeMap<>();
      content.forEach((instance, java) -> values.put(instance, type.value(java)));
      return new Node.MultipleResource(id, values);
    }

    /// The content as a part of the data tree.
    public Node.MultipleResource node(Map<Integer, E> content) {
      return node(new TreeMap<>(content));
    }

    @Override
    public Optional<SortedMap<Integer, E>> content(Node node) {
      if (!(node instanceof Node.MultipleResource(int resource, SortedMap<Integer, Value> values))
          || resource != id) {
        return Optional.empty();
      }
      TreeMap<Integer, E> content = new TreeMap<>();
      for (Map.Entry<Integer, Value> entry : values.entrySet()) {
        Optional<E> java = type.java(entry.getValue());
        if (java.isEmpty()) {
          return Optional.empty();
        }
        content.put(entry.getKey(), java.get());
      }
      return Optional.of(content);
    }
  }

  /// A resource that is executed.
  record Executable(int objectId, int id) implements Resource {}
}
