// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// A leaf of a self-describing payload as it stands there, before the model says what it means. Numbers
/// keep all their digits. One is used again for each leaf of a payload.
final class Scalar {
  /// What it is.
  enum Kind {
    /// An explicit null.
    NOTHING,
    /// An integer of 64 bits with sign.
    WHOLE,
    /// Seconds since 1970 of what says itself that it is a time.
    MOMENT,
    /// The same with a fraction or out of the range of a Time: a number where no definition wants one.
    FINE_MOMENT,
    /// An integer from 2^63 to 2^64-1, as unsigned bits.
    HUGE,
    /// A binary floating-point number.
    BINARY,
    /// A decimal number: 64 bits times a power of ten.
    DECIMAL,
    /// A decimal number as text, where it has too many digits for the above.
    DIGITS,
    TEXT,
    FLAG,
    DATA,
    /// An Objlnk that says so itself, such as 66:1.
    LINK
  }

  /// Powers of ten that a double holds exactly.
  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long EXACT_MAX = 1L << 53;

  private static final Value.Text NO_WORDS = new Value.Text("");

  private Kind kind = Kind.NOTHING;
  private long bits;
  private int exponent;
  private String text = "";
  private Value.Text words = NO_WORDS;
  private Bytes data = Bytes.EMPTY;

  Kind kind() {
    return kind;
  }

  boolean isNothing() {
    return kind == Kind.NOTHING;
  }

  Scalar nothing() {
    kind = Kind.NOTHING;
    return this;
  }

  Scalar whole(long value) {
    kind = Kind.WHOLE;
    bits = value;
    return this;
  }

  Scalar moment(long epochSeconds) {
    kind = Kind.MOMENT;
    bits = epochSeconds;
    return this;
  }

  Scalar fineMoment(double epochSeconds) {
    kind = Kind.FINE_MOMENT;
    bits = Double.doubleToRawLongBits(epochSeconds);
    return this;
  }

  Scalar unsigned(long value) {
    kind = value < 0 ? Kind.HUGE : Kind.WHOLE;
    bits = value;
    return this;
  }

  Scalar binary(double value) {
    kind = Kind.BINARY;
    bits = Double.doubleToRawLongBits(value);
    return this;
  }

  /// `mantissa` times ten to the power of `power`.
  Scalar decimal(long mantissa, int power) {
    kind = Kind.DECIMAL;
    bits = mantissa;
    exponent = power;
    return this;
  }

  Scalar digits(String value) {
    return text(Kind.DIGITS, value);
  }

  Scalar text(String value) {
    return text(new Value.Text(value));
  }

  /// The text that the bytes from `from` to `to` spell in UTF-8; false where they are malformed.
  boolean sharedText(Bytes in, int from, int to) {
    if (SharedTexts.read(in, from, to) instanceof Value.Text known) {
      text(known);
      return true;
    }
    return false;
  }

  private Scalar text(Value.Text value) {
    kind = Kind.TEXT;
    text = value.value();
    words = value;
    return this;
  }

  Scalar flag(boolean value) {
    kind = Kind.FLAG;
    bits = value ? 1 : 0;
    return this;
  }

  Scalar data(Bytes value) {
    kind = Kind.DATA;
    data = value;
    return this;
  }

  Scalar link(String value) {
    return text(Kind.LINK, value);
  }

  private Scalar text(Kind next, String value) {
    kind = next;
    text = value;
    return this;
  }

  /// The integer; meaningful only for [Kind#WHOLE].
  long wholeValue() {
    return bits;
  }

  /// The text; meaningful only for [Kind#TEXT].
  String textValue() {
    return text;
  }

  /// The exact decimal that a number is; empty for what is no finite number.
  Optional<BigDecimal> exact() {
    return switch (kind) {
      case WHOLE -> Optional.of(BigDecimal.valueOf(bits));
      case BINARY -> {
        double value = Double.longBitsToDouble(bits);
        yield Double.isFinite(value) ? Optional.of(BigDecimal.valueOf(value)) : Optional.empty();
      }
      case DECIMAL -> Optional.of(BigDecimal.valueOf(bits, -exponent));
      case DIGITS -> Optional.of(new BigDecimal(text));
      default -> Optional.empty();
    };
  }

