// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;

/// One value as JSON and back.
///
/// Integers of all 64 bits are numbers, times are texts of ISO 8601, opaque values are Base64
/// (RFC 4648 §4), object links are `"3:0"`, floats that JSON has no number for are `"NaN"`,
/// `"Infinity"` and `"-Infinity"`.
final class ValueJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final BigInteger UNSIGNED_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private ValueJson() {}

  /// The JSON form.
  static JsonNode write(Value value) {
    return switch (value) {
      case Value.Text(String text) -> JSON.textNode(text);
      case Value.Int(long number) -> JSON.numberNode(number);
      case Value.Unsigned(long number) ->
          JSON.numberNode(new BigInteger(Long.toUnsignedString(number)));
      case Value.Real(double number) ->
          Double.isFinite(number)
              ? JSON.numberNode(number)
              : JSON.textNode(Double.toString(number));
      case Value.Bool(boolean truth) -> JSON.booleanNode(truth);
      case Value.Opaque(Bytes bytes) -> base64(bytes);
      case Value.Time time ->
          time.instant().getEpochSecond() == time.epochSeconds()
              ? JSON.textNode(time.instant().toString())
              : JSON.numberNode(time.epochSeconds());
      case Value.ObjectLink link -> JSON.textNode(link.toString());
      case Value.CoreLink(String links) -> JSON.textNode(links);
      case Value.Raw(Bytes bytes) -> base64(bytes);
    };
  }

  private static JsonNode base64(Bytes bytes) {
    return JSON.textNode(Base64.getEncoder().encodeToString(bytes.toArray()));
  }

  /// The value of type `type` that `json` stands for.
  ///
  /// @param field what a problem names
  static Checked<Value> read(JsonNode json, DataType type, String field) {
    Optional<Value> value =
        switch (type) {
          case STRING -> text(json).map(Value.Text::new);
          case CORE_LINK -> text(json).map(Value.CoreLink::new);
          case INTEGER -> integer(json).map(Value.Int::new);
          case UNSIGNED_INTEGER -> unsigned(json).map(Value.Unsigned::new);
          case FLOAT -> real(json).map(Value.Real::new);
          case BOOLEAN ->
              json.isBoolean()
                  ? Optional.of(new Value.Bool(json.booleanValue()))
                  : Optional.empty();
          case OPAQUE -> bytes(json).map(Value.Opaque::new);
          case TIME -> time(json).map(Value.Time::new);
          case OBJECT_LINK -> text(json).flatMap(Value.ObjectLink::parse).map(link -> (Value) link);
          case NONE -> bytes(json).map(Value.Raw::new);
        };
    return value
        .map(Checked::ok)
        .orElseGet(() -> Checked.refused(Problem.invalid(field, "must be " + expected(type))));
  }

  private static String expected(DataType type) {
    return switch (type) {
      case STRING, CORE_LINK -> "a text";
      case INTEGER -> "a whole number of 64 bits";
      case UNSIGNED_INTEGER -> "a whole number from 0 to 18446744073709551615";
      case FLOAT -> "a number";
      case BOOLEAN -> "true or false";
      case OPAQUE, NONE -> "a text in Base64";
      case TIME -> "a time such as \"2026-01-31T12:00:00Z\", in whole seconds";
      case OBJECT_LINK -> "an object link such as \"3:0\"";
    };
  }

  /// The type that `json` suggests where nothing else tells it.
  static Optional<DataType> guess(JsonNode json) {
    if (json.isTextual()) {
      return Optional.of(DataType.STRING);
    }
    if (json.isBoolean()) {
      return Optional.of(DataType.BOOLEAN);
    }
    if (json.isIntegralNumber()) {
      return Optional.of(
          json.bigIntegerValue().bitLength() < 64 ? DataType.INTEGER : DataType.UNSIGNED_INTEGER);
    }
    return json.isNumber() ? Optional.of(DataType.FLOAT) : Optional.empty();
  }

  /// A text that UTF-8 can carry: no half of a surrogate pair.
  private static Optional<String> text(JsonNode json) {
    return json.isTextual() && json.textValue().codePoints().noneMatch(ValueJson::isSurrogate)
        ? Optional.of(json.textValue())
        : Optional.empty();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static Optional<Long> integer(JsonNode json) {
    return json.isIntegralNumber() && json.bigIntegerValue().bitLength() < 64
        ? Optional.of(json.longValue())
        : Optional.empty();
  }

  private static Optional<Long> unsigned(JsonNode json) {
    if (!json.isIntegralNumber()) {
      return Optional.empty();
    }
    BigInteger number = json.bigIntegerValue();
    return number.signum() >= 0 && number.compareTo(UNSIGNED_MAX) <= 0
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  private static Optional<Double> real(JsonNode json) {
    if (json.isNumber()) {
      double number = json.doubleValue();
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }
    return switch (json.asText()) {
      case "NaN" -> Optional.of(Double.NaN);
      case "Infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-Infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      default -> Optional.empty();
    };
  }

  private static Optional<Bytes> bytes(JsonNode json) {
    if (!json.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bytes.wrap(Base64.getDecoder().decode(json.textValue())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> time(JsonNode json) {
    if (!json.isTextual()) {
      return integer(json);
    }
    try {
      Instant instant = OffsetDateTime.parse(json.textValue()).toInstant();
      return instant.getNano() == 0 ? Optional.of(instant.getEpochSecond()) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
