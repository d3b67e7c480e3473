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
import org.jspecify.annotations.Nullable;

/// Writes nodes as TLVs in the fewest bytes, from the last byte to the first: then the length of a TLV is
/// known when its header is due. What lies in front of the bytes that are written is free, so a header, or a
/// number with its header, is written as one int or long of which only the last bytes count.
final class TlvWriter {
  private static final int VALUE_BYTES_MAX = (1 << 24) - 1;
  private static final int PAYLOAD_BYTES_MAX = 1 << 28;

  /// The type, two bytes of id, three of length.
  private static final int HEADER_BYTES_MAX = 6;

  /// Of a number with its header: the type, two bytes of id, one of length, eight of value.
  private static final int NUMBER_BYTES_MAX = 12;

  private static final int TEXT_FRONT_BYTES = 8;

  private static final int RESOURCE_BYTES_EXPECTED = 12;

  private static final int OBJECT_INSTANCE = TlvKind.OBJECT_INSTANCE.bits;
  private static final int RESOURCE_INSTANCE = TlvKind.RESOURCE_INSTANCE.bits;
  private static final int MULTIPLE_RESOURCE = TlvKind.MULTIPLE_RESOURCE.bits;
  private static final int RESOURCE = TlvKind.RESOURCE.bits;
  private static final int WIDE_ID = 0x20;
  private static final int LENGTH_BYTE = 0x08;

  private static final SortedMap<Integer, ResourceModel> NO_MODELS =
      IdMap.ofDense(new ResourceModel[0]);
  private static final char[] NO_PLACES = {};
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final SortedMap<Integer, ResourceModel> models;

  /// Where the definition is likely to be that is asked for next.
  private int place;

  /// Where those of the resources of the last instance are, by their turn in it: other instances of the
  /// object mostly have the same.
  private char[] places = NO_PLACES;

  /// The turn of the resource that is written.
  private int turn;

  private byte[] buffer;

  /// Where what has been written begins; it ends with the buffer.
  private int at;

  private boolean isTooLong;

  private static VarHandle view(Class<?> numbers) {
    return MethodHandles.byteArrayViewVarHandle(numbers, ByteOrder.BIG_ENDIAN);
  }

  private TlvWriter(SortedMap<Integer, ResourceModel> models, int bytesExpected) {
    this.models = models;
    buffer = new byte[bytesExpected];
    at = bytesExpected;
  }

  /// The content of a payload for `path`; null where a value does not fit the format.
  static @Nullable Bytes write(Path path, Node node, Optional<ObjectModel> object) {
    SortedMap<Integer, ResourceModel> models =
        object.isPresent() ? object.get().resources() : NO_MODELS;
    TlvWriter writer = new TlvWriter(models, bytesExpected(node));
    writer.node(path, node);
    return writer.isTooLong ? null : writer.written();
  }

  /// The content for a single resource that is a number, as most notifications carry one.
  static Bytes number(int id, Value value, DataType type) {
    if (value instanceof Value.Real(double real) && type == DataType.FLOAT) {
      return isNarrow(real)
          ? number(id, bits(real), Float.BYTES)
          : number(id, bits(real), Double.BYTES);
    }
    Value number = Typed.fit(type, value);
    return number(id, bits(number), bytes(number));
  }

  private static Bytes number(int id, long bits, int bytes) {
    byte[] target = new byte[NUMBER_BYTES_MAX];
    int from = put(target, NUMBER_BYTES_MAX, RESOURCE, id, bits, bytes);
    return Bytes.wrap(target, from, NUMBER_BYTES_MAX - from);
  }

  private Bytes written() {
    return Bytes.wrap(buffer, at, buffer.length - at);
  }

  private void node(Path path, Node node) {
    switch (node) {
      case Node.ObjectNode object -> wrapped(object.instances());
      case Node.InstanceNode instance when path.isObject() -> wrapped(instance);
      case Node.InstanceNode instance -> resources(instance.resources());
      case Node.ResourceNode resource -> resource(resource);
      case Node.ResourceInstanceNode one ->
          value(
              RESOURCE_INSTANCE,
              one.id(),
              one.value(),
              path.depth() > 2 ? type(path.resourceId()) : DataType.NONE);
    }
  }

  private void wrapped(SortedMap<Integer, Node.InstanceNode> instances) {
    for (int i = instances.size() - 1; i >= 0; i--) {
      wrapped(IdMap.valueAt(instances, i));
    }
  }

  private void wrapped(Node.InstanceNode instance) {
    int behind = buffer.length - at;
    if (places.length < instance.resources().size()) {
      places = new char[instance.resources().size()];
    }
    resources(instance.resources());
    header(OBJECT_INSTANCE, instance.id(), buffer.length - at - behind);
  }

  private void resources(SortedMap<Integer, Node.ResourceNode> resources) {
    for (int i = resources.size() - 1; i >= 0; i--) {
      turn = i;
      resource(IdMap.valueAt(resources, i));
    }
  }

