// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Times of SenML records (RFC 8428 §4.5.3): seconds, from 2^28 on since 1970, below that relative to now.
final class SenmlTime {
  /// Where absolute times begin.
  private static final Duration ABSOLUTE_MIN = Duration.ofSeconds(1L << 28);

  /// The end of the year 9999, enough for any device and for sums without overflow.
  private static final long SECONDS_MAX = 253_402_300_799L;

  private static final BigDecimal DECIMAL_MAX = BigDecimal.valueOf(SECONDS_MAX);
  private static final int NANO_DIGITS = 9;

  private SenmlTime() {}

  /// The time that a field says, to the nanosecond; empty where it is out of range.
  static Optional<Duration> of(Scalar scalar) {
    if (scalar.kind() == Scalar.Kind.WHOLE) {
      long seconds = scalar.wholeValue();
      return seconds <= SECONDS_MAX && seconds >= -SECONDS_MAX
          ? Optional.of(Duration.ofSeconds(seconds))
          : Optional.empty();
    }
    return scalar.exact().flatMap(SenmlTime::ofDecimal);
  }

  private static Optional<Duration> ofDecimal(BigDecimal seconds) {
    if (seconds.abs().compareTo(DECIMAL_MAX) > 0) {
      return Optional.empty();
    }
    BigDecimal rounded = seconds.setScale(NANO_DIGITS, RoundingMode.HALF_EVEN);
    BigDecimal whole = rounded.setScale(0, RoundingMode.FLOOR);
    long nanosOfSecond = rounded.subtract(whole).unscaledValue().longValueExact();
    return Optional.of(Duration.ofSeconds(whole.longValueExact(), nanosOfSecond));
  }

  /// The instant that base time and time together mean; empty for now, as far as the device can tell.
  static Optional<Instant> resolve(Duration sum, Instant now) {
    if (sum.isZero()) {
      return Optional.empty();
    }
    return Optional.of(sum.compareTo(ABSOLUTE_MIN) >= 0 ? Instant.EPOCH.plus(sum) : now.plus(sum));
  }

  /// Whether a time can stand in a record so that it is taken for an absolute one.
  static boolean isWritable(Instant time) {
    return time.getEpochSecond() >= ABSOLUTE_MIN.toSeconds() && time.getEpochSecond() < SECONDS_MAX;
  }

  static Duration sinceEpoch(Instant time) {
    return Duration.between(Instant.EPOCH, time);
  }

  /// The seconds of a duration with all their decimals.
  static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), NANO_DIGITS))
        .stripTrailingZeros();
  }
}
