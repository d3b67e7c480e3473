// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Peer;

/// What the size exponent of a block says about its payload (RFC 7959 §2.2).
///
/// Over connections the exponent that is reserved otherwise says BERT (RFC 8323 §6): one message may
/// carry several blocks of 1024 bytes. It is understood from peers; this side sends one at a time.
final class BlockSizes {
  private static final int BERT = 7;

  private BlockSizes() {}

  /// Bytes that one message with that exponent carries at most.
  static int bytesMax(int exponent) {
    return 16 << exponent;
  }

  /// Whether the size of `block` is one that `peer` may use.
  static boolean isKnown(Block block, Peer peer) {
    return block.sizeExponent() != BERT || peer.transport().isStream();
  }

  /// Whether a message of that payload is a block of that size: only the last may be shorter.
  static boolean isFilled(Block block, int payloadBytes) {
    if (block.sizeExponent() == BERT) {
      return !block.more() || payloadBytes > 0 && payloadBytes % block.sizeBytes() == 0;
    }
    return block.more() ? payloadBytes == block.sizeBytes() : payloadBytes <= block.sizeBytes();
  }

  /// What to say of a block that was taken: BERT stays, anything else as [#agreed].
  static int confirmed(Block taken, int preferredExponent) {
    return taken.sizeExponent() == BERT ? BERT : agreed(taken, preferredExponent);
  }

  /// The smaller of what was asked for and what is preferred here.
  static int agreed(Block wish, int preferredExponent) {
    return Math.min(wish.sizeExponent(), preferredExponent);
  }
}
