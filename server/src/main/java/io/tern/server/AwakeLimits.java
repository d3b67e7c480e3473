// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// How long clients in queue mode are awake (LwM2M 1.2 Core §6.5).
///
/// @param seconds how long after it was heard of one is awake that has no window of its own, 1 to 2^32-1
/// @param windowsMax clients with a window of their own, 0 or more; another is refused
public record AwakeLimits(long seconds, int windowsMax) {
  /// 93 s (MAX_TRANSMIT_WAIT of RFC 7252 §4.8.2) and 100,000 windows.
  public static final AwakeLimits DEFAULT = new AwakeLimits(93, 100_000);

  public AwakeLimits {
    if (seconds < 1 || seconds > ServerConfig.LIFETIME_SECONDS_MAX || windowsMax < 0) {
      throw new IllegalArgumentException("a value is out of its range");
    }
  }
}
