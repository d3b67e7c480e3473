// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Malformed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reads a pack record by record, with names and times resolved (RFC 8428 §4.5, LwM2M 1.2 Core §7.4.4).
final class SenmlPack {
  private static final String TIME_OUT_OF_RANGE = "the time is out of range";

  private final SenmlSource source;
  private final Reading reading;
  private final Tolerances tolerances;
  private final SenmlNames names;
  private Duration baseTime = Duration.ZERO;

  /// What the base time means to a record without time.
  private Optional<Instant> baseInstant = Optional.empty();

  private int count;

  SenmlPack(SenmlSource source, Reading reading, Tolerances tolerances) {
    this.source = source;
    this.reading = reading;
    this.tolerances = tolerances;
    this.names = new SenmlNames(reading.prefix());
  }

  /// Takes a resolved record; the answer is what is wrong with it, if anything.
  @FunctionalInterface
  interface Visitor {
    Optional<String> visit(Optional<Instant> time, SenmlRecord record);
  }

  /// Shows every record to `visitor`, up to the first fault, which is the answer.
  Optional<Malformed> read(Visitor visitor) {
    SenmlRecord record = new SenmlRecord();
    while (source.hasNext()) {
      count++;
      record.clear();
      source.read(record);
      if (!source.isBroken()) {
        resolve(record, visitor).ifPresent(source::fail);
      }
    }
    boolean inRecord = source.isBroken() && count > 0;
    return source.finish().map(what -> new Malformed(inRecord ? "record " + count : "pack", what));
  }

  private Optional<String> resolve(SenmlRecord record, Visitor visitor) {
    if (count > reading.limits().valuesMax()) {
      return Optional.of("more than " + reading.limits().valuesMax() + " records");
    }
    if (!names.resolve(record)) {
      return Optional.of("the name is no path");
    }
    if (isWithoutSlash(record)) {
      Optional<String> refusal = tolerances.use(Tolerance.SENML_NAME_WITHOUT_SLASH);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (record.has(SenmlLabel.BASE_TIME)) {
      Optional<Duration> base = SenmlTime.of(record.baseTime);
      if (base.isEmpty()) {
        return Optional.of(TIME_OUT_OF_RANGE);
      }
      baseTime = base.get();
      baseInstant = SenmlTime.resolve(baseTime, reading.now());
    }
    if (!record.has(SenmlLabel.TIME)) {
      return visit(baseInstant, record, visitor);
    }
    Optional<Duration> time = SenmlTime.of(record.time);
    return time.isEmpty()
        ? Optional.of(TIME_OUT_OF_RANGE)
        : visit(SenmlTime.resolve(baseTime.plus(time.get()), reading.now()), record, visitor);
  }

  private Optional<String> visit(Optional<Instant> time, SenmlRecord record, Visitor visitor) {
    Optional<String> refusal = tolerances.useOfTime(time, reading.now());
    return refusal.isPresent() ? refusal : visitor.visit(time, record);
  }

  private static boolean isWithoutSlash(SenmlRecord record) {
    if (record.baseIsIds) {
      return !record.baseIds.isAbsolute();
    }
    if (!record.baseText.isEmpty()) {
      return record.baseText.charAt(0) != '/';
    }
    return record.nameIsIds ? !record.nameIds.isAbsolute() : !record.nameText.startsWith("/");
  }
}
