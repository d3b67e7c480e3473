// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.object;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Untyped;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// A data type of LwM2M and the Java type of its values.
///
/// Reading is a little tolerant, for a resource may have another type in another version of its object:
/// integers are read as floats and times, signed ones as unsigned and back where the sign allows. Bytes and
/// texts of a resource without a definition are read as this type says ([Untyped]).
///
/// @param <T> the Java type
public final class ValueType<T> {
  public static final ValueType<String> STRING =
      new ValueType<>(
          DataType.STRING,
          Value.Text::new,
          value -> value instanceof Value.Text(String text) ? Optional.of(text) : Optional.empty());

  public static final ValueType<Long> INTEGER =
      new ValueType<>(DataType.INTEGER, Value.Int::new, ValueType::whole);

  /// Of numbers from 2^63 the bits, to be read with [Long#toUnsignedString(long)] and its like.
  public static final ValueType<Long> UNSIGNED_INTEGER =
      new ValueType<>(DataType.UNSIGNED_INTEGER, Value.Unsigned::new, ValueType::unsigned);

  public static final ValueType<Double> FLOAT =
      new ValueType<>(DataType.FLOAT, Value.Real::new, ValueType::real);

  public static final ValueType<Boolean> BOOLEAN =
      new ValueType<>(
          DataType.BOOLEAN,
          Value.Bool::new,
          value ->
              value instanceof Value.Bool(boolean bool) ? Optional.of(bool) : Optional.empty());

  public static final ValueType<Bytes> OPAQUE =
      new ValueType<>(
          DataType.OPAQUE,
          Value.Opaque::new,
          value ->
              value instanceof Value.Opaque(Bytes bytes) ? Optional.of(bytes) : Optional.empty());

  /// In whole seconds.
  public static final ValueType<Instant> TIME =
      new ValueType<>(
          DataType.TIME, instant -> new Value.Time(instant.getEpochSecond()), ValueType::instant);

  public static final ValueType<Value.ObjectLink> OBJECT_LINK =
      new ValueType<>(
          DataType.OBJECT_LINK,
          link -> link,
          value -> value instanceof Value.ObjectLink link ? Optional.of(link) : Optional.empty());

  public static final ValueType<String> CORE_LINK =
      new ValueType<>(
          DataType.CORE_LINK,
          Value.CoreLink::new,
          value ->
              value instanceof Value.CoreLink(String text) ? Optional.of(text) : Optional.empty());

  private final DataType dataType;
  private final Function<T, Value> writer;
  private final Function<Value, Optional<T>> reader;

  private ValueType(
      DataType dataType, Function<T, Value> writer, Function<Value, Optional<T>> reader) {
    this.dataType = dataType;
    this.writer = writer;
    this.reader = reader;
  }

  /// The type as LwM2M calls it.
  public DataType dataType() {
    return dataType;
  }

  /// As a value for LwM2M.
  public Value value(T java) {
    return writer.apply(java);
  }

  /// As a value for Java; empty where it is of another type.
  public Optional<T> java(Value value) {
    return Untyped.as(dataType, value).flatMap(reader);
  }

  private static Optional<Long> whole(Value value) {
    return switch (value) {
      case Value.Int(long number) -> Optional.of(number);
      case Value.Unsigned(long bits) when bits >= 0 -> Optional.of(bits);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> unsigned(Value value) {
    return switch (value) {
      case Value.Unsigned(long bits) -> Optional.of(bits);
      case Value.Int(long number) when number >= 0 -> Optional.of(number);
      default -> Optional.empty();
    };
  }

  private static Optional<Double> real(Value value) {
    return switch (value) {
      case Value.Real(double number) -> Optional.of(number);
      default -> whole(value).map(Long::doubleValue);
    };
  }

  private static Optional<Instant> instant(Value value) {
    return switch (value) {
      case Value.Time time -> Optional.of(time.instant());
      case Value.Int(long seconds) -> Optional.of(new Value.Time(seconds).instant());
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return dataType.toString();
  }
}
