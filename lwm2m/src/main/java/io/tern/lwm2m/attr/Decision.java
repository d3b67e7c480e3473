// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

/// What to do about an observation now.
public sealed interface Decision {
  /// Notify, with the values just looked at.
  record Notify(Cause cause) implements Decision {}

  /// Look again at that time, or when a value changes before.
  record CheckAt(long atNanos) implements Decision {}

  /// Look again when a value changes.
  record Rest() implements Decision {}

  /// Why a notification is due.
  enum Cause {
    /// The values meet a condition.
    CHANGE,
    /// The maximum period is over.
    PERIOD
  }

  /// The more urgent of two: what to do about a composite observation whose members come to this
  /// decision and to `other` (one notification carries all of them).
  default Decision or(Decision other) {
    return switch (this) {
      case Notify n -> this;
      case Rest r -> other;
      case CheckAt(long mine) ->
          switch (other) {
            case Notify n -> other;
            case Rest r -> this;
            case CheckAt(long theirs) -> theirs < mine ? other : this;
          };
    };
  }
}
