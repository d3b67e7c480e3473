// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.cbor.CborReader;
import io.tern.coap.cbor.CborWriter;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;

/// application/cbor (60): one value as one CBOR item (LwM2M 1.2 Core §7.4.4).
final class CborFormat implements Format {
  static final CborFormat INSTANCE = new CborFormat();

  private CborFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.CBOR;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    if (base.depth() < 3) {
      return new Decoded.Unsupported(number());
    }
    CborReader reader = CborScalar.reader(payload, reading.limits());
    Scalar scalar = CborScalar.readLeaf(reader, new Scalar());
    Optional<Malformed> fault = reader.finish();
    return fault.isPresent()
        ? new Decoded.Broken(fault.get())
        : OneValue.decode(this, base, reading, scalar::as, scalar::tolerance);
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    return OneValue.of(nodes)
        .<Encoded>map(
            value -> {
              CborWriter writer = new CborWriter();
              CborScalar.writeLeaf(writer, Typed.fit(type(path, models), value));
              return new Encoded.Payload(number(), writer.toBytes());
            })
        .orElseGet(() -> unsupported("anything but one value without time"));
  }

  private static DataType type(Path path, Models models) {
    return path.depth() < 3
        ? DataType.NONE
        : models.resource(path).map(ResourceModel::type).orElse(DataType.NONE);
  }
}
