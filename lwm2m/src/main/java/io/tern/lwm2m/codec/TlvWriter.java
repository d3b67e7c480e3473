// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SortedMap;

/// Writes nodes as TLVs in the fewest bytes, from the last byte to the first: then the length of a TLV is
/// known when its header is due.
final class TlvWriter {
  private static final int VALUE_BYTES_MAX = (1 << 24) - 1;
  private static final int PAYLOAD_BYTES_MAX = 1 << 28;

  /// The type, two bytes of id, three of length.
  private static final int HEADER_BYTES_MAX = 6;

  private static final int RESOURCE_BYTES_EXPECTED = 12;
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final Optional<ObjectModel> object;
  private byte[] buffer = {};

  /// How much has been written: the last so many bytes of the buffer.
  private int size;

  private boolean isTooLong;
  private int place;

  private static VarHandle view(Class<?> numbers) {
    return MethodHandles.byteArrayViewVarHandle(numbers, ByteOrder.BIG_ENDIAN);
  }

  TlvWriter(Optional<ObjectModel> object) {
    this.object = object;
  }

  /// The content of a payload for `path`; empty where a value does not fit the format.
  Optional<Bytes> write(Path path, Node node) {
    buffer = new byte[bytesExpected(node)];
    switch (node) {
      case Node.ObjectNode object -> instances(object.instances());
      case Node.InstanceNode instance -> {
        int behind = size;
        resources(instance.resources());
        if (path.isObject()) {
          header(TlvKind.OBJECT_INSTANCE, instance.id(), behind);
        }
      }
      case Node.ResourceNode resource -> resource(resource);
      case Node.ResourceInstanceNode(int id, Value value) ->
          value(TlvKind.RESOURCE_INSTANCE, id, value, path.depth() > 2 ? path.resourceId() : -1);
    }
    return isTooLong
        ? Optional.empty()
        : Optional.of(Bytes.wrap(buffer, buffer.length - size, size));
  }

  private void instances(SortedMap<Integer, Node.InstanceNode> instances) {
    for (int i = instances.size() - 1; i >= 0; i--) {
      Node.InstanceNode instance = IdMap.valueAt(instances, i);
      int behind = size;
      resources(instance.resources());
      header(TlvKind.OBJECT_INSTANCE, instance.id(), behind);
    }
  }

  private void resources(SortedMap<Integer, Node.ResourceNode> resources) {
    for (int i = resources.size() - 1; i >= 0; i--) {
      resource(IdMap.valueAt(resources, i));
    }
  }

  private void resource(Node.ResourceNode resource) {
    switch (resource) {
      case Node.SingleResource(int id, Value value) -> value(TlvKind.RESOURCE, id, value, id);
      case Node.MultipleResource(int id, SortedMap<Integer, Value> values) -> {
        int behind = size;
        for (int i = values.size() - 1; i >= 0; i--) {
          int instanceId = IdMap.idAt(values, i);
          value(TlvKind.RESOURCE_INSTANCE, instanceId, IdMap.valueAt(values, i), id);
        }
        header(TlvKind.MULTIPLE_RESOURCE, id, behind);
      }
    }
  }

  private void value(TlvKind kind, int id, Value value, int resourceId) {
    switch (value) {
      case Value.Text(String text) -> text(kind, id, text);
      case Value.Real(double number) when isOf(DataType.FLOAT, resourceId) ->
          real(kind, id, number);
      case Value.Int(long number) when isOf(DataType.INTEGER, resourceId) ->
          number(kind, id, number, width(number));
      case Value.CoreLink(String text) -> text(kind, id, text);
      case Value.Opaque(Bytes bytes) -> bytes(kind, id, bytes);
      case Value.Raw(Bytes bytes) -> bytes(kind, id, bytes);
      default -> number(kind, id, Typed.fit(type(object, resourceId), value));
    }
  }

