// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.Node;

/// The laws of formats for one value: any payload is read or refused, never more; what is read can be written
/// and reads the same again without tolerance.
final class OneValueLaws {
  private OneValueLaws() {}

  static void check(ContentFormat format, Bytes payload) {
    for (DataType type : DataType.values()) {
      if (type != DataType.NONE) {
        check(format, Path.parse(Codecs.ofType(type)).orElseThrow(), payload);
      }
    }
    check(format, Path.of(65_000, 0, 1), payload);
    check(format, Path.of(3, 0, 6, 1), payload);
    check(format, Path.of(3), payload);
  }

  private static void check(ContentFormat format, Path path, Bytes payload) {
    Decoded decoded =
        Formats.decode(format, path, payload, TestModels.MODELS, DecodeLimits.DEFAULT, Codecs.NOW);
    if (decoded instanceof Decoded.Content content) {
      Node node = content.nodes().getFirst().node();
      if (Formats.encode(format, path, node, TestModels.MODELS)
          instanceof Encoded.Payload(var number, var bytes)) {
        assertThat(
                Formats.decode(
                    format, path, bytes, TestModels.MODELS, DecodeLimits.DEFAULT, Codecs.NOW))
            .isEqualTo(new Decoded.OneNode(path, node));
      }
    }
  }
}