  /// What it takes to understand this leaf as a value of `type`, if anything.
  Optional<Tolerance> tolerance(DataType type) {
    return switch (kind) {
      case BINARY, DECIMAL ->
          isInteger(type) && !(kind == Kind.BINARY && type == DataType.TIME)
              ? Optional.of(Tolerance.FRACTION_FOR_INTEGER)
              : Optional.empty();
      case DIGITS ->
          isInteger(type) && !isPlain(text)
              ? Optional.of(Tolerance.FRACTION_FOR_INTEGER)
              : Optional.empty();
      case TEXT, LINK ->
          (type == DataType.OBJECT_LINK || kind == Kind.LINK) && text.equalsIgnoreCase("FFFF:FFFF")
              ? Optional.of(Tolerance.HEX_NULL_LINK)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isInteger(DataType type) {
    return type == DataType.INTEGER || type == DataType.UNSIGNED_INTEGER || type == DataType.TIME;
  }

  /// This leaf as a value of `type`; NONE for the type that the leaf itself tells. [Typed#MISFIT] where
  /// the two do not go together.
  Value as(DataType type) {
    return switch (kind) {
      case WHOLE -> Typed.ofInteger(type, bits);
      // Without a definition it is a number, as it is written and read again where nothing says
      // more.
      case MOMENT ->
          type == DataType.TIME || type == DataType.NONE
              ? Typed.ofInteger(type, bits)
              : Typed.MISFIT;
      case FINE_MOMENT ->
          type == DataType.NONE ? new Value.Real(Double.longBitsToDouble(bits)) : Typed.MISFIT;
      case HUGE -> Typed.ofUnsigned(type, bits);
      case BINARY -> Typed.ofReal(type, Double.longBitsToDouble(bits));
      case DECIMAL -> ofDecimal(type);
      case DIGITS -> ofDigits(type);
      case TEXT ->
          type == DataType.STRING || type == DataType.NONE ? words : Typed.ofText(type, text);
      case FLAG -> Typed.ofBoolean(type, bits != 0);
      case DATA -> Typed.ofBytes(type, data);
      case LINK ->
          type == DataType.OBJECT_LINK || type == DataType.NONE
              ? Typed.ofText(DataType.OBJECT_LINK, text)
              : Typed.MISFIT;
      case NOTHING -> Typed.MISFIT;
    };
  }

  private Value ofDecimal(DataType type) {
    if (type != DataType.FLOAT && type != DataType.NONE) {
      return isInteger(type) ? ofIntegral(type, BigDecimal.valueOf(bits, -exponent)) : Typed.MISFIT;
    }
    double value = real();
    return Double.isInfinite(value) ? Typed.MISFIT : new Value.Real(value);
  }

  /// The nearest double. Of two exact ones the quotient or product is rounded once, which is all that the
  /// usual case needs.
  private double real() {
    int power = Math.abs(exponent);
    if (power >= TENS.length || bits > EXACT_MAX || bits < -EXACT_MAX) {
      return BigDecimal.valueOf(bits, -exponent).doubleValue();
    }
    return exponent < 0 ? bits / TENS[power] : bits * TENS[power];
  }

  private Value ofDigits(DataType type) {
    return switch (type) {
      case FLOAT -> Decimal.real(text).<Value>map(Value.Real::new).orElse(Typed.MISFIT);
      case NONE ->
          isPlain(text)
              ? ofWhole(type, text)
              : Decimal.real(text).<Value>map(Value.Real::new).orElse(Typed.MISFIT);
      case INTEGER, UNSIGNED_INTEGER, TIME ->
          isPlain(text) ? ofWhole(type, text) : ofIntegral(type, new BigDecimal(text));
      default -> Typed.MISFIT;
    };
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  private static Value ofWhole(DataType type, String digits) {
    Optional<Long> signed = Decimal.signed(digits);
    return signed.isPresent()
        ? Typed.ofInteger(type, signed.get())
        : Decimal.unsigned(digits)
            .map(unsigned -> Typed.ofUnsigned(type, unsigned))
            .orElse(Typed.MISFIT);
  }

  /// From a decimal without fractional part, such as 5.0 (DT-21).
  private static Value ofIntegral(DataType type, BigDecimal number) {
    BigDecimal decimal = number.stripTrailingZeros();
    boolean integral = decimal.scale() <= 0 && decimal.precision() - decimal.scale() <= 20;
    return integral ? ofWhole(type, decimal.toPlainString()) : Typed.MISFIT;
  }
}