  /// Whether the model gives the resource that type. Asks where the resource in front of the one asked for
  /// last stands, which the writer comes to next.
  private boolean isOf(DataType type, int resourceId) {
    if (object.isEmpty()) {
      return false;
    }
    SortedMap<Integer, ResourceModel> models = object.get().resources();
    int found = IdMap.index(models, resourceId, place);
    place = Math.max(0, found - 1);
    return found >= 0 && IdMap.valueAt(models, found).type() == type;
  }

  private void real(TlvKind kind, int id, double number) {
    float narrow = (float) number;
    if (narrow == number) {
      int header = headerBytes(id, Float.BYTES);
      int from = place(header + Float.BYTES);
      putHeader(kind, id, Float.BYTES, buffer, from);
      INT.set(buffer, from + header, Float.floatToRawIntBits(narrow));
    } else {
      number(kind, id, new Value.Real(number));
    }
  }

  private void number(TlvKind kind, int id, Value number) {
    number(kind, id, bits(number), bytes(number));
  }

  private void number(TlvKind kind, int id, long bits, int bytes) {
    int header = headerBytes(id, bytes);
    int from = place(header + bytes);
    putHeader(kind, id, bytes, buffer, from);
    putNumber(bits, bytes, buffer, from + header);
  }

  /// The content for a single resource that is a number, as most notifications carry one.
  static Bytes number(int id, Value value, Optional<ObjectModel> object) {
    Value number = Typed.fit(type(object, id), value);
    int bytes = bytes(number);
    int header = headerBytes(id, bytes);
    byte[] target = new byte[header + bytes];
    putHeader(TlvKind.RESOURCE, id, bytes, target, 0);
    putNumber(bits(number), bytes, target, header);
    return Bytes.wrap(target);
  }

  /// Which type the model gives the resource: that decides how a number is written.
  private static DataType type(Optional<ObjectModel> object, int resourceId) {
    return object.isPresent()
        ? object.get().resource(resourceId, Typed.UNKNOWN).type()
        : DataType.NONE;
  }

  static boolean isNumber(Value value) {
    return switch (value) {
      case Value.Int _, Value.Real _, Value.Bool _, Value.Time _ -> true;
      case Value.Unsigned _, Value.ObjectLink _ -> true;
      case Value.Text _, Value.CoreLink _, Value.Opaque _, Value.Raw _ -> false;
    };
  }

  /// How many bytes a value takes; of text, if it is ASCII.
  private static int bytes(Value value) {
    return switch (value) {
      case Value.Int(long number) -> width(number);
      case Value.Real(double number) ->
          (float) number == number || Double.isNaN(number) ? Float.BYTES : Double.BYTES;
      case Value.Bool _ -> 1;
      case Value.Time(long seconds) -> width(seconds);
      case Value.Unsigned(long bits) -> unsignedWidth(bits);
      case Value.ObjectLink _ -> 4;
      case Value.Text(String text) -> text.length();
      case Value.CoreLink(String text) -> text.length();
      case Value.Opaque(Bytes bytes) -> bytes.size();
      case Value.Raw(Bytes bytes) -> bytes.size();
    };
  }

