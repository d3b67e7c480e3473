// SPDX-License-Identifier: Apache-2.0

package io.tern.server.queue;

import io.tern.coap.Timers;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Command.State;
import io.tern.server.CommandLimits;
import io.tern.server.Neighbours.Neighbour;
import io.tern.server.Registration;
import io.tern.server.ServerConfig;
import io.tern.server.ServerPorts;
import io.tern.server.operation.Errands;
import java.util.List;

/// Sends commands, one at a time for each client, and judges how they ended.
///
/// What must not happen twice is durable as started before it is sent. Everything else is sent again
/// after a restart, or when its client is heard of after it left a request unanswered.
final class Delivery {
  private static final long SECOND = 1_000_000_000L;

  private final Timers timers;
  private final Errands errands;
  private final ServerPorts ports;
  private final CommandLimits limits;
  private final long awakeSeconds;
  private final CommandLog log;
  private final Coalescing coalescing;
  private final Settling settling;
  private boolean closed;

  /// Told when commands have moved.
  interface Settling {
    /// Sets the timer of what waits; forgets a backlog that is empty.
    void settle(Backlog backlog, long nowNanos);
  }

  Delivery(
      Neighbour here, ServerPorts ports, ServerConfig config, CommandLog log, Settling settling) {
    this.timers = here.scope().timers();
    this.errands = new Errands(here, ports.observations());
    this.ports = ports;
    this.limits = config.commands();
    this.awakeSeconds = config.awakeSeconds();
    this.log = log;
    this.coalescing = new Coalescing(limits.coalescedReadsMax());
    this.settling = settling;
  }

  /// How often a command was sent.
  static int attempts(Command command) {
    return switch (command.state()) {
      case State.Queued(int attempts) -> attempts;
      case State.Started(int attempts, long since) -> attempts;
      case State.Ended ended -> 0;
    };
  }

  void close() {
    closed = true;
  }

  /// Sends what is next, if there is something, the client is there and nothing is under way.
  void pump(Backlog backlog, long nowNanos) {
    boolean ready =
        !closed
            && !backlog.isSilent()
            && !backlog.isEnding()
            && backlog.running().isEmpty()
            && backlog.isWaiting();
    if (!ready) {
      return;
    }
    ports
        .registrations()
        .byEndpoint(backlog.endpoint)
        .filter(registration -> ports.awake().isAwake(registration, awakeSeconds, nowNanos))
        .ifPresent(registration -> start(backlog, registration, nowNanos));
  }

  private void start(Backlog backlog, Registration registration, long nowNanos) {
    List<Command> batch = coalescing.next(backlog, registration);
    batch.forEach(command -> backlog.take(command.id()));
    backlog.start(
        batch.stream()
            .map(command -> command.in(new State.Started(attempts(command) + 1, nowNanos)))
            .toList());
    backlog.running().forEach(ports.commands()::put);
    Command first = backlog.running().getFirst();
    if (first.operation().isIdempotent()) {
      dispatch(backlog, registration, nowNanos);
      return;
    }
    log.append(
        first,
        (durable, doneNanos) -> {
          if (durable && !closed) {
            dispatch(backlog, registration, doneNanos);
          } else if (!durable) {
            backlog.finish();
            requeue(backlog, first, attempts(first) - 1);
            settling.settle(backlog, doneNanos);
            pumpLater(backlog, doneNanos + SECOND);
          }
        },
        nowNanos);
  }

  private void dispatch(Backlog backlog, Registration registration, long nowNanos) {
    errands.send(
        registration,
        Coalescing.operation(backlog.running()),
        limits.timeoutSeconds() * SECOND,
        (outcome, endNanos) -> onOutcome(backlog, registration, outcome, endNanos),
        nowNanos);
  }

  private void onOutcome(
      Backlog backlog, Registration registration, Outcome<?> outcome, long nowNanos) {
    List<Command> finished = backlog.finish();
    if (outcome instanceof Outcome.Cancelled) { // by the end of this server, not by a person
      backlog.start(finished);
      return;
    }
    backlog.ending(1); // nothing goes out before all of it is judged
    if (finished.size() == 1) {
      judge(backlog, finished.getFirst(), registration, outcome, nowNanos);
    } else {
      for (Command read : finished) {
        coalescing
            .outcome(read, outcome, registration)
            .ifPresentOrElse(
                own -> end(backlog, read, own, nowNanos),
                () -> judgeUnread(backlog, read, registration, outcome, nowNanos));
      }
    }
    backlog.ending(-1);
    pump(backlog, nowNanos);
    settling.settle(backlog, nowNanos);
  }

