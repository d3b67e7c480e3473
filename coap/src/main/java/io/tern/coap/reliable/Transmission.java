// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import io.tern.coap.Message;
import io.tern.coap.Timers;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Outgoing;
import org.jspecify.annotations.Nullable;

/// One confirmable message on its way to a peer: in line, under way, or over.
final class Transmission implements Outgoing {
  final Transmitter transmitter;
  final Contact contact;
  final Delivery delivery;
  final TransmissionParameters parameters;
  boolean over;
  long startedAtNanos;
  long firstTimeoutNanos;
  int attempt;
  long timeoutNanos;
  @Nullable Sent sent;
  Timers.@Nullable Timer timer;

  /// What went out last.
  record Sent(Message message, Bytes datagram) {}

  Transmission(
      Transmitter transmitter,
      Contact contact,
      Delivery delivery,
      TransmissionParameters parameters) {
    this.transmitter = transmitter;
    this.parameters = parameters;
    this.contact = contact;
    this.delivery = delivery;
  }

  @Override
  public void end(long nowNanos) {
    transmitter.end(this, nowNanos);
  }

  @Override
  public void withdraw() {
    transmitter.withdraw(this);
  }

  @Override
  public boolean isOver() {
    return over;
  }

  /// The id it is under way with; -1 while it is in line.
  int messageId() {
    Sent last = sent;
    return last == null ? -1 : last.message().messageId();
  }
}
