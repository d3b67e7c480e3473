// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// application/vnd.oma.lwm2m+tlv (11542): everything below one object, without types and times
/// (LwM2M 1.2 Core §7.4.3).
final class TlvFormat implements Format {
  static final TlvFormat INSTANCE = new TlvFormat();

  private TlvFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.TLV;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    if (base.isRoot()) {
      return new Decoded.Unsupported(number());
    }
    return base.isResource() ? ofResource(base, payload, reading) : ofAny(base, payload, reading);
  }

  private static Decoded ofAny(Path base, Bytes payload, Reading reading) {
    TlvReader reader = new TlvReader(base, payload, reading);
    Node node = reader.node();
    Optional<Malformed> fault = reader.fault();
    return fault.isPresent()
        ? new Decoded.Broken(fault.get())
        : Decoded.of(base, node, reader.tolerances());
  }

  /// The payload of most notifications, one TLV with the value of a single resource, is read on the spot;
  /// any other goes the long way.
  private static Decoded ofResource(Path base, Bytes payload, Reading reading) {
    int id = base.resourceId();
    int header = id < 256 ? 2 : 3;
    Optional<ResourceModel> model = reading.models().resource(base);
    if (payload.size() > header && model.isPresent() && !model.get().multiple()) {
      int type = payload.get(0);
      int size = type & 7;
      boolean small = type == (TlvKind.RESOURCE.bits | (id < 256 ? 0 : 0x20) | size);
      if (small && payload.size() == header + size && payload.unsigned(1, header) == id) {
        Value value = TlvValue.read(model.get().type(), payload, header, header + size);
        if (!Typed.isMisfit(value) && !TlvValue.isWide(value, size)) {
          return new Decoded.OneNode(base, new Node.SingleResource(id, value));
        }
      }
    }
    return ofAny(base, payload, reading);
  }

  @Override
  public DecodedCreate decodeCreate(Path object, Bytes payload, Reading reading) {
    TlvReader reader = new TlvReader(object, payload, reading);
    List<DecodedCreate.NewInstance> instances = reader.newInstances();
    return reader
        .fault()
        .<DecodedCreate>map(DecodedCreate.Broken::new)
        .orElseGet(() -> new DecodedCreate.Instances(instances, reader.tolerances()));
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    if (path.isRoot() || nodes.size() != 1) {
      return unsupported("several objects or paths");
    }
    if (nodes.getFirst().time().isPresent()) {
      return unsupported("times");
    }
    return write(path, nodes.getFirst().node(), models);
  }

  @Override
  public Encoded encodeCreate(
      Path object, OptionalInt instanceId, Node.InstanceNode content, Models models) {
    return instanceId.isPresent()
        ? write(object, new Node.InstanceNode(instanceId.getAsInt(), content.resources()), models)
        : write(object.child(0), content, models);
  }

  private Encoded write(Path path, Node node, Models models) {
    Optional<Bytes> bytes = new TlvWriter(models.object(path.objectId())).write(path, node);
    return bytes.isPresent()
        ? new Encoded.Payload(number(), bytes.get())
        : unsupported("a value of 16 MiB");
  }
}