  /// A read that the answer to several left open: it is asked again, and alone where that is why.
  private void judgeUnread(
      Backlog backlog, Command read, Registration registration, Outcome<?> outcome, long nowNanos) {
    switch (outcome) {
      case Outcome.Answered<?> answered -> {
        backlog.readAlone(read.id());
        requeue(backlog, read, attempts(read) - 1);
      }
      case Outcome.Rejected<?> rejected -> requeue(backlog, read, attempts(read) - 1);
      case Outcome.Invalid<?> invalid -> requeue(backlog, read, attempts(read) - 1);
      case Outcome.Reset<?> reset -> requeue(backlog, read, attempts(read) - 1);
      case Outcome.Undecodable<?> undecodable -> {
        backlog.readAlone(read.id());
        requeue(backlog, read, attempts(read) - 1);
      }
      default -> judge(backlog, read, registration, outcome, nowNanos);
    }
  }

  private void judge(
      Backlog backlog,
      Command command,
      Registration registration,
      Outcome<?> outcome,
      long nowNanos) {
    switch (outcome) {
      case Outcome.Answered<?> answered -> end(backlog, command, outcome, nowNanos);
      case Outcome.Rejected<?> rejected -> end(backlog, command, outcome, nowNanos);
      case Outcome.Undecodable<?> undecodable -> end(backlog, command, outcome, nowNanos);
      case Outcome.Invalid<?> invalid -> end(backlog, command, outcome, nowNanos);
      case Outcome.Expired<?> expired -> end(backlog, command, outcome, nowNanos);
      case Outcome.Cancelled<?> cancelled -> end(backlog, command, outcome, nowNanos);
      case Outcome.TimedOut<?> timedOut -> {
        backlog.silent(true);
        failed(backlog, command, outcome, nowNanos);
      }
      case Outcome.Reset<?> reset -> {
        if (failed(backlog, command, outcome, nowNanos)) {
          pumpLater(backlog, nowNanos + SECOND); // it, for what came later must not overtake it
        }
      }
      case Outcome.Asleep<?> asleep -> unsent(backlog, command, nowNanos);
      case Outcome.Overloaded<?> overloaded -> {
        unsent(backlog, command, nowNanos);
        pumpLater(backlog, nowNanos + SECOND);
      }
      case Outcome.Unreachable<?> unreachable -> {
        boolean registered = ports.registrations().byId(registration.id()).isPresent();
        if (registered && !command.operation().isIdempotent()) {
          end(backlog, command, outcome, nowNanos);
        } else {
          unsent(backlog, command, nowNanos);
        }
      }
    }
  }

  /// It was sent in vain: that is its outcome, unless it may be tried again and has been less often
  /// than allowed.
  ///
  /// @return whether it is tried again
  private boolean failed(Backlog backlog, Command command, Outcome<?> outcome, long nowNanos) {
    if (!command.operation().isIdempotent() || attempts(command) >= limits.attemptsMax()) {
      end(backlog, command, outcome, nowNanos);
      return false;
    }
    requeue(backlog, command, attempts(command));
    return true;
  }

  private void end(Backlog backlog, Command command, Outcome<?> outcome, long nowNanos) {
    end(backlog, command, outcome, doneNanos -> {}, nowNanos);
  }

  /// Gives a command its outcome. The next one goes out when that is durable.
  void end(
      Backlog backlog, Command command, Outcome<?> outcome, Timers.Task whenDone, long nowNanos) {
    backlog.forget(command.id());
    backlog.ending(1);
    log.end(
        command,
        outcome,
        doneNanos -> {
          backlog.ending(-1);
          whenDone.run(doneNanos);
          pump(backlog, doneNanos);
          settling.settle(backlog, doneNanos);
        },
        nowNanos);
  }

  /// It has not reached the client; it waits until the client is heard of again.
  private void unsent(Backlog backlog, Command command, long nowNanos) {
    backlog.silent(true);
    Command waiting = requeue(backlog, command, attempts(command) - 1);
    if (!command.operation().isIdempotent()) {
      log.append(waiting, (durable, doneNanos) -> {}, nowNanos);
    }
  }

  private Command requeue(Backlog backlog, Command command, int attempts) {
    Command waiting = command.in(new State.Queued(attempts));
    ports.commands().put(waiting);
    backlog.add(waiting);
    return waiting;
  }

  private void pumpLater(Backlog backlog, long atNanos) {
    backlog.silent(true);
    timers.at(
        atNanos,
        now -> {
          backlog.silent(false);
          pump(backlog, now);
        });
  }
}
