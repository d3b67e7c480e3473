// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
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
    Decoded usual = TlvStrictReader.read(base, payload, reading);
    return usual instanceof Decoded.Content ? usual : ofSloppy(base, payload, reading);
  }

  private static Decoded ofSloppy(Path base, Bytes payload, Reading reading) {
    TlvReader reader = new TlvReader(base, payload, reading);
    Node node = reader.node();
    Optional<Malformed> fault = reader.fault();
    return fault.isPresent()
        ? new Decoded.Broken(fault.get())
        : Decoded.of(base, node, reader.tolerances());
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
    if (nodes.size() != 1) {
      return unsupported("several objects or paths");
    }
    TimedNode only = nodes.getFirst();
    return only.time().isPresent() ? unsupported("times") : encode(path, only.node(), models);
  }

  @Override
  public Encoded encodeCreate(
      Path object, OptionalInt instanceId, Node.InstanceNode content, Models models) {
    return instanceId.isPresent()
        ? encode(object, new Node.InstanceNode(instanceId.getAsInt(), content.resources()), models)
        : encode(object.child(0), content, models);
  }

  @Override
  public Encoded encode(Path path, Node node, Models models) {
    if (path.isRoot()) {
      return unsupported("several objects or paths");
    }
    Bytes bytes =
        node instanceof Node.SingleResource single && TlvWriter.isNumber(single.value())
            ? number(path, single, models)
            : TlvWriter.write(path, node, models.object(path.objectId()));
    return bytes == null ? unsupported("a value of 16 MiB") : new Encoded.Payload(number(), bytes);
  }

  /// As most notifications carry one. Apart from trees, so that it stays small enough to be compiled into callers.
  private static Bytes number(Path path, Node.SingleResource single, Models models) {
    DataType type = models.resource(path.objectId(), single.id(), Typed.UNKNOWN).type();
    return TlvWriter.number(single.id(), single.value(), type);
  }
}
