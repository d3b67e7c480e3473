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

  private Lwm2mCborFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.LWM2M_CBOR;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    Leaves leaves = new Leaves(base, reading);
    if (payload.isEmpty()) {
      return leaves.decoded(List.of());
    }
    Lwm2mCborReader reader = new Lwm2mCborReader(payload, reading, leaves, false);
    Optional<Malformed> fault = reader.read();
    return fault.isPresent() ? new Decoded.Broken(fault.get()) : leaves.decoded(reader.warnings());
  }

  @Override
  public DecodedCreate decodeCreate(Path object, Bytes payload, Reading reading) {
    Leaves leaves = new Leaves(object, reading);
    Lwm2mCborReader reader = new Lwm2mCborReader(payload, reading, leaves, true);
    Optional<Malformed> fault = reader.read();
    if (fault.isPresent()) {
      return new DecodedCreate.Broken(fault.get());
    }
    return newInstances(object, leaves.decoded(reader.warnings()), !reader.hasOpenInstance());
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    List<Leaf> leaves = Leaf.of(nodes);
    if (leaves.stream().anyMatch(leaf -> leaf.time().isPresent())) {
      return unsupported("times");
    }
    if (leaves.isEmpty()) {
      return new Encoded.Payload(number(), Bytes.EMPTY);
    }
    return write(leaves);
  }

  private Encoded write(List<Leaf> leaves) {
    CborWriter writer = new CborWriter(128);
    writer.writeMap(instances(leaves));
    int from = 0;
    while (from < leaves.size()) {
      int to = Leaves.end(leaves, from, leaves.size(), 2);
      writeInstance(writer, leaves.subList(from, to));
      from = to;
    }
    return new Encoded.Payload(number(), writer.toBytes());
  }

  @Override
  public Encoded encodeCreate(
      Path object, OptionalInt instanceId, Node.InstanceNode content, Models models) {
    List<Leaf> leaves = Leaf.of(object.child(0), content);
    if (leaves.isEmpty()) {
      return unsupported("an instance without resources");
    }
    CborWriter writer = new CborWriter(128);
    writer.writeMap(1).writeArray(2).writeLong(object.objectId());
    writer.writeLong(instanceId.orElse(OPEN_ID));
    writeResources(writer, leaves);
    return new Encoded.Payload(number(), writer.toBytes());
  }

  /// Reads the body of Write-Composite.
  DecodedPatch decodePatch(Bytes payload, Reading reading) {
    return switch (decode(Path.ROOT, payload, reading)) {
      case Decoded.Broken(var reason) -> new DecodedPatch.Broken(reason);
      case Decoded.Unsupported(var format) -> new DecodedPatch.Unsupported(format);
      case Decoded.Content(var nodes, var warnings) -> {
        List<Change> changes = new ArrayList<>();
        for (Leaf leaf : Leaf.of(nodes)) {
          changes.add(new Change.Put(leaf.path(), leaf.value()));
        }
        yield changes.isEmpty()
            ? new DecodedPatch.Broken(new Malformed("/", "no change"))
            : new DecodedPatch.Changes(changes, warnings);
      }
    };
  }

  /// Writes the body of Write-Composite: each path once, in the order of paths.
  Encoded encodePatch(List<Change> changes) {
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

  private static int instances(List<Leaf> leaves) {
    int count = 0;
    for (int from = 0; from < leaves.size(); from = Leaves.end(leaves, from, leaves.size(), 2)) {
      count++;
    }
    return count;
  }

  /// Writes key and value for the leaves of one instance: a lone leaf with its whole path as key.
  private static void writeInstance(CborWriter writer, List<Leaf> leaves) {
    Path path = leaves.getFirst().path();
    int depth = leaves.size() == 1 ? path.depth() : 2;
    writer.writeArray(depth);
    for (int level = 0; level < depth; level++) {
      writer.writeLong(path.id(level));
    }
    if (leaves.size() == 1) {
      CborScalar.writeLeaf(writer, leaves.getFirst().value());
    } else {
      writeResources(writer, leaves);
    }
  }

  private static void writeResources(CborWriter writer, List<Leaf> leaves) {
    int resources = 0;
    for (int from = 0; from < leaves.size(); from = Leaves.end(leaves, from, leaves.size(), 3)) {
      resources++;
    }
    writer.writeMap(resources);
    int from = 0;
    while (from < leaves.size()) {
      int to = Leaves.end(leaves, from, leaves.size(), 3);
      Leaf first = leaves.get(from);
      writer.writeLong(first.path().resourceId());
      if (first.path().isResource()) {
        CborScalar.writeLeaf(writer, first.value());
      } else {
        writer.writeMap(to - from);
        for (Leaf leaf : leaves.subList(from, to)) {
          writer.writeLong(leaf.path().resourceInstanceId());
          CborScalar.writeLeaf(writer, leaf.value());
        }
      }
      from = to;
    }
  }
}
