// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import java.time.Duration;

/// How the REST interface behaves.
///
/// @param timeoutDefault how long a call waits for a device unless it says otherwise
/// @param timeoutMax the longest wait a call may ask for
/// @param streamsMax event streams at a time
/// @param eventsKeptMax events kept for streams that resume or lag
/// @param eventsKeptBytesMax bytes of the events kept
/// @param valuesKeptMax last known values kept for one device, 0 for none
public record ApiSettings(
    Duration timeoutDefault,
    Duration timeoutMax,
    int streamsMax,
    int eventsKeptMax,
    long eventsKeptBytesMax,
    int valuesKeptMax) {
  /// 30 s, at most 5 minutes; 64 streams over 10,000 events or 16 MiB; 256 values.
  public static final ApiSettings DEFAULT =
      new ApiSettings(Duration.ofSeconds(30), Duration.ofMinutes(5), 64, 10_000, 16L << 20, 256);
}
