// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// What an endpoint reports for logs, counters and traces. Runs on the loop that owns the endpoint,
/// must not block. Every method does nothing unless overridden.
public interface EndpointEvents {
  /// Reports nothing.
  EndpointEvents NONE = new EndpointEvents() {};

  /// A message came in, before any judgement but that it could be decoded.
  default void onReceived(Peer peer, Message message, long nowNanos) {}

  /// A message went out; a retransmission counts again.
  default void onSent(Peer peer, Message message, long nowNanos) {}

  /// A datagram could not be decoded. Silence or Reset followed as RFC 7252 §4.2, §4.3 demand.
  default void onMalformed(Peer peer, Malformed reason, long nowNanos) {}

  /// A message was a duplicate and got the same answer as the first (RFC 7252 §4.5).
  default void onDuplicate(Peer peer, Message message, long nowNanos) {}

  /// A message was dropped or refused for another reason.
  default void onRejected(Peer peer, Message message, Rejection reason, long nowNanos) {}

  /// A notification came after a gap: `missed` before it were lost, are late, or were never sent where
  /// the peer counts in larger steps.
  default void onMissed(Peer peer, int missed, long nowNanos) {}

  /// A confirmable message was sent again.
  default void onRetransmitted(Peer peer, int attempt, long nowNanos) {}

  /// A connection is there.
  default void onConnected(Peer peer, long nowNanos) {}

  /// A connection ended, or could not be made.
  ///
  /// @param why for people
  default void onDisconnected(Peer peer, String why, long nowNanos) {}

  /// The handler or a listener threw: our bug. The peer got 5.00.
  default void onFailure(Peer peer, RuntimeException failure, long nowNanos) {}

  /// Why a message was dropped or refused.
  enum Rejection {
    UNKNOWN_TOKEN,
    UNKNOWN_MESSAGE_ID,
    UNKNOWN_CRITICAL_OPTION,
    TOKEN_TOO_LONG,
    BROKEN_BLOCK_SEQUENCE,
    BODY_TOO_LARGE,
    OVERLOADED,
    OVER_RATE,
    STALE_NOTIFICATION,
    WRONG_PEER,
    UNEXPECTED_CODE,
    UNPROVEN_ADDRESS
  }
}
