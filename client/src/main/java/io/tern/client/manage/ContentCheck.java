// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Change;
import io.tern.client.ClientLimits;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Range;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// Whether what a server writes fits the definition of a resource, and the limits of the client.
final class ContentCheck {
  private final ObjectTree tree;
  private final ClientLimits limits;

  ContentCheck(ObjectTree tree, ClientLimits limits) {
    this.tree = tree;
    this.limits = limits;
  }

  /// Why `node` does not fit the resource at `path`; empty where it does.
  Optional<Problem> misfit(Path path, Node.ResourceNode node, ResourceModel model) {
    return switch (node) {
      case Node.SingleResource(int id, Value value) ->
          model.multiple() ? bad(path + " is a multiple resource") : misfit(path, value, model);
      case Node.MultipleResource(int id, SortedMap<Integer, Value> values) -> {
        if (!model.multiple()) {
          yield bad(path + " is a single resource");
        }
        if (values.size() > limits.resourceInstancesMax()) {
          yield tooLarge(path + " would have too many instances");
        }
        yield values.values().stream()
            .flatMap(value -> misfit(path, value, model).stream())
            .findFirst();
      }
    };
  }

  private Optional<Problem> misfit(Path path, Value value, ResourceModel model) {
    if (value.type() != model.type()) {
      return bad(path + " is of type " + model.type().registryName());
    }
    if (sizeOf(value) > limits.valueBytesMax()) {
      return tooLarge(path + " would be too large");
    }
    if (!Range.of(model).map(range -> range.admits(value)).orElse(true) || isNoNumber(value)) {
      return bad(path + " would be out of range");
    }
    if (value instanceof Value.ObjectLink link && !leadsSomewhere(link)) {
      return bad(path + " would link to nothing");
    }
    return Optional.empty();
  }

  /// Why the instances that `changes` adds are too many beside those in `before`.
  Optional<Problem> overflow(Node.InstanceNode before, SortedMap<Integer, Change> changes) {
    for (Map.Entry<Integer, Change> change : changes.entrySet()) {
      if (change.getValue() instanceof Change.Merge(SortedMap<Integer, Value> added)
          && before.resources().get(change.getKey())
              instanceof Node.MultipleResource(int id, SortedMap<Integer, Value> there)) {
        Set<Integer> ids = new HashSet<>(there.keySet());
        ids.addAll(added.keySet());
        if (ids.size() > limits.resourceInstancesMax()) {
          return tooLarge("resource " + id + " would have too many instances");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> bad(String why) {
    return Optional.of(new Problem(Code.BAD_REQUEST, why));
  }

  private static Optional<Problem> tooLarge(String why) {
    return Optional.of(new Problem(Code.REQUEST_ENTITY_TOO_LARGE, why));
  }

  private static boolean isNoNumber(Value value) {
    return value instanceof Value.Real(double number) && !Double.isFinite(number);
  }

  private static int sizeOf(Value value) {
    return switch (value) {
      case Value.Text(String text) -> Bytes.ofUtf8(text).size();
      case Value.CoreLink(String text) -> Bytes.ofUtf8(text).size();
      case Value.Opaque(Bytes bytes) -> bytes.size();
      default -> 0;
    };
  }

  private boolean leadsSomewhere(Value.ObjectLink link) {
    if (link.equals(Value.ObjectLink.NULL)) {
      return true;
    }
    if (link.instanceId() > Path.ID_MAX) {
      return tree.object(link.objectId()).isPresent();
    }
    return link.objectId() <= Path.ID_MAX
        && tree.instance(Path.of(link.objectId(), link.instanceId())).isPresent();
  }
}
