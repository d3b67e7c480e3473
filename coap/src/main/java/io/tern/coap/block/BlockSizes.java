// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;

/// What the size exponent of a block says about its payload (RFC 7959 §2.2).
final class BlockSizes {
  private static final int RESERVED = 7;

  private BlockSizes() {}

  /// Bytes that one message with that exponent carries at most.
  static int bytesMax(int exponent) {
    return 16 << exponent;
  }

  /// Whether the size of `block` is one that may be used.
  static boolean isKnown(Block block) {
    return block.sizeExponent() != RESERVED;
  }

  /// Whether a message of that payload is a block of that size: only the last may be shorter.
  static boolean isFilled(Block block, int payloadBytes) {
    return block.more() ? payloadBytes == block.sizeBytes() : payloadBytes <= block.sizeBytes();
  }

  /// The smaller of what was asked for and what is preferred here.
  static int agreed(Block wish, int preferredExponent) {
    return Math.min(wish.sizeExponent(), preferredExponent);
  }
}
