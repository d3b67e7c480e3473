// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.time.Duration;

/// When a loop sheds work. Pressure is high from the first two limits on, severe from twice of either.
///
/// @param journalWaitingMax changes of one loop that are not durable yet, 1 or more
/// @param behindMax how long without a break a loop may have had more to do than one turn takes, more
///     than zero
/// @param operationsMax downlinks on one loop without outcome, 1 or more; another of a caller is refused
/// @param registers how many Registers are carried out, and wait, at a time
/// @param retrySecondsMin the least Max-Age of a 5.03 for want of room or of a store that works, 0 or
///     more. Where there is too much to do, it follows from that
/// @param retrySecondsMax the greatest Max-Age of any 5.03; each client gets a random one, so that they
///     do not all come back at once
/// @param expiriesPerTurnMax registrations that end in one turn of a loop, 1 or more
public record OverloadLimits(
    int journalWaitingMax,
    Duration behindMax,
    int operationsMax,
    RegisterLimits registers,
    int retrySecondsMin,
    int retrySecondsMax,
    int expiriesPerTurnMax) {
  /// 20,000 changes, 3 s (a client waits 2 to 3 s for its first retransmission), 100,000 downlinks,
  /// back in 30 to 90 s.
  public static final OverloadLimits DEFAULT =
      new OverloadLimits(
          20_000, Duration.ofSeconds(3), 100_000, RegisterLimits.DEFAULT, 30, 90, 1_000);

  public OverloadLimits {
    boolean legal =
        journalWaitingMax >= 1
            && behindMax.isPositive()
            && operationsMax >= 1
            && retrySecondsMin >= 0
            && retrySecondsMax >= retrySecondsMin
            && expiriesPerTurnMax >= 1
            && retrySecondsMax < Integer.MAX_VALUE;
    if (!legal) {
      throw new IllegalArgumentException("a value is out of its range");
    }
  }

  /// This with room for another number of ends in a turn.
  public OverloadLimits withExpiriesPerTurnMax(int count) {
    return new OverloadLimits(
        journalWaitingMax,
        behindMax,
        operationsMax,
        registers,
        retrySecondsMin,
        retrySecondsMax,
        count);
  }

  /// This with other limits for Registers.
  public OverloadLimits withRegisters(RegisterLimits other) {
    return new OverloadLimits(
        journalWaitingMax,
        behindMax,
        operationsMax,
        other,
        retrySecondsMin,
        retrySecondsMax,
        expiriesPerTurnMax);
  }
}
