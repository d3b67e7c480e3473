// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.cbor.CborWriter;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// LwM2M CBOR: maps of ids to maps or values (LwM2M 1.2 Core §7.4.6). No content at all is no byte at all,
/// as an empty map is not legal. Has no times.
final class Lwm2mCborFormat implements Format {
  static final Lwm2mCborFormat INSTANCE = new Lwm2mCborFormat();

  private static final int OPEN_ID = 65535;
  private static final int LEAF_BYTES_EXPECTED = 16;

  private Lwm2mCborFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.LWM2M_CBOR;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    Leaves leaves = new Leaves(base, reading, tolerances, payload.size() / LEAF_BYTES_EXPECTED);
    if (payload.isEmpty()) {
      return leaves.decoded();
    }
    Lwm2mCborReader reader = new Lwm2mCborReader(payload, reading, leaves, tolerances, false);
    Optional<Malformed> fault = reader.read();
    return fault.isPresent() ? new Decoded.Broken(fault.get()) : leaves.decoded();
  }

  @Override
  public DecodedCreate decodeCreate(Path object, Bytes payload, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    Leaves leaves = new Leaves(object, reading, tolerances, payload.size() / LEAF_BYTES_EXPECTED);
    Lwm2mCborReader reader = new Lwm2mCborReader(payload, reading, leaves, tolerances, true);
    Optional<Malformed> fault = reader.read();
    if (fault.isPresent()) {
      return new DecodedCreate.Broken(fault.get());
    }
    return newInstances(object, leaves.decoded(), !reader.hasOpenInstance());
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    List<Leaf> leaves = Leaf.of(nodes);
    for (Leaf leaf : leaves) {
      if (leaf.time().isPresent()) {
        return unsupported("times");
      }
    }
    if (leaves.isEmpty()) {
      return new Encoded.Payload(number(), Bytes.EMPTY);
    }
    return write(leaves);
  }

  private Encoded write(List<Leaf> leaves) {
    CborWriter writer = new CborWriter(16 + LEAF_BYTES_EXPECTED * leaves.size());
    writeMap(writer, leaves, 0, leaves.size(), 0);
    return new Encoded.Payload(number(), writer.toBytes());
  }

  /// Writes the map of the leaves from `start` to `stop`, which share their first `depth` ids. What has one
  /// child alone shares a key with it, where that is shorter.
  private static void writeMap(
      CborWriter writer, List<Leaf> leaves, int start, int stop, int depth) {
    int entries = 0;
    for (int i = start; i < stop; i = Leaf.end(leaves, i, stop, depth + 1)) {
      entries++;
    }
    writer.writeMap(entries);
    int from = start;
    while (from < stop) {
      int to = Leaf.end(leaves, from, stop, depth + 1);
      int end = writeKey(writer, leaves, from, to, depth);
      if (end == leaves.get(from).path().depth()) {
        CborScalar.writeLeaf(writer, leaves.get(from).value());
      } else {
        writeMap(writer, leaves, from, to, end);
      }
      from = to;
    }
  }

  /// Writes the ids behind `depth` that the leaves from `start` to `stop` share, as far as a key holds them;
  /// the answer is how many ids there are then.
  private static int writeKey(
      CborWriter writer, List<Leaf> leaves, int start, int stop, int depth) {
    Path first = leaves.get(start).path();
    Path last = leaves.get(stop - 1).path();
    int shared = depth + 1;
    while (shared < first.depth() && first.sharesWith(last, shared + 1)) {
      shared++;
    }
    boolean nested = shared - depth == 1 || (shared - depth == 2 && depth > 0);
    if (nested) {
      writer.writeLong(first.id(depth));
      return depth + 1;
    }
    writer.writeArray(shared - depth);
    for (int level = depth; level < shared; level++) {
      writer.writeLong(first.id(level));
    }
    return shared;
  }

  @Override
  public Encoded encodeCreate(
      Path object, OptionalInt instanceId, Node.InstanceNode content, Models models) {
    // The id that leaves the choice to the client addresses nothing, so it is no path to others.
    Path instance = Path.ofBits(object.bits() | (long) instanceId.orElse(OPEN_ID) << 32, 2);
    List<Leaf> leaves = Leaf.of(instance, content);
    return leaves.isEmpty() ? unsupported("an instance without resources") : write(leaves);
  }

  /// Reads the body of Write-Composite.
  DecodedPatch decodePatch(Bytes payload, Reading reading) {
    return switch (decode(Path.ROOT, payload, reading)) {
      case Decoded.Broken(var reason) -> new DecodedPatch.Broken(reason);
      case Decoded.Unsupported(var format) -> new DecodedPatch.Unsupported(format);
      case Decoded.Content content -> {
        List<Change> changes = new ArrayList<>();
        for (Leaf leaf : Leaf.of(content.nodes())) {
          changes.add(new Change.Put(leaf.path(), leaf.value()));
        }
        yield changes.isEmpty()
            ? new DecodedPatch.Broken(new Malformed("/", "no change"))
            : new DecodedPatch.Changes(changes, content.tolerances());
      }
    };
  }

  /// Writes the body of Write-Composite, in the order of paths.
  Encoded encodePatch(List<Change> changes) {
    if (Change.repeated(changes).isPresent()) {
      return unsupported("two values for one path");
    }
    TreeMap<Path, Leaf> leaves = new TreeMap<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Remove remove -> {
          return unsupported("a removal");
        }
        case Change.Put(var path, var value) ->
            leaves.put(path, new Leaf(Optional.empty(), path, value));
      }
    }
    return write(List.copyOf(leaves.values()));
  }
}
