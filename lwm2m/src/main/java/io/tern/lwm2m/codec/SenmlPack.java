// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a pack record by record, with names and times resolved (RFC 8428 §4.5, LwM2M 1.2 Core §7.4.4).
final class SenmlPack {
  private final SenmlSource source;
  private final Reading reading;
  private final List<Malformed> warnings = new ArrayList<>();
  private Duration baseTime = Duration.ZERO;
  private int count;

  SenmlPack(SenmlSource source, Reading reading) {
    this.source = source;
    this.reading = reading;
  }

  /// Takes a resolved record; the answer is what is wrong with it, if anything.
  @FunctionalInterface
  interface Visitor {
    Optional<String> visit(Path path, Optional<Instant> time, SenmlRecord record);
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

  /// What was tolerated.
  List<Malformed> warnings() {
    return warnings;
  }

  private Optional<String> resolve(SenmlRecord record, Visitor visitor) {
    if (count > reading.limits().valuesMax()) {
      return Optional.of("more than " + reading.limits().valuesMax() + " records");
    }
    Optional<Path> path = SenmlName.path(record.baseName, record.name, reading.prefix());
    if (path.isEmpty()) {
      return Optional.of("the name is no path");
    }
    warnWithoutSlash(record);
    Optional<Duration> sum = time(record);
    if (sum.isEmpty()) {
      return Optional.of("the time is out of range");
    }
    return visitor.visit(path.get(), SenmlTime.resolve(sum.get(), reading.now()), record);
  }

  private Optional<Duration> time(SenmlRecord record) {
    if (record.has(SenmlLabel.BASE_TIME)) {
      Optional<Duration> base = SenmlTime.of(record.baseTime);
      if (base.isEmpty()) {
        return base;
      }
      baseTime = base.get();
    }
    return record.has(SenmlLabel.TIME)
        ? SenmlTime.of(record.time).map(baseTime::plus)
        : Optional.of(baseTime);
  }

  private void warnWithoutSlash(SenmlRecord record) {
    String start = record.baseName.isEmpty() ? record.name : record.baseName;
    if (!start.startsWith("/") && warnings.isEmpty()) {
      warnings.add(new Malformed("record " + count, "the name has no leading slash"));
    }
  }
}
