// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import io.tern.peers.Line;
import io.tern.peers.Meter;
import io.tern.peers.Options;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.TimestampedLwM2mNode;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.request.ContentFormat;

/// Leshan's readers and writers of content formats, without any network: reads payloads for comparison and
/// measures what that costs.
public final class LeshanCodecPeer implements AutoCloseable {
  private static final int CODEC_ARGUMENTS = 3;

  private final DefaultLwM2mDecoder decoder = new DefaultLwM2mDecoder(true);
  private final DefaultLwM2mEncoder encoder = new DefaultLwM2mEncoder(true);
  private final LwM2mModel model = new StaticModel(Models.ofClient(LwM2mVersion.V1_1));
  private final Map<String, Case> cases = new HashMap<>();

  private LeshanCodecPeer() {}

  /// What is measured of one payload.
  private record Case(Meter.Operation decode, Meter.Operation encode) {}

  /// The program.
  public static void main(String[] args) {
    Console console = Console.open();
    Options.parse(List.of(args));
    LeshanCodecPeer peer = new LeshanCodecPeer();
    console.ready();
    console.runAndExit(
        Map.of(
            "decode", peer::decode,
            "encode", peer::encode,
            "prepare", peer::prepare,
            "measure", peer::measure),
        peer);
  }

  /// `decode FORMAT PATH HEX`: the values, with `at=INSTANT` before those of one time.
  private List<String> decode(Line line) {
    LwM2mPath path = new LwM2mPath(line.word(2));
    List<TimestampedLwM2mNode> nodes =
        decoder.decodeTimestampedData(bytes(line), Formats.named(line.word(1)), null, path, model);
    List<String> words = new ArrayList<>(List.of("ok"));
    words.addAll(Nodes.timedWords(path, nodes));
    return words;
  }

  /// `encode FORMAT PATH VALUE...`: the payload in hex.
  private List<String> encode(Line line) {
    LwM2mPath path = new LwM2mPath(line.word(2));
    LwM2mNode node = Nodes.node(path, Leaf.parseAll(line.from(CODEC_ARGUMENTS), path));
    byte[] payload = encoder.encode(node, Formats.named(line.word(1)), null, path, model);
    return List.of("ok", HexFormat.of().formatHex(payload));
  }

  /// `prepare NAME FORMAT PATH HEX`: remembers a payload for `measure`.
  private List<String> prepare(Line line) {
    Line rest = new Line(line.from(1));
    LwM2mPath path = new LwM2mPath(rest.word(2));
    ContentFormat format = Formats.named(rest.word(1));
    byte[] payload = bytes(rest);
    LwM2mNode node = decoder.decode(payload, format, null, path, model);
    cases.put(
        line.word(1),
        new Case(
            () -> decoder.decode(payload, format, null, path, model),
            () -> encoder.encode(node, format, null, path, model)));
    return List.of("ok");
  }

  /// `measure decode|encode NAME MILLIS`: what that costs, as [Meter] says.
  private List<String> measure(Line line) throws Exception {
    Case known = cases.get(line.word(2));
    if (known == null) {
      throw new IllegalArgumentException(line.word(2) + ": prepare it first");
    }
    return Meter.measure(
        line.word(1).equals("decode") ? known.decode : known.encode,
        Integer.parseInt(line.word(3)));
  }

  private static byte[] bytes(Line line) {
    return HexFormat.of().parseHex(line.word(CODEC_ARGUMENTS));
  }

  @Override
  public void close() {}
}
