// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.app.store.KnownValue;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Origin;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Values and trees as records.
public final class ValueRecord {
  private static final String VALUE = "value";
  private static final int OBJECT = 0;
  private static final int INSTANCE = 1;
  private static final int SINGLE = 2;
  private static final int MULTIPLE = 3;
  private static final int RESOURCE_INSTANCE = 4;

  private ValueRecord() {}

  /// The record of a value.
  ///
  public static byte[] write(EndpointName endpoint, KnownValue known) {
    return Seal.close(
        place(endpoint, known.path(), micros(known.time())),
        writer -> {
          Parts.constant(writer, known.origin());
          value(writer, known.value());
        });
  }

  /// The value in a record.
  public static Read<KnownValue> read(
      EndpointName endpoint, Path path, long micros, byte[] closed) {
    return Seal.open(
        place(endpoint, path, micros),
        closed,
        reader -> {
          Origin origin = Parts.octetOf(reader, Origin.values());
          return new KnownValue(path, value(reader), time(micros), origin);
        });
  }

  private static Place place(EndpointName endpoint, Path path, long micros) {
    byte[] name = Place.key(endpoint);
    byte[] ids = pathKey(path);
    return new Place(
        VALUE,
        ByteBuffer.allocate(name.length + ids.length + Long.BYTES)
            .put(name)
            .put(ids)
            .putLong(micros)
            .array());
  }

  /// Two bytes an id: paths in order, what is below a path behind it.
  public static byte[] pathKey(Path path) {
    ByteBuffer key = ByteBuffer.allocate(2 * path.depth());
    for (int level = 0; level < path.depth(); level++) {
      key.putShort((short) path.id(level));
    }
    return key.array();
  }

  /// The path of a key; empty where it is none.
  public static Optional<Path> path(byte[] key) {
    if (key.length % 2 != 0 || key.length > 8) {
      return Optional.empty();
    }
    Path path = Path.ROOT;
    for (int i = 0; i < key.length; i += 2) {
      int id = (key[i] & 0xFF) << 8 | key[i + 1] & 0xFF;
      if (id > Path.ID_MAX) {
        return Optional.empty();
      }
      path = path.child(id);
    }
    return Optional.of(path);
  }

  /// A time as it is kept.
  public static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  /// The time that was kept.
  public static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  static void timedNodes(RecordWriter writer, List<TimedNode> nodes) {
    writer.list(nodes, nodes.size(), ValueRecord::timedNode);
  }

  static List<TimedNode> timedNodes(RecordReader reader) {
    return reader.list(
        from -> {
          var time = from.optional(at -> Instant.ofEpochSecond(at.number(), at.upTo(999_999_999)));
          return new TimedNode(time, Parts.path(from), node(from));
        });
  }

  private static void timedNode(RecordWriter writer, TimedNode node) {
    writer.optional(
        node.time(), (to, time) -> to.number(time.getEpochSecond()).number(time.getNano()));
    Parts.path(writer, node.path());
    node(writer, node.node());
  }

  static void node(RecordWriter writer, Node node) {
    switch (node) {
      case Node.ObjectNode object -> {
        writer.octet(OBJECT).number(object.id());
        children(writer, object.instances(), ValueRecord::node);
      }
      case Node.InstanceNode instance -> {
        writer.octet(INSTANCE).number(instance.id());
        children(writer, instance.resources(), ValueRecord::node);
      }
      case Node.SingleResource(int id, Value value) ->
          value(writer.octet(SINGLE).number(id), value);
      case Node.MultipleResource multiple -> {
        writer.octet(MULTIPLE).number(multiple.id());
        children(writer, multiple.values(), ValueRecord::value);
      }
      case Node.ResourceInstanceNode(int id, Value value) ->
          value(writer.octet(RESOURCE_INSTANCE).number(id), value);
    }
  }

  private static <T> void children(
      RecordWriter writer, Map<Integer, ? extends T> children, BiConsumer<RecordWriter, T> child) {
    writer.number(children.size());
    children.forEach((id, value) -> child.accept(writer.number(id), value));
  }

  static Node node(RecordReader reader) {
    return reader.inside(
        from -> {
          int kind = from.octet();
          int id = from.upTo(Path.ID_MAX);
          return switch (kind) {
            case OBJECT -> new Node.ObjectNode(id, children(from, Node.InstanceNode.class));
            case INSTANCE -> new Node.InstanceNode(id, children(from, Node.ResourceNode.class));
            case SINGLE -> new Node.SingleResource(id, value(from));
            case MULTIPLE -> new Node.MultipleResource(id, children(from, ValueRecord::value));
            case RESOURCE_INSTANCE -> new Node.ResourceInstanceNode(id, value(from));
            default -> throw new RecordReader.Broken("no kind of node");
          };
        });
  }

  private static <T extends Node> SortedMap<Integer, T> children(
      RecordReader reader, Class<T> type) {
    return children(
        reader,
        from -> {
          Node child = node(from);
          if (!type.isInstance(child)) {
            throw new RecordReader.Broken("a node in the wrong place");
          }
          return type.cast(child);
        });
  }

  private static <T> SortedMap<Integer, T> children(
      RecordReader reader, Function<RecordReader, T> child) {
    IdMap.Builder<T> children = new IdMap.Builder<>();
    reader.list(
        from -> {
          children.add(from.upTo(Path.ID_MAX), child.apply(from));
          return 0;
        });
    return children.build();
  }

  static void value(RecordWriter writer, Value value) {
    switch (value) {
      case Value.Text(String text) -> writer.octet(0).text(text);
      case Value.Int(long number) -> writer.octet(1).number(number);
      case Value.Unsigned(long number) -> writer.octet(2).number(number);
      case Value.Real(double number) -> writer.octet(3).fixed(Double.doubleToRawLongBits(number));
      case Value.Bool(boolean flag) -> writer.octet(4).flag(flag);
      case Value.Opaque(var content) -> writer.octet(5).bytes(content);
      case Value.Time(long seconds) -> writer.octet(6).number(seconds);
      case Value.ObjectLink(int object, int instance) ->
          writer.octet(7).number(object).number(instance);
      case Value.CoreLink(String links) -> writer.octet(8).text(links);
      case Value.Raw(var content) -> writer.octet(9).bytes(content);
    }
  }

  static Value value(RecordReader reader) {
    return switch (reader.octet()) {
      case 0 -> new Value.Text(reader.text());
      case 1 -> new Value.Int(reader.number());
      case 2 -> new Value.Unsigned(reader.number());
      case 3 -> new Value.Real(Double.longBitsToDouble(reader.fixed()));
      case 4 -> new Value.Bool(reader.flag());
      case 5 -> new Value.Opaque(reader.bytes());
      case 6 -> new Value.Time(reader.number());
      case 7 -> new Value.ObjectLink(reader.upTo(65_535), reader.upTo(65_535));
      case 8 -> new Value.CoreLink(reader.text());
      case 9 -> new Value.Raw(reader.bytes());
      default -> throw new RecordReader.Broken("no kind of value");
    };
  }
}
