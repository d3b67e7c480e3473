// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Takes a body block by block, in order, so that nobody holds it whole: what a client downloads
/// ([Transfer]) or a peer sends to a handler ([Reception.Pieces]).
///
/// All methods run on the loop and must not block; a sink over something slow writes elsewhere and
/// comes back. No block comes before the one before it was taken, which holds the peer back as well.
public interface BodySink {
  /// A body begins at `head.offset()`; what lies before that is with the sink already. Called again
  /// when the body has changed under way or cannot be continued: what came of the earlier is void.
  void onBegin(BodyHead head, long nowNanos);

  /// The bytes from `offset` on, at least one. `flow` is to be called once, now or later.
  void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos);

  /// The transfer has ended before the body was whole: broken off, given up, or pushed out.
  default void onBroken(long nowNanos) {}

  /// Where the sink says how to go on.
  interface Flow {
    /// The block is taken, the next may come.
    void proceed(long nowNanos);

    /// The body is not wanted. A peer that sends it is answered with `error`; a client's own transfer
    /// ends with [Reply.Unusable].
    void stop(Response error, long nowNanos);
  }
}
