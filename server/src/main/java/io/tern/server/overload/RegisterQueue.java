// SPDX-License-Identifier: Apache-2.0

package io.tern.server.overload;

import io.tern.coap.Timers;
import io.tern.server.OverloadLimits;
import io.tern.server.RegisterLimits;
import io.tern.server.overload.Overload.Arrival;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Registers that wait for their turn: a few a turn of the loop, and as fast as the journal makes them
/// durable. So a fleet that comes all at once is served as fast as the server can instead of being sent
/// away, and what registered clients send goes first.
final class RegisterQueue {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// How often it looks whether somebody has waited too long while the journal takes nothing.
  private static final long LOOK_NANOS = 100_000_000L;

  /// How much longer than needed a client stays away at most: one part in so many.
  private static final int JITTER_DIVISOR = 4;

  /// While there is more to read, a turn carries out one part in so many.
  private static final int BEHIND_DIVISOR = 8;

  private final RegisterLimits limits;
  private final long waitNanosMax;
  private final int retrySecondsMax;
  private final Timers timers;
  private final RandomGenerator random;
  private final BooleanSupplier hasRoom;
  private final LongPredicate isBehind;
  private final ServiceRate rate = new ServiceRate();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private long turnNanos = Long.MIN_VALUE;
  private int doneInTurn;
  private int inTurnMax;
  private Timers.@Nullable Timer timer;
  private long timerNanos;

  /// @param hasRoom whether the journal takes a Register now
  /// @param isBehind whether at that time the loop has more to read than it read in the last turn
  RegisterQueue(
      OverloadLimits limits,
      Timers timers,
      RandomGenerator random,
      BooleanSupplier hasRoom,
      LongPredicate isBehind) {
    this.limits = limits.registers();
    this.waitNanosMax = limits.registers().waitMax().toNanos();
    this.retrySecondsMax = Math.max(1, limits.retrySecondsMax());
    this.timers = timers;
    this.random = random;
    this.hasRoom = hasRoom;
    this.isBehind = isBehind;
  }

  private record Waiting(Arrival arrival, long sinceNanos) {}

  /// Carries `arrival` out, now or later.
  ///
  /// @return false where too many wait, or it would wait too long: it is to be refused
  boolean offer(Arrival arrival, long nowNanos) {
    if (queue.isEmpty() && turnHasTime(nowNanos) && hasRoom.getAsBoolean()) {
      doneInTurn++;
      arrival.onTurn(nowNanos);
      return true;
    }
    measure(nowNanos);
    if (queue.size() >= limits.waitingMax() || rate.nanosFor(queue.size()) > waitNanosMax) {
      return false;
    }
    queue.add(new Waiting(arrival, nowNanos));
    arm(nowNanos);
    return true;
  }

  /// How many wait.
  int size() {
    return queue.size();
  }

  /// The journal has made changes durable.
  void onRoom(long nowNanos) {
    if (!queue.isEmpty()) {
      arm(nowNanos);
    }
  }

  /// Answers nobody any more.
  void close() {
    queue.clear();
  }

  /// When a client that is refused now is to come again, whole seconds: when those are done who wait and
  /// who have been refused before it, and a little later by chance.
  ///
  /// @param behindNanos what the loop is behind with besides
  int returnSeconds(long behindNanos, long nowNanos) {
    long busyNanos = Math.max(behindNanos, rate.nanosFor(queue.size()));
    long nanosMax = retrySecondsMax * NANOS_PER_SECOND;
    long after = rate.returnAfterNanos(busyNanos, nanosMax, nowNanos);
    long spread = Math.max(NANOS_PER_SECOND, after / JITTER_DIVISOR);
    long seconds = (after + random.nextLong(spread)) / NANOS_PER_SECOND + 1;
    return (int)
        (seconds <= retrySecondsMax
            ? seconds
            : retrySecondsMax - random.nextLong(retrySecondsMax / JITTER_DIVISOR + 1));
  }

  private void measure(long nowNanos) {
    if (queue.isEmpty() || isBehind.test(nowNanos)) {
      rate.begin(nowNanos);
    } else {
      rate.measure(nowNanos);
    }
  }

  private boolean turnHasTime(long nowNanos) {
    if (nowNanos != turnNanos) {
      turnNanos = nowNanos;
      doneInTurn = 0;
      boolean behind = isBehind.test(nowNanos);
      inTurnMax = behind ? Math.max(1, limits.perTurnMax() / BEHIND_DIVISOR) : limits.perTurnMax();
    }
    return doneInTurn < inTurnMax;
  }

  private boolean isLate(Waiting one, long nowNanos) {
    return nowNanos - one.sinceNanos > waitNanosMax;
  }

  private void onDue(long nowNanos) {
    timer = null;
    measure(nowNanos);
    while (!queue.isEmpty() && turnHasTime(nowNanos)) {
      boolean late = isLate(queue.getFirst(), nowNanos);
      if (!late && !hasRoom.getAsBoolean()) {
        break;
      }
      doneInTurn++;
      Arrival first = queue.remove().arrival;
      if (late) {
        first.onRefused(returnSeconds(0, nowNanos), nowNanos);
      } else {
        rate.count();
        first.onTurn(nowNanos);
      }
    }
    if (!queue.isEmpty()) {
      arm(nowNanos);
    }
  }

  /// Goes on in the next turn, or looks again after a while where nothing can be done in it.
  private void arm(long nowNanos) {
    boolean goesOn = hasRoom.getAsBoolean() || isLate(queue.getFirst(), nowNanos);
    long atNanos = nowNanos + (goesOn ? 1 : LOOK_NANOS);
    Timers.Timer set = timer;
    if (set == null || atNanos < timerNanos) {
      if (set != null) {
        set.cancel();
      }
      timerNanos = atNanos;
      timer = timers.at(atNanos, this::onDue);
    }
  }
}
