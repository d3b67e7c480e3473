// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.stream;

import io.tern.coap.StreamParameters;
import io.tern.coap.Timers;
import org.jspecify.annotations.Nullable;

/// Patience with one peer: over its first message, over every message, over silence.
///
/// One timer looks at whether the connection is alive; it is set anew when it has run, not with every
/// message. A second one runs while a message is incomplete.
final class Watch {
  private static final long NEVER = Long.MAX_VALUE;

  private final Connection connection;
  private final StreamParameters parameters;
  private final Timers timers;
  private long openedNanos;
  private long heardNanos;
  private long pingedNanos = NEVER;
  private Timers.@Nullable Timer alive;
  private Timers.@Nullable Timer message;

  Watch(Connection connection, StreamParameters parameters, Timers timers) {
    this.connection = connection;
    this.parameters = parameters;
    this.timers = timers;
  }

  void start(long nowNanos) {
    openedNanos = nowNanos;
    heardNanos = nowNanos;
    look(nowNanos);
  }

  void stop() {
    cancel(alive);
    cancel(message);
    message = null;
  }

  private static void cancel(Timers.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  /// When bytes came last.
  long heardNanos() {
    return heardNanos;
  }

  void onHeard(long nowNanos) {
    heardNanos = nowNanos;
    pingedNanos = NEVER;
  }

  /// A message is whole.
  void onMessage() {
    cancel(message);
    message = null;
  }

  /// Everything was read that is there.
  ///
  /// @param partial whether a message has begun and not ended
  void onPartial(boolean partial, long nowNanos) {
    if (!partial) {
      onMessage();
    } else if (message == null) {
      message = timers.at(nowNanos + parameters.messageWaitNanos(), this::onMessageDue);
    }
  }

  private void onMessageDue(long nowNanos) {
    connection.abort("the message takes too long", 0, nowNanos);
  }

  /// Ends the connection, asks whether it is one, or looks again when one of that may be due.
  private void look(long nowNanos) {
    boolean hasCsm = connection.signalling().hasCsm();
    if (!hasCsm && nowNanos >= openedNanos + parameters.csmWaitNanos()) {
      connection.abort("no CSM in time", 0, nowNanos);
      return;
    }
    if (pingedNanos != NEVER && nowNanos >= pingedNanos + parameters.pongWaitNanos()) {
      connection.close("no answer to Ping", nowNanos);
      return;
    }
    if (hasCsm && pingedNanos == NEVER && nowNanos >= heardNanos + parameters.idleNanos()) {
      pingedNanos = nowNanos;
      connection.keepAlive(nowNanos);
    }
    long next =
        !hasCsm
            ? openedNanos + parameters.csmWaitNanos()
            : pingedNanos != NEVER
                ? pingedNanos + parameters.pongWaitNanos()
                : heardNanos + parameters.idleNanos();
    alive = timers.at(next, this::look);
  }
}
