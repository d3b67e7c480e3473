// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.IdMap;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Makes nodes of TLVs that are as they should be, which nearly all are: of known resources, complete, in the
/// order of their ids, each with a value of its type in the fewest bytes. At anything else it gives up
/// without a word, which null says inside; [TlvReader] then reads the payload again and says what is wrong
/// or tolerates it. Where both read a payload, they read the same.
final class TlvStrictReader {
  private static final int TLV_BYTES_MIN = 2;
  private static final int ID_RESERVED = 65535;
  private static final int RESOURCE = TlvKind.RESOURCE.bits >>> 6;
  private static final int MULTIPLE_RESOURCE = TlvKind.MULTIPLE_RESOURCE.bits >>> 6;
  private static final int RESOURCE_INSTANCE = TlvKind.RESOURCE_INSTANCE.bits >>> 6;
  private static final int OBJECT_INSTANCE = TlvKind.OBJECT_INSTANCE.bits >>> 6;

  private static final Decoded NOT_READ =
      new Decoded.Broken(new Malformed("payload", "not as it should be"));

  /// Stands for no number. The one number that it is, the other reader reads.
  private static final long NO_NUMBER = Long.MIN_VALUE;

  /// How many resources an instance of an object had that was read lately, by the last bits of the object's id.
  /// Devices of one kind have as many each, and for that many there is room from the beginning. Any thread: a
  /// number that is wrong costs another array.
  private static final byte[] LATELY = new byte[64];

  /// Of how many resources of an instance one knows where the next instance has them.
  private static final int PLACES = 16;

  private static final char[] NO_PLACES = {};
  private static final Node.InstanceNode[] NO_INSTANCES = {};
  private static final Value[] NO_VALUES = {};

  private TlvStrictReader() {}

  /// Reads the payload for `base`, which is not the root; the answer is no content where it is not as it should
  /// be, or is a resource instance.
  static Decoded read(Path base, Bytes payload, Reading reading) {
    return base.isResource()
        ? readResource(base, payload, reading)
        : readTree(base, payload, reading);
  }

  /// Apart from trees, so that it stays small enough to be compiled into callers.
  private static Decoded readResource(Path base, Bytes payload, Reading reading) {
    ResourceModel model =
        reading.models().resource(base.objectId(), base.resourceId(), Typed.UNKNOWN);
    Node node = resource(base.resourceId(), payload, model);
    return node == null ? NOT_READ : new Decoded.OneNode(base, node);
  }

  private static Decoded readTree(Path base, Bytes payload, Reading reading) {
    Optional<ObjectModel> known = reading.models().object(base.objectId());
    if (known.isEmpty() || payload.size() / TLV_BYTES_MIN > reading.limits().valuesMax()) {
      return NOT_READ;
    }
    ObjectModel object = known.get();
    Node node =
        switch (base.depth()) {
          case 1 -> object(base.objectId(), payload, object);
          case 2 -> instance(base.instanceId(), payload, 0, payload.size(), object, NO_PLACES);
          default -> null;
        };
    return node == null ? NOT_READ : new Decoded.OneNode(base, node);
  }

  private static Node.@Nullable ObjectNode object(int id, Bytes in, ObjectModel object) {
    Node.InstanceNode[] instances = NO_INSTANCES;
    char[] places = new char[PLACES];
    Head head = new Head(in, 0, in.size());
    int size = 0;
    int last = -1;
    while (!head.isLast()) {
      int begin = head.end;
      if (!head.next() || head.kind() != OBJECT_INSTANCE || head.id <= last) {
        return null;
      }
      last = head.id;
      Node.InstanceNode instance = instance(last, in, head.content, head.end, object, places);
      if (instance == null) {
        return null;
      }
      if (size == instances.length) {
        instances = Arrays.copyOf(instances, room(size, in.size() - begin, head.end - begin));
      }
      instances[size++] = instance;
    }
    return new Node.ObjectNode(
        id,
        IdMap.ofAscending(size == instances.length ? instances : Arrays.copyOf(instances, size)));
  }

  /// For how many TLVs there should be room behind `size` others: exact where all that are left take as many
  /// bytes as the next one, as those of one kind often do.
  private static int room(int size, int bytesLeft, int bytesOfNext) {
    return bytesLeft == bytesOfNext
        ? size + 1
        : size + Math.max(size >> 1, bytesLeft / bytesOfNext);
  }

  /// @param places where the definitions of the resources of the last instance are, by their turn in it: other
  ///     instances of the object mostly have the same
  private static Node.@Nullable InstanceNode instance(
      int id, Bytes in, int from, int to, ObjectModel object, char[] places) {
    SortedMap<Integer, ResourceModel> models = object.resources();
    int lately = LATELY[object.id() & LATELY.length - 1];
    Node.ResourceNode[] resources =
        new Node.ResourceNode[Math.min(lately, (to - from) / TLV_BYTES_MIN)];
    Head head = new Head(in, from, to);
    int size = 0;
    int place = 0;
    while (!head.isLast()) {
      if (!head.next()) {
        return null;
      }
      boolean isOfMany = size < places.length;
      int found = IdMap.index(models, head.id, isOfMany ? places[size] : place);
      if (found < place) {
        // Nobody knows it, or it stands behind one with a greater id.
        return null;
      }
      if (isOfMany) {
        places[size] = (char) found;
      }
      place = found + 1;
      Node.ResourceNode resource =
          resource(in, head.kind(), head.id, head.content, head.end, IdMap.valueAt(models, found));
      if (resource == null) {
        return null;
      }
      if (size == resources.length) {
        resources = Arrays.copyOf(resources, models.size());
      }
      resources[size++] = resource;
    }
    if (size < resources.length) {
      resources = Arrays.copyOf(resources, size);
    }
    if (size != lately) {
      LATELY[object.id() & LATELY.length - 1] = (byte) Math.min(size, Byte.MAX_VALUE);
    }
    return new Node.InstanceNode(id, IdMap.ofAscending(resources));
  }

