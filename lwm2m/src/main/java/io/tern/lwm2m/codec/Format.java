// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One content format, in both directions. Has no state; `Formats` names its number.
interface Format {
  /// The number it writes.
  ContentFormat number();

  /// Reads what a request or response for `base` carries.
  Decoded decode(Path base, Bytes payload, Reading reading);

  /// Writes nodes that lie at or below `path`.
  Encoded encode(Path path, List<TimedNode> nodes, Models models);

  /// Writes `node`, which lies at `path`.
  default Encoded encode(Path path, Node node, Models models) {
    return encode(path, List.of(new TimedNode(Optional.empty(), path, node)), models);
  }

  /// Reads what Create on `object` carries. Formats that can leave the id of the new instance open
  /// say how; in all others every instance has one.
  default DecodedCreate decodeCreate(Path object, Bytes payload, Reading reading) {
    return newInstances(object, decode(object, payload, reading), true);
  }

  /// The instances of an object node.
  ///
  /// @param numbered whether their ids are those that the server chose
  default DecodedCreate newInstances(Path object, Decoded decoded, boolean numbered) {
    return switch (decoded) {
      case Decoded.Broken(var reason) -> new DecodedCreate.Broken(reason);
      case Decoded.Unsupported(var format) -> new DecodedCreate.Unsupported(format);
      case Decoded.Content content -> {
        List<TimedNode> nodes = content.nodes();
        List<DecodedCreate.NewInstance> instances = new ArrayList<>();
        for (TimedNode timed : nodes) {
          if (timed.node() instanceof Node.ObjectNode node) {
            node.instances()
                .forEach(
                    (id, instance) ->
                        instances.add(
                            new DecodedCreate.NewInstance(
                                numbered ? OptionalInt.of(id) : OptionalInt.empty(), instance)));
          }
        }
        if (instances.isEmpty() || nodes.size() > 1) {
          String what = instances.isEmpty() ? "no instance to create" : "values of several times";
          yield new DecodedCreate.Broken(new Malformed(object.toString(), what));
        }
        yield new DecodedCreate.Instances(instances, content.tolerances());
      }
    };
  }

  /// Writes what Create on `object` carries.
  default Encoded encodeCreate(
      Path object, OptionalInt instanceId, Node.InstanceNode content, Models models) {
    if (instanceId.isEmpty()) {
      return unsupported("an instance without id");
    }
    if (Leaf.of(object.child(instanceId.getAsInt()), content).isEmpty()) {
      return unsupported("an instance without resources");
    }
    Node.InstanceNode instance = new Node.InstanceNode(instanceId.getAsInt(), content.resources());
    Node node = Node.ObjectNode.of(object.objectId(), List.of(instance));
    return encode(object, List.of(new TimedNode(Optional.empty(), object, node)), models);
  }

  /// The refusal to carry `what`.
  default Encoded unsupported(String what) {
    return new Encoded.Unsupported(number(), number() + " cannot carry " + what);
  }
}
