// SPDX-License-Identifier: Apache-2.0

package io.tern.server.queue;

import io.tern.coap.Timers;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Command.State;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.ServerEvent;
import io.tern.server.ServerPorts;
import java.util.Optional;

/// Makes the states of commands durable, then tells of them.
final class CommandLog {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Timers timers;
  private final ServerPorts ports;

  CommandLog(Timers timers, ServerPorts ports) {
    this.timers = timers;
    this.ports = ports;
  }

  /// Appends a state and tells of it once it is durable.
  void append(Command command, Journal.Listener listener, long nowNanos) {
    ServerEvent event = new ServerEvent.CommandChanged(command, nowNanos);
    ports
        .journal()
        .append(
            new Change.Commanded(command),
            Optional.of(event),
            (durable, doneNanos) -> {
              if (durable) {
                ports.events().onEvent(event);
              }
              listener.onAppended(durable, doneNanos);
            },
            nowNanos);
  }

  /// Gives a command its outcome. Where that cannot become durable it is tried again until it does:
  /// the outcome is what it is.
  void end(Command command, Outcome<?> outcome, Timers.Task whenDone, long nowNanos) {
    persist(command.in(new State.Ended(outcome, nowNanos)), whenDone, nowNanos);
  }

  private void persist(Command ended, Timers.Task whenDone, long nowNanos) {
    append(
        ended,
        (durable, doneNanos) -> {
          if (durable) {
            ports.commands().put(ended);
            whenDone.run(doneNanos);
          } else {
            timers.at(doneNanos + RETRY_NANOS, now -> persist(ended, whenDone, now));
          }
        },
        nowNanos);
  }
}
