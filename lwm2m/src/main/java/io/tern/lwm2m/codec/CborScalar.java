// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.cbor.CborKind;
import io.tern.coap.cbor.CborLimits;
import io.tern.coap.cbor.CborReader;
import io.tern.coap.cbor.CborWriter;
import io.tern.lwm2m.Value;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;

/// Leaves of CBOR payloads: of SenML records, of LwM2M CBOR, or alone.
final class CborScalar {
  private static final long TAG_DATE_TIME = 0;
  private static final long TAG_EPOCH_TIME = 1;
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
  static Scalar readNumber(CborReader reader, Scalar into) {
    return readNumber(reader, reader.peek(), into);
  }

  /// Reads a number, or a null, which makes nothing.
  static Scalar readNumberOrNull(CborReader reader, Scalar into) {
    CborKind kind = reader.peek();
    if (kind == CborKind.NULL) {
      reader.readNull();
      return into.nothing();
    }
    return readNumber(reader, kind, into);
  }

  private static Scalar readNumber(CborReader reader, CborKind kind, Scalar into) {
    return switch (kind) {
      case UNSIGNED -> into.unsigned(reader.readUnsigned());
      case NEGATIVE -> into.whole(reader.readLong());
      case TAG -> {
        if (reader.readTag() != TAG_DECIMAL_FRACTION) {
          reader.fail("a tag that makes no number");
        }
        yield readDecimalFraction(reader, into);
      }
      default -> into.binary(reader.readFloat());
    };
  }

  /// Reads a leaf of any kind; a date and time (tag 0) or epoch time (tag 1) is a time and nothing else.
  static Scalar readLeaf(CborReader reader, Scalar into) {
    return switch (reader.peek()) {
      case TEXT -> into.text(reader.readText());
      case BYTES -> into.data(reader.readBytes());
      case BOOLEAN -> into.flag(reader.readBoolean());
      case NULL -> {
        reader.readNull();
        yield into.nothing();
      }
      case TAG -> readTagged(reader, into);
      case UNSIGNED, NEGATIVE, FLOAT -> readNumber(reader, into);
      default -> {
        reader.fail("no value");
        yield into.nothing();
      }
    };
  }

  private static Scalar readTagged(CborReader reader, Scalar into) {
    long tag = reader.readTag();
    if (tag == TAG_DECIMAL_FRACTION) {
      return readDecimalFraction(reader, into);
    }
    if (tag == TAG_EPOCH_TIME) {
      return readEpochTime(reader, into);
    }
    if (tag != TAG_DATE_TIME) {
      reader.fail("a tag that makes no value");
      return into.nothing();
    }
    OptionalLong seconds = epochSeconds(reader.readText());
    if (seconds.isEmpty()) {
      reader.fail("no date and time in whole seconds");
    }
    return into.moment(seconds.orElse(0));
  }

  /// What follows the tag of an epoch time: an integer or a float (RFC 8949 §3.4.2).
  private static Scalar readEpochTime(CborReader reader, Scalar into) {
    return switch (reader.peek()) {
      case UNSIGNED -> {
        long seconds = reader.readUnsigned();
        if (seconds < 0) {
          reader.fail("a time out of range");
        }
        yield into.moment(seconds);
      }
      case NEGATIVE -> into.moment(reader.readLong());
      default -> {
        double seconds = reader.readFloat();
        yield Math.rint(seconds) == seconds && Math.abs(seconds) <= Typed.EXACT_MAX
            ? into.moment((long) seconds)
            : into.fineMoment(seconds);
      }
    };
  }

  private static OptionalLong epochSeconds(String rfc3339) {
    try {
      Instant time = OffsetDateTime.parse(rfc3339).toInstant();
      return time.getNano() == 0 ? OptionalLong.of(time.getEpochSecond()) : OptionalLong.empty();
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }

  /// Reads what follows the tag of a decimal fraction (RFC 8949 §3.4.4). A mantissa of more than 64 bits is
  /// refused: no type of LwM2M holds one.
  private static Scalar readDecimalFraction(CborReader reader, Scalar into) {
    reader.enterArray();
    long exponent = reader.readLong();
    if (reader.peek() == CborKind.TAG) {
      reader.fail("a mantissa of more than 64 bits");
    }
    long mantissa = reader.readLong();
    reader.leave();
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX) {
      reader.fail("a decimal fraction out of range");
    }
    return reader.isBroken() ? into.nothing() : into.decimal(mantissa, (int) exponent);
  }

  /// Writes a leaf as the type of the value tells.
  static void writeLeaf(CborWriter writer, Value value) {
    switch (value) {
      case Value.Real real -> writer.writeFloat(real.value());
      case Value.Int whole -> writer.writeLong(whole.value());
      case Value.Text text -> writer.writeText(text.value());
      case Value.Bool flag -> writer.writeBoolean(flag.value());
      case Value.Time time -> writer.writeLong(time.epochSeconds());
      case Value.Unsigned number -> writer.writeUnsigned(number.value());
      case Value.Opaque bytes -> writer.writeBytes(bytes.value());
      case Value.Raw bytes -> writer.writeBytes(bytes.value());
      case Value.ObjectLink link -> writer.writeText(link.toString());
      case Value.CoreLink links -> writer.writeText(links.value());
    }
  }
}
