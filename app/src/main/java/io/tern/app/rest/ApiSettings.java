// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import java.time.Duration;

/// How the REST interface behaves.
///
/// @param timeoutDefault how long a call waits for a device unless it says otherwise
/// @param timeoutMax the longest wait a call may ask for
/// @param streamsMax event streams at a time
public record ApiSettings(Duration timeoutDefault, Duration timeoutMax, int streamsMax) {
  /// 30 s, at most 5 minutes; 64 streams.
  public static final ApiSettings DEFAULT =
      new ApiSettings(Duration.ofSeconds(30), Duration.ofMinutes(5), 64);
}