  private void resource(Node.ResourceNode resource) {
    switch (resource) {
      case Node.SingleResource single -> single(single.id(), single.value());
      case Node.MultipleResource multiple -> multiple(multiple.id(), multiple.values());
    }
  }

  private void single(int id, Value value) {
    if (value instanceof Value.Text(String text)) {
      text(RESOURCE, id, text);
    } else {
      value(RESOURCE, id, value, type(id));
    }
  }

  private void multiple(int id, SortedMap<Integer, Value> values) {
    DataType type = type(id);
    int behind = buffer.length - at;
    for (int i = values.size() - 1; i >= 0; i--) {
      value(RESOURCE_INSTANCE, IdMap.idAt(values, i), IdMap.valueAt(values, i), type);
    }
    header(MULTIPLE_RESOURCE, id, buffer.length - at - behind);
  }

  private void value(int kind, int id, Value value, DataType type) {
    long bits;
    int bytes;
    if (value instanceof Value.Int(long number) && type == DataType.INTEGER) {
      bits = number;
      bytes = width(number);
    } else if (value instanceof Value.Real(double number) && type == DataType.FLOAT) {
      // As bits and bytes have it, but without a call: most measurements are such numbers.
      float narrow = (float) number;
      boolean isNarrow = narrow == number;
      bits = isNarrow ? Float.floatToRawIntBits(narrow) : bits(number);
      bytes = isNarrow ? Float.BYTES : bytes(number);
    } else {
      other(kind, id, Typed.fit(type, value));
      return;
    }
    number(kind, id, bits, bytes);
  }

  /// Which type the model gives the resource: that decides how a number is written. Looks where it was in the
  /// last instance, or else where the resource in front of the one asked for last stands, which the writer
  /// comes to next.
  private DataType type(int resourceId) {
    boolean isOfMany = turn < places.length;
    int found = IdMap.index(models, resourceId, isOfMany ? places[turn] : place);
    if (found < 0) {
      return DataType.NONE;
    }
    if (isOfMany) {
      places[turn] = (char) found;
    }
    place = Math.max(0, found - 1);
    return IdMap.valueAt(models, found).type();
  }

  private void other(int kind, int id, Value value) {
    switch (value) {
      case Value.Text text -> text(kind, id, text.value());
      case Value.CoreLink links -> text(kind, id, links.value());
      case Value.Opaque bytes -> bytes(kind, id, bytes.value());
      case Value.Raw bytes -> bytes(kind, id, bytes.value());
      default -> number(kind, id, bits(value), bytes(value));
    }
  }

  /// How many bytes a number takes.
  private static int bytes(Value number) {
    return switch (number) {
      case Value.Real(double real) -> bytes(real);
      case Value.Int(long value) -> width(value);
      case Value.Bool _ -> 1;
      case Value.Time(long seconds) -> width(seconds);
      case Value.Unsigned(long bits) -> unsignedWidth(bits);
      case Value.ObjectLink _ -> Integer.BYTES;
      default -> throw new IllegalStateException(number + " is no number");
    };
  }

  /// What those bytes are.
  private static long bits(Value number) {
    return switch (number) {
      case Value.Real(double real) -> bits(real);
      case Value.Int(long value) -> value;
      case Value.Bool(boolean truth) -> truth ? 1 : 0;
      case Value.Time(long seconds) -> seconds;
      case Value.Unsigned(long bits) -> bits;
      case Value.ObjectLink(int objectId, int instanceId) -> (long) objectId << 16 | instanceId;
      default -> throw new IllegalStateException(number + " is no number");
    };
  }

  private static int bytes(double real) {
    return isNarrow(real) ? Float.BYTES : Double.BYTES;
  }

  private static long bits(double real) {
    return isNarrow(real) ? Float.floatToIntBits((float) real) : Double.doubleToLongBits(real);
  }

  /// Whether four bytes lose nothing of it.
  private static boolean isNarrow(double real) {
    return (float) real == real || Double.isNaN(real);
  }

  /// Writes the lowest `bytes` bytes of `bits`, 1, 2, 4 or 8 of them.
  private void number(int kind, int id, long bits, int bytes) {
    room(NUMBER_BYTES_MAX);
    at = put(buffer, at, kind, id, bits, bytes);
  }

  /// Writes a number and its header in front of `end`, of which twelve bytes are free; the answer is where they
  /// begin.
  private static int put(byte[] target, int end, int kind, int id, long bits, int bytes) {
    boolean isWide = id >= 1 << 8;
    if (bytes == Long.BYTES) {
      int type = kind | LENGTH_BYTE | (isWide ? WIDE_ID : 0);
      int header = (isWide ? type << 16 | id : type << 8 | id) << 8 | Long.BYTES;
      LONG.set(target, end - Long.BYTES, bits);
      INT.set(target, end - NUMBER_BYTES_MAX, header);
      return end - Long.BYTES - (isWide ? 4 : 3);
    }
    long header = isWide ? (kind | WIDE_ID | bytes) << 16 | id : (kind | bytes) << 8 | id;
    int unused = Long.SIZE - 8 * bytes;
    LONG.set(target, end - Long.BYTES, header << 8 * bytes | bits << unused >>> unused);
    return end - bytes - (isWide ? 3 : 2);
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Real || isOtherNumber(value);
  }

