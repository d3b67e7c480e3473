// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.util.Optional;

/// Values of TLVs: bytes to which only the model gives a type.
final class TlvValue {
  private TlvValue() {}

  /// The value of `type` that the bytes from `from` to `to` are; [Typed#MISFIT] where they are none.
  static Value read(DataType type, Bytes input, int from, int to) {
    int bytes = to - from;
    return switch (type) {
      case NONE -> new Value.Raw(input.slice(from, to));
      case OPAQUE -> new Value.Opaque(input.slice(from, to));
      case STRING, CORE_LINK, OBJECT_LINK -> ofBytes(type, input.slice(from, to));
      case INTEGER, TIME ->
          isIntegerWidth(bytes) ? Typed.ofInteger(type, input.signed(from, to)) : Typed.MISFIT;
      case UNSIGNED_INTEGER ->
          isIntegerWidth(bytes) ? Typed.ofUnsigned(type, input.unsigned(from, to)) : Typed.MISFIT;
      case FLOAT -> ofFloat(bytes, input, from, to);
      case BOOLEAN ->
          bytes == 1 && input.get(from) <= 1 ? Value.Bool.of(input.get(from) == 1) : Typed.MISFIT;
    };
  }

  private static Value ofBytes(DataType type, Bytes bytes) {
    if (type == DataType.OBJECT_LINK) {
      int ids = bytes.size() == 4 ? (int) bytes.unsigned(0, 4) : 0;
      return bytes.size() == 4 ? new Value.ObjectLink(ids >>> 16, ids & 0xFFFF) : Typed.MISFIT;
    }
    Optional<String> text = bytes.utf8Strict();
    return text.isPresent() ? Typed.ofText(type, text.get()) : Typed.MISFIT;
  }

  private static Value ofFloat(int bytes, Bytes input, int from, int to) {
    return switch (bytes) {
      case 4 -> new Value.Real(Float.intBitsToFloat((int) input.unsigned(from, to)));
      case 8 -> new Value.Real(Double.longBitsToDouble(input.unsigned(from, to)));
      default -> Typed.MISFIT;
    };
  }

  private static boolean isIntegerWidth(int bytes) {
    return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  }

  /// Whether a number was read from more bytes than it needs.
  static boolean isWide(Value value, int bytes) {
    return switch (value) {
      case Value.Int(long number) -> bytes > TlvWriter.width(number);
      case Value.Time(long seconds) -> bytes > TlvWriter.width(seconds);
      case Value.Unsigned(long bits) -> bytes > TlvWriter.unsignedWidth(bits);
      default -> false;
    };
  }
}
