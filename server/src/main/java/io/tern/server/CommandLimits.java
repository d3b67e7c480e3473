// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// How much the command queue holds and how hard it tries.
///
/// @param perClientMax commands of one client without outcome, 1 or more; another is refused
/// @param totalMax commands of all clients without outcome, 1 or more; another is refused
/// @param attemptsMax how often a command is sent in vain until it ends as timed out, 1 or more
/// @param coalescedReadsMax reads that go out as one Read-Composite, 1 for none
/// @param timeoutSeconds how long an answer is waited for, 1 or more
public record CommandLimits(
    int perClientMax, long totalMax, int attemptsMax, int coalescedReadsMax, long timeoutSeconds) {
  /// A hundred a client, a million in all, five attempts of 93 s (MAX_TRANSMIT_WAIT of RFC 7252
  /// §4.8.2), sixteen reads in one.
  public static final CommandLimits DEFAULT = new CommandLimits(100, 1_000_000, 5, 16, 93);

  public CommandLimits {
    boolean legal =
        perClientMax >= 1
            && totalMax >= 1
            && attemptsMax >= 1
            && coalescedReadsMax >= 1
            && timeoutSeconds >= 1;
    if (!legal) {
      throw new IllegalArgumentException("a value is out of its range");
    }
  }
}