  private static boolean isOtherNumber(Value value) {
    return switch (value) {
      case Value.Int _, Value.Real _, Value.Bool _, Value.Time _ -> true;
      case Value.Unsigned _, Value.ObjectLink _ -> true;
      case Value.Text _, Value.CoreLink _, Value.Opaque _, Value.Raw _ -> false;
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

  private void bytes(int kind, int id, Bytes value) {
    if (value.size() > VALUE_BYTES_MAX) {
      isTooLong = true;
      return;
    }
    room(value.size() + HEADER_BYTES_MAX);
    at -= value.size();
    value.copyTo(buffer, at);
    header(kind, id, value.size());
  }

  private void text(int kind, int id, String text) {
    int length = text.length();
    if (length > VALUE_BYTES_MAX) {
      isTooLong = true;
      return;
    }
    room(length + TEXT_FRONT_BYTES);
    if (WrittenTexts.write(text, buffer, at)) {
      at -= length;
      header(kind, id, length);
    } else {
      bytes(kind, id, Bytes.ofUtf8(text));
    }
  }

  /// Writes the header of a TLV whose content, of `length` bytes, has been written.
  private void header(int kind, int id, int length) {
    if (length >= 1 << 8) {
      longHeader(kind, id, length);
      return;
    }
    room(Integer.BYTES);
    int bytes = id < 1 << 8 ? 2 : 3;
    int header = id < 1 << 8 ? kind << 8 | id : (kind | WIDE_ID) << 16 | id;
    if (length < 8) {
      header |= length << 8 * (bytes - 1);
    } else {
      header = (header | LENGTH_BYTE << 8 * (bytes - 1)) << 8 | length;
      bytes++;
    }
    INT.set(buffer, at - Integer.BYTES, header);
    at -= bytes;
  }

  private void longHeader(int kind, int id, int length) {
    isTooLong |= length > VALUE_BYTES_MAX;
    room(Long.BYTES);
    int lengthBytes = length < 1 << 16 ? 2 : 3;
    boolean isWide = id >= 1 << 8;
    long type = kind | lengthBytes << 3 | (isWide ? WIDE_ID : 0);
    long front = isWide ? type << 16 | id : type << 8 | id;
    LONG.set(buffer, at - Long.BYTES, front << 8 * lengthBytes | length);
    at -= lengthBytes + (isWide ? 3 : 2);
  }

  /// Makes room for `bytes` bytes in front of all others.
  private void room(int bytes) {
    if (at < bytes) {
      grow(bytes);
    }
  }

  /// What is too long as a whole is not kept: there will be no payload.
  private void grow(int bytes) {
    int size = buffer.length - at;
    if (size > PAYLOAD_BYTES_MAX) {
      isTooLong = true;
      size = 0;
    }
    byte[] larger = new byte[Math.max(buffer.length * 2, size + bytes)];
    System.arraycopy(buffer, at, larger, larger.length - size, size);
    buffer = larger;
    at = larger.length - size;
  }

  /// About how many bytes the content for a node takes.
  private static int bytesExpected(Node node) {
    return switch (node) {
      case Node.ObjectNode object -> bytesExpected(object.instances());
      case Node.InstanceNode instance ->
          HEADER_BYTES_MAX + instance.resources().size() * RESOURCE_BYTES_EXPECTED;
      case Node.SingleResource one -> bytesExpected(one.value());
      case Node.ResourceInstanceNode one -> bytesExpected(one.value());
      case Node.MultipleResource many ->
          HEADER_BYTES_MAX + many.values().size() * RESOURCE_BYTES_EXPECTED;
    };
  }

  private static int bytesExpected(SortedMap<Integer, Node.InstanceNode> instances) {
    return instances.isEmpty()
        ? 0
        : Long.BYTES + instances.size() * bytesExpected(IdMap.valueAt(instances, 0));
  }

  private static int bytesExpected(Value value) {
    return switch (value) {
      case Value.Text(String text) -> HEADER_BYTES_MAX + Math.min(text.length(), VALUE_BYTES_MAX);
      case Value.CoreLink(String text) ->
          HEADER_BYTES_MAX + Math.min(text.length(), VALUE_BYTES_MAX);
      case Value.Opaque(Bytes bytes) -> HEADER_BYTES_MAX + Math.min(bytes.size(), VALUE_BYTES_MAX);
      case Value.Raw(Bytes bytes) -> HEADER_BYTES_MAX + Math.min(bytes.size(), VALUE_BYTES_MAX);
      default -> NUMBER_BYTES_MAX;
    };
  }
}