  /// What those bytes are for a number.
  private static long bits(Value number) {
    return switch (number) {
      case Value.Int(long value) -> value;
      case Value.Real(double value) ->
          bytes(number) == Float.BYTES
              ? Float.floatToIntBits((float) value)
              : Double.doubleToLongBits(value);
      case Value.Bool(boolean truth) -> truth ? 1 : 0;
      case Value.Time(long seconds) -> seconds;
      case Value.Unsigned(long bits) -> bits;
      case Value.ObjectLink(int objectId, int instanceId) -> (long) objectId << 16 | instanceId;
      default -> throw new IllegalStateException(number + " is no number");
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

  private static void putNumber(long number, int bytes, byte[] target, int at) {
    switch (bytes) {
      case 1 -> target[at] = (byte) number;
      case 2 -> SHORT.set(target, at, (short) number);
      case 4 -> INT.set(target, at, (int) number);
      default -> LONG.set(target, at, number);
    }
  }

  private void bytes(TlvKind kind, int id, Bytes value) {
    if (value.size() > VALUE_BYTES_MAX) {
      isTooLong = true;
      return;
    }
    int header = headerBytes(id, value.size());
    int from = place(header + value.size());
    putHeader(kind, id, value.size(), buffer, from);
    value.copyTo(buffer, from + header);
  }

  /// The lowest eight bits of each character are all there is of ASCII, which is what most text is.
  @SuppressWarnings("deprecation")
  private void text(TlvKind kind, int id, String text) {
    int length = text.length();
    if (length > VALUE_BYTES_MAX) {
      isTooLong = true;
      return;
    }
    int header = headerBytes(id, length);
    int from = place(header + length);
    int signs = 0;
    for (int i = 0; i < length; i++) {
      signs |= text.charAt(i);
    }
    if (signs >= 0x80) {
      size -= header + length;
      bytes(kind, id, Bytes.ofUtf8(text));
      return;
    }
    text.getBytes(0, length, buffer, from + header);
    putHeader(kind, id, length, buffer, from);
  }

  /// Writes the header of the TLV whose content has been written in front of `behind` bytes.
  private void header(TlvKind kind, int id, int behind) {
    int length = size - behind;
    isTooLong |= length > VALUE_BYTES_MAX;
    int from = place(headerBytes(id, length));
    putHeader(kind, id, length, buffer, from);
  }

  private static int headerBytes(int id, int length) {
    return (id < 1 << 8 ? 2 : 3) + lengthBytes(length);
  }

  private static int lengthBytes(int length) {
    return length < 8 ? 0 : length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : 3;
  }

  private static void putHeader(TlvKind kind, int id, int length, byte[] target, int from) {
    int lengthBytes = lengthBytes(length);
    int type = kind.bits | lengthBytes << 3 | (lengthBytes == 0 ? length : 0);
    int at = from + 1;
    if (id < 1 << 8) {
      target[from] = (byte) type;
    } else {
      target[from] = (byte) (type | 0x20);
      target[at++] = (byte) (id >>> 8);
    }
    target[at++] = (byte) id;
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
      target[at++] = (byte) (length >>> shift);
    }
  }

  /// Makes place for `bytes` bytes in front of all others; the answer is where.
  private int place(int bytes) {
    int free = buffer.length - size - bytes;
    return free >= 0 ? placed(bytes) : grown(bytes);
  }

  private int placed(int bytes) {
    size += bytes;
    return buffer.length - size;
  }

  /// The same with a larger buffer. What is too long as a whole is not kept: there will be no payload.
  private int grown(int bytes) {
    if (size > PAYLOAD_BYTES_MAX) {
      isTooLong = true;
      size = 0;
    }
    byte[] larger = new byte[Math.max(buffer.length * 2, size + bytes)];
    System.arraycopy(buffer, buffer.length - size, larger, larger.length - size, size);
    buffer = larger;
    return placed(bytes);
  }

  /// About how many bytes the content for a node takes.
  private static int bytesExpected(Node node) {
    return switch (node) {
      case Node.ObjectNode(int id, SortedMap<Integer, Node.InstanceNode> instances) ->
          instances.isEmpty() ? 0 : instances.size() * bytesExpected(IdMap.valueAt(instances, 0));
      case Node.InstanceNode(int id, SortedMap<Integer, Node.ResourceNode> resources) ->
          HEADER_BYTES_MAX + resources.size() * RESOURCE_BYTES_EXPECTED;
      case Node.SingleResource(int id, Value value) -> bytesExpected(value);
      case Node.ResourceInstanceNode(int id, Value value) -> bytesExpected(value);
      case Node.MultipleResource(int id, SortedMap<Integer, Value> values) ->
          HEADER_BYTES_MAX + values.size() * RESOURCE_BYTES_EXPECTED;
    };
  }

  private static int bytesExpected(Value value) {
    return HEADER_BYTES_MAX + Math.min(bytes(value), VALUE_BYTES_MAX);
  }
}
