// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.codec.Decoded;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.codec.Reading;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.peers.Console;
import io.tern.peers.Line;
import io.tern.peers.Meter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tern's content formats in a process of their own, driven as Leshan's are: `prepare NAME FORMAT PATH HEX`
/// (the format by its number), then `measure decode|encode NAME MILLIS`.
final class TernCodec {
  static final Models MODELS =
      Registry.builtIn().modelsFor(Release.V1_1, new ObjectList("", List.of(), List.of()));

  private static final Reading READING =
      new Reading(MODELS, DecodeLimits.DEFAULT, Instant.ofEpochSecond(1_700_000_000));

  private final Map<String, Case> cases = new HashMap<>();

  private TernCodec() {}

  private record Case(Bytes payload, ContentFormat format, Path path, Node node) {
    Decoded decode() {
      return Formats.decode(format, path, payload, READING);
    }

    /// The bytes, as Leshan's writer returns them.
    Bytes encode() {
      return Formats.encode(format, path, node, MODELS) instanceof Encoded.Payload written
          ? written.bytes()
          : Bytes.EMPTY;
    }
  }

  public static void main(String[] args) {
    Console console = Console.open();
    TernCodec codec = new TernCodec();
    console.ready();
    console.runAndExit(Map.of("prepare", codec::prepare, "measure", codec::measure), () -> {});
  }

  private List<String> prepare(Line line) {
    ContentFormat format = new ContentFormat(Integer.parseInt(line.word(2)));
    Path path = Path.parse(line.word(3)).orElseThrow();
    Bytes payload = Bytes.ofHex(line.word(4));
    if (Formats.decode(format, path, payload, READING) instanceof Decoded.Content content
        && content.nodes().size() == 1) {
      Case known = new Case(payload, format, path, content.nodes().getFirst().node());
      if (!known.encode().isEmpty()) {
        cases.put(line.word(1), known);
        return List.of("ok");
      }
    }
    throw new IllegalArgumentException("no payload of " + format + " for " + path);
  }

  private List<String> measure(Line line) throws Exception {
    Case known = cases.get(line.word(2));
    if (known == null) {
      throw new IllegalArgumentException(line.word(2) + ": prepare it first");
    }
    return Meter.measure(
        line.word(1).equals("decode") ? known::decode : known::encode,
        Integer.parseInt(line.word(3)));
  }
}
