// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.time.Duration;

/// How many Registers of one loop are carried out, and wait, at a time.
///
/// @param perTurnMax carried out in one turn of the loop, 1 or more; an eighth of that while there is
///     more to read, so that a burst is taken out of the socket before the system drops it
/// @param inJournalMax changes of the loop that are not durable yet and still let a Register be carried
///     out, 1 or more: what other changes have to wait for the disk when a fleet registers
/// @param waitingMax Registers that wait for their turn, 0 or more; some 1 KiB of heap each
/// @param waitMax how long one may wait, more than zero: the client has an empty Acknowledgement
///     meanwhile, and some give up 15 s after it
public record RegisterLimits(int perTurnMax, int inJournalMax, int waitingMax, Duration waitMax) {
  /// 64 a turn, which take it half a millisecond, 2,000 on their way to the disk, 50,000 for at most 10 s.
  public static final RegisterLimits DEFAULT =
      new RegisterLimits(64, 2_000, 50_000, Duration.ofSeconds(10));

  public RegisterLimits {
    if (perTurnMax < 1 || inJournalMax < 1 || waitingMax < 0 || !waitMax.isPositive()) {
      throw new IllegalArgumentException("a value is out of its range");
    }
  }
}
