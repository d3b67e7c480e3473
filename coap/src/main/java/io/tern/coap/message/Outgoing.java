// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.message;

/// A message that was handed over to be delivered: in line, under way, or over.
public interface Outgoing {
  /// Ends it here without telling the delivery: the response came by another way, or nobody wants it
  /// any more. Does nothing where it is over.
  void end(long nowNanos);

  /// Ends it where it is still in line; what is under way stays so.
  void withdraw();

  /// Whether nothing more will come of it.
  boolean isOver();
}
