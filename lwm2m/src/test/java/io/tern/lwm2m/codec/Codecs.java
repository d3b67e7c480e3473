// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// Short forms for codec tests.
final class Codecs {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Codecs() {}

  static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  /// The path of the resource with one value of that type.
  static String ofType(DataType type) {
    return "/" + TestModels.ALL_TYPES + "/0/" + TestModels.single(type);
  }

  static Bytes hex(String spaced) {
    return Bytes.ofHex(spaced.replace(" ", ""));
  }

  static Decoded decode(ContentFormat format, String base, Bytes payload, Models models) {
    return Formats.decode(format, path(base), payload, models, DecodeLimits.DEFAULT, NOW);
  }

  static Decoded decode(ContentFormat format, String base, Bytes payload) {
    return decode(format, base, payload, TestModels.MODELS);
  }

  /// The one node that `payload` holds, read without tolerance.
  static Node node(ContentFormat format, String base, Bytes payload) {
    Decoded decoded = decode(format, base, payload);
    assertThat(decoded).isInstanceOf(Decoded.Content.class);
    Decoded.Content content = (Decoded.Content) decoded;
    assertThat(content.tolerances()).isEmpty();
    assertThat(content.nodes()).hasSize(1);
    assertThat(content.nodes().getFirst().path()).isEqualTo(path(base));
    assertThat(content.nodes().getFirst().time()).isEmpty();
    return content.nodes().getFirst().node();
  }

  /// The one node that `payload` holds, with at least one tolerance.
  static Node tolerated(ContentFormat format, String base, Bytes payload) {
    Decoded decoded = decode(format, base, payload);
    assertThat(decoded).isInstanceOf(Decoded.Content.class);
    Decoded.Content content = (Decoded.Content) decoded;
    assertThat(content.tolerances()).isNotEmpty();
    assertThat(content.nodes()).hasSize(1);
    return content.nodes().getFirst().node();
  }

  static Malformed broken(ContentFormat format, String base, Bytes payload) {
    Decoded decoded = decode(format, base, payload);
    assertThat(decoded).isInstanceOf(Decoded.Broken.class);
    return ((Decoded.Broken) decoded).reason();
  }

  static Bytes encode(ContentFormat format, String path, Node node) {
    Encoded encoded = Formats.encode(format, path(path), node, TestModels.MODELS);
    assertThat(encoded).isInstanceOf(Encoded.Payload.class);
    assertThat(((Encoded.Payload) encoded).format()).isEqualTo(format);
    return ((Encoded.Payload) encoded).bytes();
  }

  static Node.SingleResource single(int id, Value value) {
    return new Node.SingleResource(id, value);
  }

  /// A multiple resource of alternating ids and values.
  static Node.MultipleResource multiple(int id, Object... idsAndValues) {
    TreeMap<Integer, Value> values = new TreeMap<>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      values.put((Integer) idsAndValues[i], (Value) idsAndValues[i + 1]);
    }
    return new Node.MultipleResource(id, values);
  }

  static Node.InstanceNode instance(int id, Node.ResourceNode... resources) {
    return Node.InstanceNode.of(id, List.of(resources));
  }

  static Node.ObjectNode object(int id, Node.InstanceNode... instances) {
    return Node.ObjectNode.of(id, List.of(instances));
  }

  static Value.Int integer(long value) {
    return new Value.Int(value);
  }

  static Value.Text text(String value) {
    return new Value.Text(value);
  }

  static Value.Opaque opaque(String hex) {
    return new Value.Opaque(hex(hex));
  }

  static Value.Raw raw(String hex) {
    return new Value.Raw(hex(hex));
  }
}
