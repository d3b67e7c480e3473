// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.message;

import io.tern.coap.Message;

/// Something to be delivered to a peer: writes the message when it is time, and is told what became of
/// it. Of the `on…` methods at most one is called, and none after it was given up; a non-confirmable
/// message can only be reset.
public interface Delivery {
  /// The message with that id. Asked for when it goes out, which may be later than it was handed over.
  Message compose(int messageId, long nowNanos);

  /// Whether the message that is under way has been overtaken, so that its next retransmission should
  /// be composed anew, with an id of its own (RFC 7641 §4.5.2).
  default boolean isOvertaken() {
    return false;
  }

  /// The peer acknowledged it, without a response.
  void onAcknowledged(long nowNanos);

  /// The peer acknowledged it and the response came with that (RFC 7252 §5.2.1).
  void onResponse(Message acknowledgement, long nowNanos);

  /// The peer rejected it.
  void onReset(long nowNanos);

  /// The peer did not acknowledge any of its transmissions.
  void onTimedOut(long nowNanos);

  /// It was never sent: there is no connection to the peer.
  default void onUnreachable(String why, long nowNanos) {
    onTimedOut(nowNanos);
  }

  /// It was sent, then the connection ended (RFC 8323 §5): whether the peer has it is not known.
  default void onDisconnected(String why, long nowNanos) {
    onTimedOut(nowNanos);
  }

  /// It was never sent because of a limit.
  void onRefused(String limit, long nowNanos);
}
