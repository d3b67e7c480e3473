// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Writes nodes as TLVs in the fewest bytes.
final class TlvWriter {
  private static final int HEADER_BYTES_MAX = 6;
  private static final int VALUE_BYTES_MAX = (1 << 24) - 1;

  private final Optional<ObjectModel> object;
  private byte[] buffer = new byte[128];
  private int size;
  private boolean tooLong;

  TlvWriter(Optional<ObjectModel> object) {
    this.object = object;
  }

  /// What has been written; empty where a value does not fit the format.
  Optional<Bytes> bytes() {
    return tooLong ? Optional.empty() : Optional.of(Bytes.wrap(buffer, 0, size));
  }

  void instance(int id, Node.InstanceNode instance) {
    int start = open();
    resources(instance);
    close(start, TlvKind.OBJECT_INSTANCE, id);
  }

  void resources(Node.InstanceNode instance) {
    instance.resources().values().forEach(this::resource);
  }

  void resource(Node.ResourceNode resource) {
    DataType type = type(resource.id());
    switch (resource) {
      case Node.SingleResource(int id, Value value) -> value(TlvKind.RESOURCE, id, value, type);
      case Node.MultipleResource multiple -> {
        int start = open();
        for (Map.Entry<Integer, Value> entry : multiple.values().entrySet()) {
          value(TlvKind.RESOURCE_INSTANCE, entry.getKey(), entry.getValue(), type);
        }
        close(start, TlvKind.MULTIPLE_RESOURCE, multiple.id());
      }
    }
  }

  void resourceInstance(int resourceId, Node.ResourceInstanceNode node) {
    value(TlvKind.RESOURCE_INSTANCE, node.id(), node.value(), type(resourceId));
  }

  private DataType type(int resourceId) {
    return object
        .flatMap(model -> model.resource(resourceId))
        .map(ResourceModel::type)
        .orElse(DataType.NONE);
  }

  private void value(TlvKind kind, int id, Value value, DataType type) {
    switch (Typed.fit(type, value)) {
      case Value.Int(long number) -> number(kind, id, number, width(number));
      case Value.Time(long seconds) -> number(kind, id, seconds, width(seconds));
      case Value.Unsigned(long bits) -> number(kind, id, bits, unsignedWidth(bits));
      case Value.Real(double number) -> real(kind, id, number);
      case Value.Bool(boolean truth) -> number(kind, id, truth ? 1 : 0, 1);
      case Value.ObjectLink(int objectId, int instanceId) ->
          number(kind, id, (long) objectId << 16 | instanceId, 4);
      case Value.Text(String text) -> bytes(kind, id, Bytes.ofUtf8(text));
      case Value.CoreLink(String text) -> bytes(kind, id, Bytes.ofUtf8(text));
      case Value.Opaque(Bytes bytes) -> bytes(kind, id, bytes);
      case Value.Raw(Bytes bytes) -> bytes(kind, id, bytes);
    }
  }

  private void real(TlvKind kind, int id, double number) {
    float narrow = (float) number;
    if (narrow == number || Double.isNaN(number)) {
      number(kind, id, Float.floatToIntBits(narrow), 4);
    } else {
      number(kind, id, Double.doubleToLongBits(number), 8);
    }
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

  private void number(TlvKind kind, int id, long number, int bytes) {
    reserve(HEADER_BYTES_MAX + bytes);
    size = header(size, kind, id, bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (number >>> shift);
    }
  }

  private void bytes(TlvKind kind, int id, Bytes value) {
    if (value.size() > VALUE_BYTES_MAX) {
      tooLong = true;
      return;
    }
    reserve(HEADER_BYTES_MAX + value.size());
    size = header(size, kind, id, value.size());
    value.copyTo(buffer, size);
    size += value.size();
  }

  /// Leaves room for the largest header of a TLV whose length is not known yet.
  private int open() {
    int start = size;
    reserve(HEADER_BYTES_MAX);
    size += HEADER_BYTES_MAX;
    return start;
  }

  /// Puts the header at `start` and moves the value up to it.
  private void close(int start, TlvKind kind, int id) {
    int from = start + HEADER_BYTES_MAX;
    int length = size - from;
    if (length > VALUE_BYTES_MAX) {
      tooLong = true;
      return;
    }
    int to = header(start, kind, id, length);
    System.arraycopy(buffer, from, buffer, to, length);
    size = to + length;
  }

  /// Writes a header at `at`; the answer is where it ends.
  private int header(int at, TlvKind kind, int id, int length) {
    int lengthBytes = length < 8 ? 0 : length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : 3;
    int idBit = id < 1 << 8 ? 0 : 0x20;
    int next = at;
    buffer[next++] = (byte) (kind.bits | idBit | lengthBytes << 3 | (length < 8 ? length : 0));
    if (idBit != 0) {
      buffer[next++] = (byte) (id >>> 8);
    }
    buffer[next++] = (byte) id;
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
      buffer[next++] = (byte) (length >>> shift);
    }
    return next;
  }

  private void reserve(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }
}
