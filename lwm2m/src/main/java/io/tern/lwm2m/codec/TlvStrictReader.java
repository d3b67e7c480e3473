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

  private TlvStrictReader() {}

  /// Reads the payload for `base`, which is not the root; the answer is no content where it is not as it should
  /// be, or is a resource instance.
  static Decoded read(Path base, Bytes payload, Reading reading) {
    Optional<ObjectModel> known = reading.models().object(base.objectId());
    if (known.isEmpty() || payload.size() / TLV_BYTES_MIN > reading.limits().valuesMax()) {
      return NOT_READ;
    }
    ObjectModel object = known.get();
    Node node =
        switch (base.depth()) {
          case 1 -> object(base.objectId(), payload, object);
          case 2 -> {
            int count = count(payload, 0, payload.size());
            yield instance(base.instanceId(), payload, 0, payload.size(), object, count);
          }
          case 3 -> resource(base.resourceId(), payload, object);
          default -> null;
        };
    return node == null ? NOT_READ : new Decoded.OneNode(base, node);
  }

  private static Node.@Nullable ObjectNode object(int id, Bytes in, ObjectModel object) {
    Node.InstanceNode[] instances = new Node.InstanceNode[count(in, 0, in.size())];
    Head head = new Head(in, 0, in.size());
    int last = -1;
    int resources = -1;
    for (int i = 0; i < instances.length; i++) {
      if (!head.next() || head.kind() != OBJECT_INSTANCE || head.id <= last) {
        return null;
      }
      last = head.id;
      int expected = resources < 0 ? count(in, head.content, head.end) : resources;
      Node.InstanceNode instance = instance(last, in, head.content, head.end, object, expected);
      if (instance == null) {
        return null;
      }
      instances[i] = instance;
      resources = instance.resources().size();
    }
    return head.isLast() ? new Node.ObjectNode(id, IdMap.ofAscending(instances)) : null;
  }

  /// @param expected how many resources there are, as far as one knows
  private static Node.@Nullable InstanceNode instance(
      int id, Bytes in, int from, int to, ObjectModel object, int expected) {
    SortedMap<Integer, ResourceModel> models = object.resources();
    Node.ResourceNode[] resources = new Node.ResourceNode[expected];
    Head head = new Head(in, from, to);
    int size = 0;
    int last = -1;
    int place = 0;
    while (!head.isLast()) {
      if (!head.next() || head.id <= last) {
        return null;
      }
      last = head.id;
      place = IdMap.index(models, last, place);
      if (place < 0) {
        return null;
      }
      Node.ResourceNode resource =
          resource(in, head.kind(), head.content, head.end, IdMap.valueAt(models, place++));
      if (resource == null) {
        return null;
      }
      if (size == expected) {
        return instance(id, in, from, to, object, count(in, from, to));
      }
      resources[size++] = resource;
    }
    return new Node.InstanceNode(
        id, IdMap.ofAscending(size == expected ? resources : Arrays.copyOf(resources, size)));
  }

  /// The resource that fills the payload.
  private static Node.@Nullable ResourceNode resource(int id, Bytes in, ObjectModel object) {
    Head head = new Head(in, 0, in.size());
    if (!head.next() || !head.isLast() || head.id != id) {
      return null;
    }
    ResourceModel model = object.resource(id, Typed.UNKNOWN);
    return Typed.isKnown(model) ? resource(in, head.kind(), head.content, head.end, model) : null;
  }

  /// The resource that the content from `from` to `to` of a TLV of `kind` makes.
  private static Node.@Nullable ResourceNode resource(
      Bytes in, int kind, int from, int to, ResourceModel model) {
    if (kind == RESOURCE && !model.multiple()) {
      Value value = value(in, from, to, model.type());
      return Typed.isMisfit(value) ? null : new Node.SingleResource(model.id(), value);
    }
    if (kind == MULTIPLE_RESOURCE && model.multiple()) {
      SortedMap<Integer, Value> values = values(in, from, to, model.type());
      return values == null ? null : new Node.MultipleResource(model.id(), values);
    }
    return null;
  }

  /// The values of a multiple resource.
  private static @Nullable SortedMap<Integer, Value> values(
      Bytes in, int from, int to, DataType type) {
    Value[] values = new Value[count(in, from, to)];
    Head head = new Head(in, from, to);
    for (int i = 0; i < values.length; i++) {
      if (!head.next() || head.kind() != RESOURCE_INSTANCE) {
        return null;
      }
      if (head.id != i) {
        return sparse(in, from, to, type);
      }
      Value value = value(in, head.content, head.end, type);
      if (Typed.isMisfit(value)) {
        return null;
      }
      values[i] = value;
    }
    return head.isLast() ? IdMap.ofDense(values) : null;
  }

  /// The same where the ids have gaps.
  private static @Nullable SortedMap<Integer, Value> sparse(
      Bytes in, int from, int to, DataType type) {
    IdMap.Builder<Value> values = new IdMap.Builder<>(count(in, from, to));
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
    return switch (type) {
      case STRING ->
          in.isAscii(from, to)
              ? new Value.Text(in.ascii(from, to))
              : TlvValue.read(type, in, from, to);
      case INTEGER -> {
        long number = number(in, from, to);
        yield number == NO_NUMBER ? Typed.MISFIT : Value.Int.of(number);
      }
      case TIME -> {
        long number = number(in, from, to);
        yield number == NO_NUMBER ? Typed.MISFIT : new Value.Time(number);
      }
      case UNSIGNED_INTEGER ->
          TlvValue.isWide(type, in, from, to) ? Typed.MISFIT : TlvValue.read(type, in, from, to);
      default -> TlvValue.read(type, in, from, to);
    };
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
        long number = in.unsigned(from, from + 8);
        yield number == (int) number ? NO_NUMBER : number;
      }
      default -> NO_NUMBER;
    };
  }

  /// How many TLVs there are from `from` to `to`, up to the first that is cut off.
  private static int count(Bytes in, int from, int to) {
    Head head = new Head(in, from, to);
    int count = 0;
    while (head.next()) {
      count++;
    }
    return count;
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
      if (to - end < TLV_BYTES_MIN) {
        return false;
      }
      int front = in.get16(end);
      type = front >>> 8;
      if ((type & 0x38) == 0) {
        // One byte of id, and the length in the type.
        id = front & 0xFF;
        content = end + TLV_BYTES_MIN;
        end = content + (type & 7);
        return end <= to;
      }
      return nextLong();
    }

    private boolean nextLong() {
      int lengthBytes = type >>> 3 & 3;
      content = end + TLV_BYTES_MIN + (type >>> 5 & 1) + lengthBytes;
      if (content > to) {
        return false;
      }
      id = (type & 0x20) == 0 ? in.get(end + 1) : in.get16(end + 1);
      int length =
          switch (lengthBytes) {
            case 0 -> type & 7;
            case 1 -> in.get(content - 1);
            case 2 -> in.get16(content - 2);
            default -> in.get(content - 3) << 16 | in.get16(content - 2);
          };
      end = content + length;
      return length <= to - content && id != ID_RESERVED;
    }
  }
}
