// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.stream;

import io.tern.coap.message.Delivery;
import io.tern.coap.message.Outgoing;

/// One message on its way over a connection: in line until it is written, then awaited where it is a
/// request, over otherwise.
final class Sending implements Outgoing {
  final Delivery delivery;
  private final Connection connection;
  final boolean confirm;
  boolean over;
  boolean written;

  /// @param confirm whether the delivery is told that it was written
  Sending(Connection connection, Delivery delivery, boolean confirm) {
    this.confirm = confirm;
    this.connection = connection;
    this.delivery = delivery;
  }

  @Override
  public void end(long nowNanos) {
    if (!over) {
      over = true;
      connection.onEnded(this);
    }
  }

  @Override
  public void withdraw() {
    if (!over && !written) {
      over = true;
      connection.withdraw(this);
    }
  }

  @Override
  public boolean isOver() {
    return over;
  }
}
