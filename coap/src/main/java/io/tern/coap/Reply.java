// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// How a request ended: exactly one of these, exactly once.
public sealed interface Reply {
  /// The peer answered; `from` is where the answer came from.
  record Answered(Peer from, Response response) implements Reply {}

  /// No answer although all retransmissions were sent (RFC 7252 §4.2), or no response in time
  /// after the acknowledgement.
  record TimedOut() implements Reply {}

  /// The peer answered with Reset.
  record Reset() implements Reply {}

  /// The peer's answer cannot be used: a broken block-wise transfer, an unknown critical option, a
  /// body over the limit.
  record Unusable(Malformed reason) implements Reply {}

  /// It was never sent: there is no connection to the peer and none can be made.
  record Unreachable(String why) implements Reply {}

  /// The connection ended before the answer came. Whether the peer acted on it is not known.
  record Disconnected(String why) implements Reply {}

  /// It was never sent, because a limit of this endpoint is reached.
  record Refused(String limit) implements Reply {}

  /// This side gave it up.
  record Cancelled() implements Reply {}
}
