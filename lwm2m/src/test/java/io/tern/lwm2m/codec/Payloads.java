// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Shorthand for payloads and what they are read as. JSON is written with single quotes, hexadecimal with
/// blanks.
final class Payloads {
  static final ContentFormat JSON = ContentFormat.SENML_JSON;
  static final ContentFormat CBOR = ContentFormat.SENML_CBOR;
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  static final Reading READING = new Reading(TestModels.MODELS, DecodeLimits.DEFAULT, NOW);

  private Payloads() {}

  static Bytes json(String text) {
    return Bytes.ofUtf8(text.replace('\'', '"'));
  }

  static Bytes cbor(String hex) {
    return Bytes.ofHex(hex.replace(" ", ""));
  }

  static Decoded decode(ContentFormat format, Path base, Bytes payload, Models models) {
    return Formats.decode(format, base, payload, models, DecodeLimits.DEFAULT, NOW);
  }

  static List<TimedNode> nodes(Decoded decoded) {
    return switch (decoded) {
      case Decoded.Content content -> content.nodes();
      case Decoded.Broken(var reason) -> throw new AssertionError(reason.toString());
      case Decoded.Unsupported other -> throw new AssertionError(other.toString());
    };
  }

  static List<TimedNode> fromJson(Path base, String text) {
    return nodes(decode(JSON, base, json(text), TestModels.MODELS));
  }

  static List<TimedNode> fromCbor(Path base, String hex) {
    return nodes(decode(CBOR, base, cbor(hex), TestModels.MODELS));
  }

  static Malformed fault(ContentFormat format, Path base, Bytes payload) {
    return switch (decode(format, base, payload, TestModels.MODELS)) {
      case Decoded.Broken(var reason) -> reason;
      case Decoded other -> throw new AssertionError("passed as " + other);
    };
  }

  static Malformed jsonFault(Path base, String text) {
    return fault(JSON, base, json(text));
  }

  static TimedNode now(Path path, Node node) {
    return new TimedNode(Optional.empty(), path, node);
  }

  static TimedNode at(Instant time, Path path, Node node) {
    return new TimedNode(Optional.of(time), path, node);
  }

  static Instant second(long epochSecond) {
    return Instant.ofEpochSecond(epochSecond);
  }

  static Bytes encode(ContentFormat format, Path path, Node node) {
    return payload(Formats.encode(format, path, node, TestModels.MODELS));
  }

  static Bytes encode(ContentFormat format, List<TimedNode> nodes) {
    return payload(Formats.encode(format, Path.ROOT, nodes, TestModels.MODELS));
  }

  static Bytes payload(Encoded encoded) {
    return switch (encoded) {
      case Encoded.Payload(var format, var bytes) -> bytes;
      case Encoded.Unsupported refusal -> throw new AssertionError(refusal.toString());
    };
  }

  static String singleQuoted(Bytes json) {
    return json.utf8().replace('"', '\'');
  }
}
