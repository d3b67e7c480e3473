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

  /// The peer ended the observation, with an error response or a response without Observe.
  void onEnded(Response last, long nowNanos);
}
