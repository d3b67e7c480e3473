// SPDX-License-Identifier: Apache-2.0

package io.tern.server.queue;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Command.State;
import io.tern.server.CommandId;
import io.tern.server.CommandLimits;
import io.tern.server.CommandStore;
import io.tern.server.Neighbours.Neighbour;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvents;
import io.tern.server.ServerEvents.CommandBound;
import io.tern.server.ServerPorts;
import io.tern.server.Submission;
import io.tern.server.Withdrawal;
import io.tern.server.overload.Overload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The commands of the endpoints whose home is this loop: what comes in, is taken back or expires.
///
/// A command is durable before it is accepted, and its outcome before anybody is told of it.
public final class CommandQueue {
  private final Neighbour here;
  private final CommandLimits limits;
  private final CommandStore store;
  private final ServerEvents events;
  private final CommandLog log;
  private final Delivery delivery;
  private final Overload overload;
  private final Map<EndpointName, Backlog> backlogs = new HashMap<>();
  private boolean closed;

  /// @param here the engine of this loop
  public CommandQueue(Neighbour here, ServerPorts ports, ServerConfig config, Overload overload) {
    this.here = here;
    this.overload = overload;
    this.limits = config.commands();
    this.store = ports.commands();
    this.events = ports.events();
    this.log = new CommandLog(here.scope().timers(), ports);
    this.delivery = new Delivery(here, ports, config, log, this::settle);
  }

  /// The loop that is home to an endpoint.
  ///
  /// @param loops how many there are
  public static int home(EndpointName endpoint, int loops) {
    return Math.floorMod(endpoint.hashCode(), loops);
  }

  /// Takes a command in and sends it when its client is awake and those before it have ended.
  ///
  /// @param priority greater goes first
  /// @param expiresNanos when it ends unless it has been sent by then
  public void submit(
      EndpointName endpoint,
      Downlink<?> operation,
      int priority,
      OptionalLong expiresNanos,
      Submission.Listener listener,
      long nowNanos) {
    Optional<String> refusal =
        refusal(endpoint, nowNanos).or(() -> overload.operationRefusal(nowNanos));
    if (refusal.isPresent()) {
      listener.onSubmitted(new Submission.Refused(refusal.get()), nowNanos);
      return;
    }
    State queued = new State.Queued(0);
    Command command =
        new Command(store.nextId(), endpoint, operation, priority, nowNanos, expiresNanos, queued);
    Backlog backlog = backlogs.computeIfAbsent(endpoint, Backlog::new);
    backlog.coming(1);
    log.append(
        command,
        (durable, doneNanos) -> {
          backlog.coming(-1);
          if (durable) {
            store.put(command);
            backlog.add(command);
            settle(backlog, doneNanos);
            listener.onSubmitted(new Submission.Accepted(command), doneNanos);
            delivery.pump(backlog, doneNanos);
          } else {
            settle(backlog, doneNanos);
            listener.onSubmitted(new Submission.Undurable(), doneNanos);
          }
        },
        nowNanos);
  }

  private Optional<String> refusal(EndpointName endpoint, long nowNanos) {
    Backlog present = backlogs.get(endpoint);
    if (closed) {
      return Optional.of("the server is closing");
    }
    if (present != null && present.size() >= limits.perClientMax()) {
      events.onCommandRefused(CommandBound.PER_CLIENT, nowNanos);
      return Optional.of(present.size() + " commands wait for it already");
    }
    if (store.open() >= limits.totalMax()) {
      events.onCommandRefused(CommandBound.TOTAL, nowNanos);
      return Optional.of("the command queue is full");
    }
    return Optional.empty();
  }

  /// Takes a command back unless it may have been sent.
  public void withdraw(
      EndpointName endpoint, CommandId id, Withdrawal.Listener listener, long nowNanos) {
    Backlog backlog = backlogs.get(endpoint);
    if (backlog != null && backlog.isRunning(id)) {
      listener.onWithdrawn(Withdrawal.UNDER_WAY, nowNanos);
      return;
    }
    Optional<Command> waiting = backlog == null ? Optional.empty() : backlog.take(id);
    if (backlog == null || waiting.isEmpty()) {
      listener.onWithdrawn(Withdrawal.OVER, nowNanos);
      return;
    }
    delivery.end(
        backlog,
        waiting.get(),
        new Outcome.Cancelled<>(),
        doneNanos -> listener.onWithdrawn(Withdrawal.WITHDRAWN, doneNanos),
        nowNanos);
    settle(backlog, nowNanos);
  }

  /// A client of this home was heard of: what waits for it can go out.
  public void onHeard(EndpointName endpoint, long nowNanos) {
    Backlog backlog = backlogs.get(endpoint);
    if (backlog != null) {
      backlog.silent(false);
      delivery.pump(backlog, nowNanos);
    }
  }

  /// Takes over a command of an earlier run. One that may have reached its client and must not do so
  /// twice ends here: nobody knows whether it did.
  public void onAdopted(Command command, long nowNanos) {
    if (command.state() instanceof State.Started && !command.operation().isIdempotent()) {
      log.end(command, new Outcome.TimedOut<>(), doneNanos -> {}, nowNanos);
      return;
    }
    Backlog backlog = backlogs.computeIfAbsent(command.endpoint(), Backlog::new);
    Command waiting = command.in(new State.Queued(Delivery.attempts(command)));
    store.put(waiting);
    backlog.add(waiting);
    expire(backlog, nowNanos);
    delivery.pump(backlog, nowNanos);
  }

  /// Sends nothing more. What waits stays durable and goes out in a later run.
  public void close() {
    closed = true;
    delivery.close();
    backlogs.values().forEach(Backlog::stopTimer);
  }

  /// How many commands of this home have no outcome.
  public int open() {
    return backlogs.values().stream().mapToInt(Backlog::size).sum();
  }

  /// Sets the timer of the command that expires first; forgets a backlog that is empty.
  private void settle(Backlog backlog, long nowNanos) {
    OptionalLong next = backlog.nextExpiryNanos();
    if (next.isPresent() && !closed) {
      long at = Math.max(next.getAsLong(), nowNanos);
      backlog.timer(here.scope().timers().at(at, now -> expire(backlog, now)));
    } else {
      backlog.stopTimer();
    }
    if (backlog.size() == 0) {
      backlogs.remove(backlog.endpoint, backlog);
    }
  }

  private void expire(Backlog backlog, long nowNanos) {
    for (Command command : backlog.takeExpired(nowNanos)) {
      delivery.end(backlog, command, new Outcome.Expired<>(), doneNanos -> {}, nowNanos);
    }
    settle(backlog, nowNanos);
  }
}
