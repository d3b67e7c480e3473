// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Optional;

/// A Block1 or Block2 option value (RFC 7959 §2.2).
///
/// @param number position of the block in units of its size, 0 to 2^20-1
/// @param more whether further blocks follow
/// @param sizeExponent 0 to 6 for 16 to 1024 bytes; 7 (BERT, RFC 8323 §6) counts in 1024 bytes
public record Block(int number, boolean more, int sizeExponent) {
  public static final int NUMBER_MAX = (1 << 20) - 1;

  public Block {
    if (number < 0 || number > NUMBER_MAX || sizeExponent < 0 || sizeExponent > 7) {
      throw new IllegalArgumentException("no such block: " + number + "/" + sizeExponent);
    }
  }

  /// The block whose option value is `value`; empty where it is longer than three bytes.
  public static Optional<Block> decode(Bytes value) {
    if (value.size() > 3) {
      return Optional.empty();
    }
    int bits = 0;
    for (int i = 0; i < value.size(); i++) {
      bits = bits << 8 | value.get(i);
    }
    return Optional.of(new Block(bits >>> 4, (bits & 8) != 0, bits & 7));
  }

  /// Block size in bytes, 16 to 1024.
  public int sizeBytes() {
    return 16 << Math.min(sizeExponent, 6);
  }

  /// Offset of the first byte of this block in the body.
  public long offset() {
    return (long) number * sizeBytes();
  }

  /// The option value as an unsigned integer of up to 24 bits.
  public int value() {
    return number << 4 | (more ? 8 : 0) | sizeExponent;
  }

  /// The largest exponent whose size is at most `bytes` (at least 16).
  public static int exponentOf(int bytes) {
    int exponent = 31 - Integer.numberOfLeadingZeros(Math.clamp(bytes, 16, 1024)) - 4;
    return Math.clamp(exponent, 0, 6);
  }

  @Override
  public String toString() {
    return number + "/" + (more ? 1 : 0) + "/" + sizeBytes();
  }
}
