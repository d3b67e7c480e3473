// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.node.Node;
import java.util.Optional;
import java.util.SortedMap;

/// Writes nodes as TLVs in the fewest bytes: how many these are is counted first.
final class TlvWriter {
  private static final int VALUE_BYTES_MAX = (1 << 24) - 1;
  private static final long PAYLOAD_BYTES_MAX = 1L << 30;

  private final Optional<ObjectModel> object;
  private byte[] buffer = {};
  private int size;

  TlvWriter(Optional<ObjectModel> object) {
    this.object = object;
  }

  /// The content of a payload for `path`; empty where a value does not fit the format.
  Optional<Bytes> write(Path path, Node node) {
    long bytes = content(path, node, false);
    if (bytes > PAYLOAD_BYTES_MAX) {
      return Optional.empty();
    }
    buffer = new byte[(int) bytes];
    content(path, node, true);
    return Optional.of(Bytes.wrap(buffer));
  }

  /// Counts the bytes of the content for `path`, and writes them where `writing`.
  private long content(Path path, Node node, boolean writing) {
    return switch (node) {
      case Node.ObjectNode object -> {
        long bytes = 0;
        for (Node.InstanceNode instance : object.instances().values()) {
          bytes += instance(instance, writing);
        }
        yield bytes;
      }
      case Node.InstanceNode instance ->
          path.isObject() ? instance(instance, writing) : resources(instance, writing);
      case Node.ResourceNode resource -> resource(resource, writing);
      case Node.ResourceInstanceNode(int id, Value value) ->
          value(
              TlvKind.RESOURCE_INSTANCE,
              id,
              value,
              path.depth() > 2 ? path.resourceId() : -1,
              writing);
    };
  }

  private long instance(Node.InstanceNode instance, boolean writing) {
    long bytes = resources(instance, false);
    return writing
        ? header(TlvKind.OBJECT_INSTANCE, instance.id(), (int) bytes) + resources(instance, true)
        : withHeader(instance.id(), bytes);
  }

  private long resources(Node.InstanceNode instance, boolean writing) {
    long bytes = 0;
    for (Node.ResourceNode resource : instance.resources().values()) {
      bytes += resource(resource, writing);
    }
    return bytes;
  }

  private long resource(Node.ResourceNode resource, boolean writing) {
    return switch (resource) {
      case Node.SingleResource(int id, Value value) ->
          value(TlvKind.RESOURCE, id, value, id, writing);
      case Node.MultipleResource multiple -> {
        long bytes = values(multiple, false);
        yield writing
            ? header(TlvKind.MULTIPLE_RESOURCE, multiple.id(), (int) bytes) + values(multiple, true)
            : withHeader(multiple.id(), bytes);
      }
    };
  }

  private long values(Node.MultipleResource multiple, boolean writing) {
    long bytes = 0;
    SortedMap<Integer, Value> values = multiple.values();
    for (int i = 0; i < values.size(); i++) {
      bytes +=
          value(
              TlvKind.RESOURCE_INSTANCE,
              IdMap.idAt(values, i),
              IdMap.valueAt(values, i),
              multiple.id(),
              writing);
    }
    return bytes;
  }

  /// Of text and bytes, what they are counts; of numbers, which type the model gives the resource.
  private long value(TlvKind kind, int id, Value value, int resourceId, boolean writing) {
    return switch (value) {
      case Value.Text(String text) -> text(kind, id, text, writing);
      case Value.CoreLink(String text) -> text(kind, id, text, writing);
      case Value.Opaque(Bytes bytes) -> bytes(kind, id, bytes, writing);
      case Value.Raw(Bytes bytes) -> bytes(kind, id, bytes, writing);
      case Value.Bool(boolean truth) -> number(kind, id, truth ? 1 : 0, 1, writing);
      case Value.ObjectLink(int objectId, int instanceId) ->
          number(kind, id, (long) objectId << 16 | instanceId, 4, writing);
      default -> number(kind, id, Typed.fit(type(resourceId), value), writing);
    };
  }

  private DataType type(int resourceId) {
    return object.isPresent()
        ? object.get().resource(resourceId, Typed.UNKNOWN).type()
        : DataType.NONE;
  }

  private long number(TlvKind kind, int id, Value value, boolean writing) {
    return switch (value) {
      case Value.Int(long number) -> number(kind, id, number, width(number), writing);
      case Value.Time(long seconds) -> number(kind, id, seconds, width(seconds), writing);
      case Value.Unsigned(long bits) -> number(kind, id, bits, unsignedWidth(bits), writing);
      case Value.Real(double number) -> {
        float narrow = (float) number;
        yield narrow == number || Double.isNaN(number)
            ? number(kind, id, Float.floatToIntBits(narrow), 4, writing)
            : number(kind, id, Double.doubleToLongBits(number), 8, writing);
      }
      default -> throw new IllegalStateException(value + " is no number");
    };
  }

  /// The fewest bytes that hold `number` with its sign.
  static int width(long number) {
    if (number == (byte) number) {
      return 1;
    }
    if (number == (short) number) {
      return 2;
    }
    return number == (int) number ? 4 : 8;
  }

  /// The fewest bytes that hold `bits` without sign.
  static int unsignedWidth(long bits) {
    if (bits >>> 8 == 0) {
      return 1;
    }
    if (bits >>> 16 == 0) {
      return 2;
    }
    return bits >>> 32 == 0 ? 4 : 8;
  }

  private long number(TlvKind kind, int id, long number, int bytes, boolean writing) {
    if (!writing) {
      return withHeader(id, bytes);
    }
    header(kind, id, bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (number >>> shift);
    }
    return 0;
  }

  private long bytes(TlvKind kind, int id, Bytes value, boolean writing) {
    if (!writing) {
      return withHeader(id, value.size());
    }
    header(kind, id, value.size());
    value.copyTo(buffer, size);
    size += value.size();
    return 0;
  }

  private long text(TlvKind kind, int id, String text, boolean writing) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) >= 0x80) {
        return bytes(kind, id, Bytes.ofUtf8(text), writing);
      }
    }
    if (!writing) {
      return withHeader(id, length);
    }
    header(kind, id, length);
    for (int i = 0; i < length; i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
    return 0;
  }

  /// The bytes of a TLV whose value has `length` of them.
  private static long withHeader(int id, long length) {
    return length > VALUE_BYTES_MAX
        ? PAYLOAD_BYTES_MAX + 1
        : 2 + (id < 1 << 8 ? 0 : 1) + lengthBytes((int) length) + length;
  }

  private static int lengthBytes(int length) {
    return length < 8 ? 0 : length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : 3;
  }

  /// Writes a header.
  private long header(TlvKind kind, int id, int length) {
    int lengthBytes = lengthBytes(length);
    int idBit = id < 1 << 8 ? 0 : 0x20;
    buffer[size++] = (byte) (kind.bits | idBit | lengthBytes << 3 | (length < 8 ? length : 0));
    if (idBit != 0) {
      buffer[size++] = (byte) (id >>> 8);
    }
    buffer[size++] = (byte) id;
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (length >>> shift);
    }
    return 0;
  }
}
