// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Told what happens to connections: the engine's side of [Streams]. Called on the loop that owns the
/// engine.
public interface StreamListener {
  /// The connection is there, whichever side began it.
  void onOpened(Peer peer, long nowNanos);

  /// The next bytes of the peer, which nobody writes to any more.
  void onBytes(Peer peer, Bytes bytes, long nowNanos);

  /// What waited is on its way: more may follow.
  void onWritable(Peer peer, long nowNanos);

  /// The connection is gone, or could not be made.
  ///
  /// @param why for people
  void onClosed(Peer peer, String why, long nowNanos);
}