  /// The resource that fills the payload.
  private static Node.@Nullable ResourceNode resource(int id, Bytes in, ResourceModel model) {
    Head head = new Head(in, 0, in.size());
    if (!head.next() || !head.isLast() || head.id != id) {
      return null;
    }
    return Typed.isKnown(model)
        ? resource(in, head.kind(), id, head.content, head.end, model)
        : null;
  }

  /// The resource that the content from `from` to `to` of a TLV of `kind` makes.
  private static Node.@Nullable ResourceNode resource(
      Bytes in, int kind, int id, int from, int to, ResourceModel model) {
    if (kind == RESOURCE && !model.multiple()) {
      Value value = value(in, from, to, model.type());
      return Typed.isMisfit(value) ? null : new Node.SingleResource(id, value);
    }
    if (kind == MULTIPLE_RESOURCE && model.multiple()) {
      SortedMap<Integer, Value> values = values(in, from, to, model.type());
      return values == null ? null : new Node.MultipleResource(id, values);
    }
    return null;
  }

  /// The values of a multiple resource.
  private static @Nullable SortedMap<Integer, Value> values(
      Bytes in, int from, int to, DataType type) {
    Value[] values = NO_VALUES;
    Head head = new Head(in, from, to);
    int size = 0;
    while (!head.isLast()) {
      int begin = head.end;
      if (!head.next() || head.kind() != RESOURCE_INSTANCE) {
        return null;
      }
      if (head.id != size) {
        return sparse(in, from, to, type);
      }
      Value value = value(in, head.content, head.end, type);
      if (Typed.isMisfit(value)) {
        return null;
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, room(size, to - begin, head.end - begin));
      }
      values[size++] = value;
    }
    return IdMap.ofDense(size == values.length ? values : Arrays.copyOf(values, size));
  }

  /// The same where the ids have gaps.
  private static @Nullable SortedMap<Integer, Value> sparse(
      Bytes in, int from, int to, DataType type) {
    IdMap.Builder<Value> values = new IdMap.Builder<>();
    Head head = new Head(in, from, to);
    int last = -1;
    while (!head.isLast()) {
      if (!head.next() || head.kind() != RESOURCE_INSTANCE || head.id <= last) {
        return null;
      }
      last = head.id;
      Value value = value(in, head.content, head.end, type);
      if (Typed.isMisfit(value)) {
        return null;
      }
      values.add(last, value);
    }
    return values.build();
  }

  private static Value value(Bytes in, int from, int to, DataType type) {
    if (type == DataType.STRING) {
      return SharedTexts.read(in, from, to);
    }
    if (type == DataType.INTEGER) {
      long number = number(in, from, to);
      return number == NO_NUMBER ? Typed.MISFIT : Value.Int.of(number);
    }
    if (type == DataType.FLOAT) {
      return TlvValue.ofFloat(to - from, in, from, to);
    }
    if (type == DataType.TIME) {
      long number = number(in, from, to);
      return number == NO_NUMBER ? Typed.MISFIT : new Value.Time(number);
    }
    return type == DataType.UNSIGNED_INTEGER && TlvValue.isWide(type, in, from, to)
        ? Typed.MISFIT
        : TlvValue.read(type, in, from, to);
  }

  /// The number that the bytes from `from` to `to` are, none of which it can do without; else [#NO_NUMBER].
  private static long number(Bytes in, int from, int to) {
    return switch (to - from) {
      case 1 -> (byte) in.get(from);
      case 2 -> {
        short number = (short) in.get16(from);
        yield number == (byte) number ? NO_NUMBER : number;
      }
      case 4 -> {
        int number = in.get32(from);
        yield number == (short) number ? NO_NUMBER : number;
      }
      case 8 -> {
        long number = in.get64(from);
        yield number == (int) number ? NO_NUMBER : number;
      }
      default -> NO_NUMBER;
    };
  }

  /// The headers of TLVs that lie one behind the other. Short-lived, so that it need not exist as an object.
  private static final class Head {
    private final Bytes in;
    private final int to;
    private int type;
    int id;
    int content;

    /// Where the content ends, and the next TLV begins.
    int end;

    Head(Bytes in, int from, int to) {
      this.in = in;
      this.to = to;
      this.end = from;
    }

    boolean isLast() {
      return end == to;
    }

    int kind() {
      return type >>> 6;
    }

    /// Reads the next header; false where none is left or it is cut off.
    boolean next() {
      // What lies behind the last TLV does no harm: one that reaches into it is too long.
      int word = in.size() - end >= Integer.BYTES ? in.get32(end) : rest(in, end);
      type = word >>> 24;
      // One or two bytes of id, and the length in the type or in one byte behind the id.
      int behindId = 16 - (type >>> 2 & 8);
      id = (word & 0xFF_FFFF) >>> behindId;
      int lengthBytes = type >>> 3 & 3;
      content = end + TLV_BYTES_MIN + (type >>> 5 & 1) + lengthBytes;
      int length =
          switch (lengthBytes) {
            case 0 -> type & 7;
            case 1 -> word >>> behindId - 8 & 0xFF;
            default -> content > to ? 0 : (int) in.unsigned(content - lengthBytes, content);
          };
      end = content + length;
      return length <= to - content && id != ID_RESERVED;
    }

    /// What is left of the payload, up to three bytes, and zeros behind it.
    private static int rest(Bytes in, int from) {
      int bytes = in.size() - from;
      return bytes == 0 ? 0 : (int) in.unsigned(from, in.size()) << Integer.SIZE - 8 * bytes;
    }
  }
}
