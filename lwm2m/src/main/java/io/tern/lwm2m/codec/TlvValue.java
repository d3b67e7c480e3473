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
      case STRING, CORE_LINK -> ofText(type, input.utf8Strict(from, to));
      case OBJECT_LINK -> ofIds(bytes, input, from);
      case INTEGER, TIME ->
          isIntegerWidth(bytes) ? Typed.ofInteger(type, input.signed(from, to)) : Typed.MISFIT;
      case UNSIGNED_INTEGER ->
          isIntegerWidth(bytes) ? Typed.ofUnsigned(type, input.unsigned(from, to)) : Typed.MISFIT;
      case FLOAT -> ofFloat(bytes, input, from, to);
      case BOOLEAN ->
          bytes == 1 && input.get(from) <= 1 ? Value.Bool.of(input.get(from) == 1) : Typed.MISFIT;
    };
  }

  private static Value ofText(DataType type, Optional<String> text) {
    return text.isPresent() ? Typed.ofText(type, text.get()) : Typed.MISFIT;
  }

  private static Value ofIds(int bytes, Bytes input, int from) {
    return bytes == 4
        ? new Value.ObjectLink(input.get16(from), input.get16(from + 2))
        : Typed.MISFIT;
  }

  /// The floating-point number that `bytes` bytes are.
  static Value ofFloat(int bytes, Bytes input, int from, int to) {
    return switch (bytes) {
      case 4 -> new Value.Real(Float.intBitsToFloat(input.get32(from)));
      case 8 -> new Value.Real(Double.longBitsToDouble(input.get64(from)));
      default -> Typed.MISFIT;
    };
  }

  private static boolean isIntegerWidth(int bytes) {
    return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  }

  /// Whether the bytes from `from` to `to` are more than an integer needs.
  static boolean isWide(DataType type, Bytes input, int from, int to) {
    int bytes = to - from;
    if (bytes < 2 || bytes > 8) {
      return false;
    }
    return switch (type) {
      case INTEGER, TIME -> bytes > TlvWriter.width(input.signed(from, to));
      case UNSIGNED_INTEGER -> bytes > TlvWriter.unsignedWidth(input.unsigned(from, to));
      default -> false;
    };
  }
}
