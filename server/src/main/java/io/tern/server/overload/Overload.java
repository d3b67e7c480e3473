// SPDX-License-Identifier: Apache-2.0

package io.tern.server.overload;

import io.tern.server.EngineScope;
import io.tern.server.Journal;
import io.tern.server.OverloadLimits;
import io.tern.server.Pressure;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.ServerPorts;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/// How busy one loop is, and what it does not take for that.
public final class Overload {
  private final OverloadLimits limits;
  private final RandomGenerator random;
  private final ServerEvents events;
  private final CountingJournal journal;
  private final RegisterQueue registers;
  private final IntSupplier operations;
  private LongUnaryOperator behindNanos = nowNanos -> 0;
  private BooleanSupplier memoryShort = () -> false;
  private Pressure last = Pressure.NONE;

  /// @param operations how many downlinks of this loop have no outcome
  public Overload(
      EngineScope scope, ServerPorts ports, OverloadLimits limits, IntSupplier operations) {
    this.limits = limits;
    this.random = scope.random();
    this.events = ports.events();
    this.journal = new CountingJournal(ports.journal());
    this.registers =
        new RegisterQueue(
            limits,
            scope.timers(),
            random,
            this::takesRegister,
            nowNanos -> behindNanos.applyAsLong(nowNanos) > 0);
    this.operations = operations;
  }

  /// A Register on its way: one of the two is called, once.
  public interface Arrival {
    /// It is to be carried out now.
    void onTurn(long nowNanos);

    /// It is not carried out; the client is to come again after `seconds`.
    void onRefused(int seconds, long nowNanos);
  }

  /// Has a Register carried out, now or when it is its turn, or refused where that would take too long.
  public void register(Arrival arrival, long nowNanos) {
    if (pressure(nowNanos) != Pressure.NONE || !registers.offer(arrival, nowNanos)) {
      arrival.onRefused(
          memoryShort.getAsBoolean()
              ? retrySeconds()
              : registers.returnSeconds(behindNanos.applyAsLong(nowNanos), nowNanos),
          nowNanos);
    }
  }

  /// A journal that takes nothing at all refuses at once, for which nobody has to wait.
  private boolean takesRegister() {
    return journal.waiting < limits.registers().inJournalMax() || !journal.isAccepting();
  }

  /// Registers that wait for their turn.
  public int registersWaiting() {
    return registers.size();
  }

  /// Answers nobody any more who waits.
  public void close() {
    registers.close();
  }

  /// The journal that all of this loop append to.
  public Journal journal() {
    return journal;
  }

  /// Changes that are not durable yet.
  public int journalWaiting() {
    return journal.waiting;
  }

  /// Has `behind` tell how long at a given time, both in nanoseconds, the loop has had more to do than
  /// one turn takes, and `isShort` whether there is no memory for anything new.
  public void measureWith(LongUnaryOperator behind, BooleanSupplier isShort) {
    behindNanos = behind;
    memoryShort = isShort;
  }

  /// The pressure now.
  public Pressure pressure(long nowNanos) {
    long behind = behindNanos.applyAsLong(nowNanos);
    long behindMax = limits.behindMax().toNanos();
    int waitingMax = limits.journalWaitingMax();
    Pressure now = Pressure.NONE;
    if (memoryShort.getAsBoolean()
        || behind / 2 >= behindMax
        || journal.waiting / 2 >= waitingMax) {
      now = Pressure.SEVERE;
    } else if (behind >= behindMax || journal.waiting >= waitingMax) {
      now = Pressure.HIGH;
    }
    if (now != last) {
      last = now;
      events.onPressure(now, nowNanos);
    }
    return now;
  }

  /// Whether registrations may end now. When a fleet ends at once, what is to be stored of it must not keep
  /// the changes of living clients waiting, nor have them shed.
  public boolean takesExpiries() {
    int most = Math.min(limits.journalWaitingMax(), limits.registers().inJournalMax());
    return journal.isAccepting() && 2L * journal.waiting < most;
  }

  /// Why a new operation or command of a caller is refused now; empty where it is not.
  public Optional<String> operationRefusal(long nowNanos) {
    if (pressure(nowNanos) == Pressure.SEVERE) {
      return refused("the server is too far behind", nowNanos);
    }
    return operations.getAsInt() >= limits.operationsMax()
        ? refused("too many operations are open", nowNanos)
        : Optional.empty();
  }

  private Optional<String> refused(String why, long nowNanos) {
    events.onShed(nowNanos);
    return Optional.of(why);
  }

  /// How long a client should stay away for which there is no room, or whose change cannot be stored:
  /// seconds. Nobody knows when that will change.
  public int retrySeconds() {
    return random.nextInt(limits.retrySecondsMin(), limits.retrySecondsMax() + 1);
  }

  /// Counts what is not durable yet.
  private final class CountingJournal implements Journal {
    private final Journal next;
    private int waiting;

    CountingJournal(Journal next) {
      this.next = next;
    }

    @Override
    public void append(
        Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
      waiting++;
      next.append(
          change,
          event,
          (durable, doneNanos) -> {
            waiting--;
            listener.onAppended(durable, doneNanos);
            registers.onRoom(doneNanos);
          },
          nowNanos);
    }

    @Override
    public boolean isAccepting() {
      return next.isAccepting();
    }
  }
}
