// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.util.Optional;

/// What a self-describing format found, as a value of the data type that the model wants. The type
/// NONE means that there is no model: then the value has the type that the format tells. Empty where
/// the two do not go together.
final class Typed {
  /// Integers up to here are exact in a double.
  private static final double EXACT_MAX = 1L << 53;

  private Typed() {}

  /// What to say of a payload that is no value of `type`.
  static String refusal(DataType type) {
    return type == DataType.NONE ? "no value" : "not of type " + type.registryName();
  }

  /// From a signed integer.
  static Optional<Value> ofInteger(DataType type, long value) {
    return switch (type) {
      case INTEGER, NONE -> Optional.of(new Value.Int(value));
      case UNSIGNED_INTEGER ->
          value < 0 ? Optional.empty() : Optional.of(new Value.Unsigned(value));
      case TIME -> Optional.of(new Value.Time(value));
      case FLOAT -> Optional.of(new Value.Real(value));
      default -> Optional.empty();
    };
  }

  /// From an unsigned integer of up to 64 bits, given as the bits of a long.
  static Optional<Value> ofUnsigned(DataType type, long bits) {
    if (bits >= 0) {
      return ofInteger(type, bits);
    }
    return switch (type) {
      case UNSIGNED_INTEGER, NONE -> Optional.of(new Value.Unsigned(bits));
      case FLOAT -> Optional.of(new Value.Real((bits >>> 1) * 2.0));
      default -> Optional.empty();
    };
  }

  /// From a floating-point number; one without fraction may stand for an integer (DT-21).
  static Optional<Value> ofReal(DataType type, double value) {
    return switch (type) {
      case FLOAT, NONE -> Optional.of(new Value.Real(value));
      case INTEGER, UNSIGNED_INTEGER, TIME ->
          Math.rint(value) == value && Math.abs(value) <= EXACT_MAX
              ? ofInteger(type, (long) value)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// From a truth value.
  static Optional<Value> ofBoolean(DataType type, boolean value) {
    return switch (type) {
      case BOOLEAN, NONE -> Optional.of(new Value.Bool(value));
      default -> Optional.empty();
    };
  }

  /// From text.
  static Optional<Value> ofText(DataType type, String value) {
    return switch (type) {
      case STRING, NONE -> Optional.of(new Value.Text(value));
      case CORE_LINK -> Optional.of(new Value.CoreLink(value));
      case OBJECT_LINK -> Value.ObjectLink.parse(value).map(link -> link);
      default -> Optional.empty();
    };
  }

  /// From bytes.
  static Optional<Value> ofBytes(DataType type, Bytes value) {
    return switch (type) {
      case OPAQUE, NONE -> Optional.of(new Value.Opaque(value));
      default -> Optional.empty();
    };
  }

  /// `value` as the type that the model wants, where no meaning is lost; else `value` itself. For formats
  /// in which the number of bytes depends on the type.
  static Value fit(DataType type, Value value) {
    if (type == DataType.NONE || type == value.type()) {
      return value;
    }
    return switch (value) {
      case Value.Int(long number) -> ofInteger(type, number).orElse(value);
      case Value.Time(long seconds) -> ofInteger(type, seconds).orElse(value);
      case Value.Unsigned(long bits) -> ofUnsigned(type, bits).orElse(value);
      case Value.Real(double number) -> ofReal(type, number).orElse(value);
      default -> value;
    };
  }
}
