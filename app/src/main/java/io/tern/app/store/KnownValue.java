// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.server.Origin;
import java.time.Instant;
import java.util.Optional;

/// A value that a device told.
///
/// @param path of a resource or resource instance
/// @param time when, by the device where it said so, in microseconds
/// @param ahead when it was received, in microseconds, where `time` lies more than a day ahead of that: the
///     clock of the device is wrong, and the value counts less than any other
public record KnownValue(
    Path path, Value value, Instant time, Origin origin, Optional<Instant> ahead) {
  /// One whose time is believed.
  public KnownValue(Path path, Value value, Instant time, Origin origin) {
    this(path, value, time, origin, Optional.empty());
  }

  /// As this one, but received at `received` with a time that lies ahead.
  public KnownValue aheadOf(Instant received) {
    return new KnownValue(path, value, time, origin, Optional.of(received));
  }
}
