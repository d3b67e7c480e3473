// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.cbor.CborLimits;
import io.tern.coap.cbor.CborReader;
import java.math.BigDecimal;
import java.util.Optional;

/// Leaves of CBOR payloads.
final class CborScalar {
  private static final long TAG_DECIMAL_FRACTION = 4;

  /// Beyond this exponent, no decimal fraction of a 64-bit mantissa is a double other than zero.
  private static final int EXPONENT_MAX = 400;

  private static final int CBOR_NESTING_MAX = 64;
  private static final int ITEMS_MIN = 64;

  private CborScalar() {}

  /// A reader within `limits`; the size of the payload is the caller's to limit.
  static CborReader reader(Bytes payload, DecodeLimits limits) {
    int depthMax = Math.min(limits.nestingMax(), CBOR_NESTING_MAX);
    int itemsMax = Math.max(limits.valuesMax(), ITEMS_MIN);
    return new CborReader(
        payload, new CborLimits(payload.size(), depthMax, itemsMax, payload.size()));
  }

  /// What is wrong with the input of a reader at its end, with the byte where.
  static Optional<String> finish(CborReader reader) {
    return reader.finish().map(fault -> fault.what() + " (" + fault.where() + ")");
  }

  /// Reads a number: integer, float or decimal fraction.
  static Scalar readNumber(CborReader reader) {
    return switch (reader.peek()) {
      case UNSIGNED -> ofUnsigned(reader.readUnsigned());
      case NEGATIVE -> new Scalar.Whole(reader.readLong());
      case TAG -> {
        if (reader.readTag() != TAG_DECIMAL_FRACTION) {
          reader.fail("a tag that makes no number");
        }
        yield readDecimalFraction(reader);
      }
      default -> new Scalar.Binary(reader.readFloat());
    };
  }

  static Scalar ofUnsigned(long bits) {
    return bits >= 0 ? new Scalar.Whole(bits) : new Scalar.Huge(bits);
  }

  /// Reads what follows the tag of a decimal fraction (RFC 8949 §3.4.4).
  private static Scalar readDecimalFraction(CborReader reader) {
    reader.enterArray();
    long exponent = reader.readLong();
    long mantissa = reader.readLong();
    reader.leave();
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX) {
      reader.fail("a decimal fraction out of range");
    }
    return reader.isBroken()
        ? Scalar.Whole.ZERO
        : new Scalar.Digits(BigDecimal.valueOf(mantissa, (int) -exponent).toString());
  }
}
