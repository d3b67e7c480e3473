// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// A leaf of a self-describing payload as it stands there, before the model says what it means. Numbers
/// keep all their digits.
sealed interface Scalar {
  /// An integer of 64 bits with sign.
  record Whole(long value) implements Scalar {
    static final Whole ZERO = new Whole(0);
  }

  /// An integer from 2^63 to 2^64-1, as unsigned bits.
  record Huge(long bits) implements Scalar {}

  /// A binary floating-point number.
  record Binary(double value) implements Scalar {}

  /// A decimal number as text: digits, perhaps with fraction and exponent.
  record Digits(String text) implements Scalar {}

  record Text(String value) implements Scalar {}

  record Flag(boolean value) implements Scalar {}

  record Data(Bytes value) implements Scalar {}

  /// An Objlnk that says so itself, such as `66:1`.
  record Link(String value) implements Scalar {}

  /// An explicit null.
  record Nothing() implements Scalar {}

  /// This leaf as a value of `type`; NONE for the type that the leaf itself tells. Empty where the two do
  /// not go together.
  default Optional<Value> as(DataType type) {
    return switch (this) {
      case Whole(long value) -> Typed.ofInteger(type, value);
      case Huge(long bits) -> Typed.ofUnsigned(type, bits);
      case Binary(double value) -> Typed.ofReal(type, value);
      case Digits(String text) -> ofDigits(type, text);
      case Text(String value) -> Typed.ofText(type, value);
      case Flag(boolean value) -> Typed.ofBoolean(type, value);
      case Data(Bytes value) -> Typed.ofBytes(type, value);
      case Link(String value) ->
          type == DataType.OBJECT_LINK || type == DataType.NONE
              ? Value.ObjectLink.parse(value).map(link -> link)
              : Optional.empty();
      case Nothing() -> Optional.empty();
    };
  }

  private static Optional<Value> ofDigits(DataType type, String text) {
    boolean whole = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    return switch (type) {
      case FLOAT -> Decimal.real(text).map(Value.Real::new);
      case NONE -> whole ? ofWhole(type, text) : ofDigits(DataType.FLOAT, text);
      case INTEGER, UNSIGNED_INTEGER, TIME ->
          whole ? ofWhole(type, text) : integral(text).flatMap(digits -> ofWhole(type, digits));
      default -> Optional.empty();
    };
  }

  private static Optional<Value> ofWhole(DataType type, String digits) {
    Optional<Long> signed = Decimal.signed(digits);
    return signed.isPresent()
        ? Typed.ofInteger(type, signed.get())
        : Decimal.unsigned(digits).flatMap(bits -> Typed.ofUnsigned(type, bits));
  }

  /// The plain digits of a decimal without fractional part, such as `5.0` (DT-21).
  private static Optional<String> integral(String text) {
    BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
    boolean integral = decimal.scale() <= 0 && decimal.precision() - decimal.scale() <= 20;
    return integral ? Optional.of(decimal.toPlainString()) : Optional.empty();
  }
}
