// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Peer;

/// Something of a peer's transfer that is kept from one block to the next.
abstract class Shelved {
  /// What one takes beyond its body: keys, options, and its places in tables, roundly.
  static final int OVERHEAD_BYTES = 512;

  final Peer peer;
  final BodyKey key;
  long usedNanos;

  Shelved(Peer peer, BodyKey key) {
    this.peer = peer;
    this.key = key;
  }

  /// It was taken down; told once.
  abstract void onRemoved(long nowNanos);
}
