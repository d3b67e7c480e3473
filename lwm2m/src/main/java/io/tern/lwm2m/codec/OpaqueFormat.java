// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;

/// application/octet-stream (42): the bytes of one Opaque (LwM2M 1.2 Core §7.4.2).
final class OpaqueFormat implements Format {
  static final OpaqueFormat INSTANCE = new OpaqueFormat();

  private OpaqueFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.OPAQUE;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    return OneValue.decode(
        this, base, reading, type -> Typed.ofBytes(type, payload), OneValue.NOTHING_TO_TOLERATE);
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    return OneValue.of(nodes)
        .map(
            value ->
                switch (value) {
                  case Value.Opaque(var bytes) -> new Encoded.Payload(number(), bytes);
                  case Value.Raw(var bytes) -> new Encoded.Payload(number(), bytes);
                  default -> unsupported("a value that is not Opaque");
                })
        .orElseGet(() -> unsupported("anything but one value without time"));
  }
}
