// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import io.tern.coap.Message;
import io.tern.coap.Timers;
import org.jspecify.annotations.Nullable;

/// One confirmable message on its way to a peer: in line, under way, or over.
public final class Transmission {
  final Transmitter transmitter;
  final Contact contact;
  final Delivery delivery;
  boolean over;
  int attempt;
  long timeoutNanos;
  @Nullable Sent sent;
  Timers.@Nullable Timer timer;

  /// What went out last.
  record Sent(Message message, Bytes datagram) {}

  Transmission(Transmitter transmitter, Contact contact, Delivery delivery) {
    this.transmitter = transmitter;
    this.contact = contact;
    this.delivery = delivery;
  }

  /// Ends it here without telling the delivery: the response came by another way, or nobody wants it
  /// any more. Does nothing where it is over.
  public void end(long nowNanos) {
    transmitter.end(this, nowNanos);
  }

  /// Ends it where it is still in line; what is under way stays so.
  public void withdraw() {
    transmitter.withdraw(this);
  }

  /// Whether nothing more will come of it.
  public boolean isOver() {
    return over;
  }

  /// The id it is under way with; -1 while it is in line.
  int messageId() {
    Sent last = sent;
    return last == null ? -1 : last.message().messageId();
  }
}
