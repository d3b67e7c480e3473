// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.util.Optional;
import java.util.OptionalLong;

/// How far a desired observation is.
public sealed interface ObservationStatus {
  /// The client is not registered, asleep, or has not been asked yet; it is asked as soon as it is
  /// heard of.
  ///
  /// @param why what came of it when it was asked last, where it was and did not say
  record Pending(Optional<String> why) implements ObservationStatus {
    /// Not asked yet.
    public Pending() {
      this(Optional.empty());
    }
  }

  /// The client has been asked.
  record Asked() implements ObservationStatus {}

  /// The client notifies.
  record Established(long sinceNanos) implements ObservationStatus {}

  /// The client did not agree.
  ///
  /// @param why what it said, or what went wrong
  /// @param againNanos when it is asked again; empty for when it registers again
  record Refused(String why, OptionalLong againNanos) implements ObservationStatus {}
}
