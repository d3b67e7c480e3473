// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Told what happens to an observation of a peer's resource (RFC 7641, client role). Runs on the
/// loop that owns the endpoint, must not block.
public interface ObservationListener {
  /// The answer to the registering request; called exactly once. The observation exists afterwards
  /// only if it is [Reply.Answered] with a success code and an Observe option.
  void onReply(Reply reply, long nowNanos);

  /// A notification, whole and fresher than all before it (RFC 7641 §3.4).
  void onNotification(Peer from, Response response, long nowNanos);

  /// The same, for a listener that keeps what it is told: a confirmable notification that came in one
  /// message is acknowledged when `receipt` says so. One in blocks has been acknowledged with its first.
  default void onNotification(Peer from, Response response, Receipt receipt, long nowNanos) {
    onNotification(from, response, nowNanos);
    receipt.accept(nowNanos);
  }

  /// Says, once, what the peer is to think of its notification; now or later, on the loop.
  interface Receipt {
    /// For what nobody waits for.
    Receipt NONE =
        new Receipt() {
          @Override
          public void accept(long nowNanos) {}

          @Override
          public void refuse(long nowNanos) {}
        };

    /// It has arrived for good.
    void accept(long nowNanos);

    /// It could not be kept. The peer gets no Acknowledgement and may send it again.
    void refuse(long nowNanos);
  }

  /// The peer ended the observation, with an error response or a response without Observe.
  void onEnded(Response last, long nowNanos);

  /// The same, for a listener that keeps what it is told: a confirmable last notification is
  /// acknowledged and the observation is over when `receipt` says so. Where it is refused, the
  /// observation is as before.
  default void onEnded(Response last, Receipt receipt, long nowNanos) {
    onEnded(last, nowNanos);
    receipt.accept(nowNanos);
  }

  /// The connection ended, and the observation with it (RFC 8323 §7.4).
  default void onDisconnected(String why, long nowNanos) {}
}
