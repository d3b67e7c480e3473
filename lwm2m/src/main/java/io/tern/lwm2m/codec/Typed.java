// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ResourceModel;

/// What a self-describing format found, as a value of the data type that the model wants. The type
/// NONE means that there is no model: then the value has the type that the format tells. [#MISFIT] where
/// the two do not go together.
final class Typed {
  /// Integers up to here are exact in a double.
  static final double EXACT_MAX = 1L << 53;

  /// No value: what was found and what the model wants do not go together.
  static final Value MISFIT = new Value.Raw(Bytes.EMPTY);

  /// What stands for the definition of a resource that nobody knows.
  static final ResourceModel UNKNOWN =
      new ResourceModel(-1, "", ResourceModel.Operations.NONE, false, false, DataType.NONE, "", "");

  private Typed() {}

  /// Whether this is the definition of a resource that somebody knows.
  static boolean isKnown(ResourceModel model) {
    return model.id() >= 0;
  }

  /// Whether `value` is no value: that one object, not one like it.
  @SuppressWarnings("ReferenceEquality")
  static boolean isMisfit(Value value) {
    return value == MISFIT;
  }

  private static Value or(Value found, Value otherwise) {
    return isMisfit(found) ? otherwise : found;
  }

  /// What to say of a payload that is no value of `type`.
  static String refusal(DataType type) {
    return type == DataType.NONE ? "no value" : "not of type " + type.registryName();
  }

  /// From a signed integer.
  static Value ofInteger(DataType type, long value) {
    return switch (type) {
      case INTEGER, NONE -> Value.Int.of(value);
      case UNSIGNED_INTEGER -> value < 0 ? MISFIT : new Value.Unsigned(value);
      case TIME -> new Value.Time(value);
      case FLOAT -> new Value.Real(value);
      default -> MISFIT;
    };
  }

  /// From an unsigned integer of up to 64 bits, given as the bits of a long.
  static Value ofUnsigned(DataType type, long bits) {
    if (bits >= 0) {
      return ofInteger(type, bits);
    }
    return switch (type) {
      case UNSIGNED_INTEGER, NONE -> new Value.Unsigned(bits);
      case FLOAT -> new Value.Real((bits >>> 1) * 2.0);
      default -> MISFIT;
    };
  }

  /// From a floating-point number; one without fraction may stand for an integer (DT-21).
  static Value ofReal(DataType type, double value) {
    return switch (type) {
      case FLOAT, NONE -> new Value.Real(value);
      case INTEGER, UNSIGNED_INTEGER, TIME ->
          Math.rint(value) == value && Math.abs(value) <= EXACT_MAX
              ? ofInteger(type, (long) value)
              : MISFIT;
      default -> MISFIT;
    };
  }

  /// From a truth value.
  static Value ofBoolean(DataType type, boolean value) {
    return switch (type) {
      case BOOLEAN, NONE -> Value.Bool.of(value);
      default -> MISFIT;
    };
  }

  /// From text.
  static Value ofText(DataType type, String value) {
    return switch (type) {
      case STRING, NONE -> new Value.Text(value);
      case CORE_LINK -> new Value.CoreLink(value);
      case OBJECT_LINK -> Value.ObjectLink.parse(value).<Value>map(link -> link).orElse(MISFIT);
      default -> MISFIT;
    };
  }

  /// From bytes.
  static Value ofBytes(DataType type, Bytes value) {
    return switch (type) {
      case OPAQUE, NONE -> new Value.Opaque(value);
      default -> MISFIT;
    };
  }

  /// `value` as the type that the model wants, where no meaning is lost; else `value` itself. For formats
  /// in which the number of bytes depends on the type.
  static Value fit(DataType type, Value value) {
    if (type == DataType.NONE || type == value.type()) {
      return value;
    }
    return switch (value) {
      case Value.Int(long number) -> or(ofInteger(type, number), value);
      case Value.Time(long seconds) -> or(ofInteger(type, seconds), value);
      case Value.Unsigned(long bits) -> or(ofUnsigned(type, bits), value);
      case Value.Real(double number) -> or(ofReal(type, number), value);
      default -> value;
    };
  }
}
