// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Block;
import io.tern.coap.Peer;

/// How much of a body one message carries, and how its block option says so (RFC 7959 §2.2).
///
/// Over connections one message may carry several blocks of 1024 bytes; the exponent that is reserved
/// otherwise says so (BERT, RFC 8323 §6).
///
/// @param exponent 0 to 6 for one block of 16 to 1024 bytes, 7 for several of 1024
/// @param bytes of the body in one message, a multiple of [#unit]
record BlockSize(int exponent, int bytes) {
  /// The largest block.
  static final BlockSize LARGEST = of(6);

  private static final int BERT = 7;

  /// One block, of an exponent from 0 to 6.
  static BlockSize of(int exponent) {
    return new BlockSize(exponent, 16 << exponent);
  }

  /// As many blocks of 1024 bytes as `bytes` have room for, at least one.
  static BlockSize many(int bytes) {
    return new BlockSize(BERT, bytes / LARGEST.bytes * LARGEST.bytes);
  }

  /// What the number of a block counts in.
  int unit() {
    return Math.min(bytes, LARGEST.bytes);
  }

  /// The block option of what begins at `offset`, a multiple of [#unit].
  Block at(long offset, boolean more) {
    return new Block((int) (offset / unit()), more, exponent);
  }

  /// Where the block that holds the byte at `offset` begins.
  long floor(long offset) {
    return offset / unit() * unit();
  }

  /// Whether there is a number for a block that begins at `offset`.
  boolean reaches(long offset) {
    return offset / unit() <= Block.NUMBER_MAX;
  }

  /// Where the block of the highest number begins.
  long last() {
    return (long) Block.NUMBER_MAX * unit();
  }

  /// This, or what `other` says where that is less.
  BlockSize atMost(int other) {
    return other < exponent ? of(other) : this;
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

  /// What to say of a block that was taken: several stay several, anything else becomes as small as is
  /// preferred here.
  static int confirmed(Block taken, int preferredExponent) {
    return taken.sizeExponent() == BERT ? BERT : Math.min(taken.sizeExponent(), preferredExponent);
  }
}
