// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

/// How soon a failed registration is tried again: resources 17 to 19 of the Server object (LwM2M 1.2
/// Core §6.2.1.1). Without a Bootstrap-Server there is always another sequence, so that resource 20
/// says nothing.
///
/// @param retryCount attempts in a sequence, 1 or more
/// @param retryTimerSeconds pause after the first failed attempt; doubles with each further one
/// @param sequenceDelaySeconds pause after a failed sequence; [#NEVER] for no further sequence
public record RetryRules(int retryCount, long retryTimerSeconds, long sequenceDelaySeconds) {
  /// The pause that never ends.
  public static final long NEVER = 0xFFFF_FFFFL;

  /// 5 attempts 60 s, 120 s … apart, then a day's rest.
  public static final RetryRules DEFAULT = new RetryRules(5, 60, 86_400);

  public RetryRules {
    if (retryCount < 1 || retryTimerSeconds < 0 || sequenceDelaySeconds < 0) {
      throw new IllegalArgumentException("not a retry rule");
    }
  }
}
