// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.message.Messages;

/// How large blocks are towards a peer: as preferred here, smaller where its messages or the way to it
/// have no room, several in a message where a connection takes them (RFC 8323 §6).
final class BlockSizes {
  private final BlockSize preferred;
  private final Messages messages;

  BlockSizes(int preferredExponent, Messages messages) {
    preferred = BlockSize.of(preferredExponent);
    this.messages = messages;
  }

  /// The size of blocks that travel to or from `peer` beside `options`.
  BlockSize towards(Peer peer, Options options, long nowNanos) {
    int room = messages.payloadBytesMax(peer, options, nowNanos);
    return isUnbounded() && room >= 2 * preferred.bytes() && messages.takesManyBlocks(peer)
        ? BlockSize.many(room)
        : preferred.atMost(Block.exponentOf(room));
  }

  /// The largest body that travels to `peer` in one message.
  int wholeBytesMax(Peer peer, Options options, long nowNanos) {
    int room = messages.payloadBytesMax(peer, options, nowNanos);
    return isUnbounded() ? room : Math.min(room, preferred.bytes());
  }

  /// Whether the preferred size is no wish for small messages.
  private boolean isUnbounded() {
    return preferred.equals(BlockSize.LARGEST);
  }
}
