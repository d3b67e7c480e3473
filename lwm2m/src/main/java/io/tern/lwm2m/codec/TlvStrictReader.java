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

  private static final int BROKEN = Integer.MAX_VALUE;

  /// Stands for no number. The one number that it is, the other reader reads.
  private static final long NO_NUMBER = Long.MIN_VALUE;

  private TlvStrictReader() {}

  /// The node that the payload for `base` makes, which is not the root; empty where it is not as it should
  /// be, or is a resource instance.
  static Optional<Node> read(Path base, Bytes payload, Reading reading) {
    Optional<ObjectModel> known = reading.models().object(base.objectId());
    if (known.isEmpty() || payload.size() / TLV_BYTES_MIN > reading.limits().valuesMax()) {
      return Optional.empty();
    }
    ObjectModel object = known.get();
    return Optional.ofNullable(
        switch (base.depth()) {
          case 1 -> object(base.objectId(), payload, object);
          case 2 -> {
            int count = count(payload, 0, payload.size());
            yield instance(base.instanceId(), payload, 0, payload.size(), object, count);
          }
          case 3 -> resource(base.resourceId(), payload, object);
          default -> null;
        });
  }

  private static Node.@Nullable ObjectNode object(int id, Bytes in, ObjectModel object) {
    Node.InstanceNode[] instances = new Node.InstanceNode[count(in, 0, in.size())];
    int at = 0;
    int last = -1;
    int resources = -1;
    for (int i = 0; i < instances.length; i++) {
      int end = end(in, at, in.size());
      if (end == BROKEN || kind(in, at) != OBJECT_INSTANCE || id(in, at) <= last) {
        return null;
      }
      last = id(in, at);
      int from = content(in, at);
      int expected = resources < 0 ? count(in, from, end) : resources;
      Node.InstanceNode instance = instance(last, in, from, end, object, expected);
      if (instance == null) {
        return null;
      }
      instances[i] = instance;
      resources = instance.resources().size();
      at = end;
    }
    return new Node.ObjectNode(id, IdMap.ofAscending(instances));
  }

  /// @param expected how many resources there are, as far as one knows
  private static Node.@Nullable InstanceNode instance(
      int id, Bytes in, int from, int to, ObjectModel object, int expected) {
    SortedMap<Integer, ResourceModel> models = object.resources();
    Node.ResourceNode[] resources = new Node.ResourceNode[expected];
    int size = 0;
    int last = -1;
    int place = 0;
    int at = from;
    while (at < to) {
      int end = end(in, at, to);
      if (end == BROKEN || id(in, at) <= last) {
        return null;
      }
      last = id(in, at);
      place = IdMap.index(models, last, place);
      Node.ResourceNode resource =
          place < 0 ? null : resource(in, at, end, IdMap.valueAt(models, place++));
      if (resource == null) {
        return null;
      }
      if (size == resources.length) {
        resources = Arrays.copyOf(resources, size + count(in, at, to));
      }
      resources[size++] = resource;
      at = end;
    }
    Node.ResourceNode[] all = size == resources.length ? resources : Arrays.copyOf(resources, size);
    return new Node.InstanceNode(id, IdMap.ofAscending(all));
  }

  /// The resource that fills the payload.
  private static Node.@Nullable ResourceNode resource(int id, Bytes in, ObjectModel object) {
    int end = end(in, 0, in.size());
    if (end != in.size() || id(in, 0) != id) {
      return null;
    }
    int place = IdMap.index(object.resources(), id, 0);
    return place < 0 ? null : resource(in, 0, end, IdMap.valueAt(object.resources(), place));
  }

  /// The resource of the TLV from `at` to `end`.
  private static Node.@Nullable ResourceNode resource(
      Bytes in, int at, int end, ResourceModel model) {
    int content = content(in, at);
    if (kind(in, at) == RESOURCE && !model.multiple()) {
      Value value = value(in, content, end, model.type());
      return Typed.isMisfit(value) ? null : new Node.SingleResource(model.id(), value);
    }
    if (kind(in, at) == MULTIPLE_RESOURCE && model.multiple()) {
      SortedMap<Integer, Value> values = values(in, content, end, model.type());
      return values == null ? null : new Node.MultipleResource(model.id(), values);
    }
    return null;
  }

  /// The values of a multiple resource.
  private static @Nullable SortedMap<Integer, Value> values(
      Bytes in, int from, int to, DataType type) {
    Value[] values = new Value[count(in, from, to)];
    int at = from;
    for (int i = 0; i < values.length; i++) {
      int end = end(in, at, to);
      if (end == BROKEN || kind(in, at) != RESOURCE_INSTANCE) {
        return null;
      }
      if (id(in, at) != i) {
        return sparse(in, from, to, type);
      }
      Value value = value(in, content(in, at), end, type);
      if (Typed.isMisfit(value)) {
        return null;
      }
      values[i] = value;
      at = end;
    }
    return IdMap.ofDense(values);
  }

  /// The same where the ids have gaps.
  private static @Nullable SortedMap<Integer, Value> sparse(
      Bytes in, int from, int to, DataType type) {
    IdMap.Builder<Value> values = new IdMap.Builder<>(count(in, from, to));
    int last = -1;
    int at = from;
    while (at < to) {
      int end = end(in, at, to);
      if (end == BROKEN || kind(in, at) != RESOURCE_INSTANCE || id(in, at) <= last) {
        return null;
      }
      last = id(in, at);
      Value value = value(in, content(in, at), end, type);
      if (Typed.isMisfit(value)) {
        return null;
      }
      values.add(last, value);
      at = end;
    }
    return values.build();
  }

  private static Value value(Bytes in, int from, int to, DataType type) {
    return switch (type) {
      case STRING -> {
        Optional<String> text = in.utf8Strict(from, to);
        yield text.isPresent() ? new Value.Text(text.get()) : Typed.MISFIT;
      }
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

  /// How many TLVs there are from `from` to `to`, one that is cut off included.
  private static int count(Bytes in, int from, int to) {
    int count = 0;
    for (int at = from; at < to; at = end(in, at, to)) {
      count++;
    }
    return count;
  }

  /// Where the TLV at `at` ends, at `to` at the latest; [#BROKEN] where it does not, or has the reserved id.
  private static int end(Bytes in, int at, int to) {
    if (to - at < TLV_BYTES_MIN) {
      return BROKEN;
    }
    int type = in.get(at);
    int end = isShort(type) ? at + TLV_BYTES_MIN + (type & 7) : longEnd(in, at, to);
    return end <= to ? end : BROKEN;
  }

  private static int longEnd(Bytes in, int at, int to) {
    int type = in.get(at);
    int content = content(in, at);
    if (content > to || id(in, at) == ID_RESERVED) {
      return BROKEN;
    }
    int length =
        switch (type >>> 3 & 3) {
          case 0 -> type & 7;
          case 1 -> in.get(content - 1);
          case 2 -> in.get16(content - 2);
          default -> in.get(content - 3) << 16 | in.get16(content - 2);
        };
    return length <= to - content ? content + length : BROKEN;
  }

  /// Whether a type is followed by one byte of id and the content: no more id, and no length.
  private static boolean isShort(int type) {
    return (type & 0x38) == 0;
  }

  private static int kind(Bytes in, int at) {
    return in.get(at) >>> 6;
  }

  private static int id(Bytes in, int at) {
    return (in.get(at) & 0x20) == 0 ? in.get(at + 1) : in.get16(at + 1);
  }

  /// Where the content of the TLV at `at` begins.
  private static int content(Bytes in, int at) {
    int type = in.get(at);
    return at + TLV_BYTES_MIN + (isShort(type) ? 0 : (type >>> 5 & 1) + (type >>> 3 & 3));
  }
}
