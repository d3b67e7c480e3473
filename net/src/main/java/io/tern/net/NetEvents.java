// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import io.tern.coap.Address;

/// What loops report for logs and counters. Runs on the loop that is named unless said otherwise,
/// must not block. Every method does nothing unless overridden.
public interface NetEvents {
  /// Reports nothing.
  NetEvents NONE = new NetEvents() {};

  /// One batch was read.
  default void onReceived(int loop, int datagrams, long bytes) {}

  /// One batch was sent.
  default void onSent(int loop, int datagrams, long bytes) {}

  /// Bytes of connections were read in one turn.
  default void onStreamReceived(int loop, long bytes) {}

  /// Bytes of connections were written in one turn.
  default void onStreamSent(int loop, long bytes) {}

  /// A datagram or connection from or to `peer` was lost on this side.
  default void onDropped(int loop, Drop reason, Address peer) {}

  /// The system dropped datagrams because its buffer for the socket was full. Told a second late.
  default void onOverflowed(int loop, int datagrams) {}

  /// A datagram was handed to the loop that its token names.
  default void onHandedOver(int loop, int toLoop) {}

  /// A post was refused because the mailbox of `loop` was full. Runs on the thread that posted.
  default void onMailboxFull(int loop) {}

  /// Something that the loop called threw: our bug, or the system's trouble with a socket. The loop
  /// goes on.
  ///
  /// @param where what was under way, such as `timer`
  default void onFailure(int loop, String where, Throwable failure) {}

  /// Why a datagram or connection was lost.
  enum Drop {
    /// It was larger than the limit and came in cut off.
    OVERSIZE,
    /// The socket took no more, and the queue for what waits was full.
    SEND_QUEUE_FULL,
    /// The system refused to send it, or its address is not one of UDP.
    SEND_REFUSED,
    /// It belonged to another loop, whose mailbox was full.
    HAND_OVER_REFUSED,
    /// A connection that was not taken: there are too many.
    CONNECTIONS_FULL,
    /// A connection that was not taken: its address has too many.
    CONNECTIONS_OF_ADDRESS_FULL,
    /// A connection that was given up: too much waited for a peer that does not take it.
    SLOW_READER
  }
}
