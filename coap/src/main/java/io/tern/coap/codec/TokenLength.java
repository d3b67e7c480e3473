// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Token;

/// The length of a token: four bits of the first byte, and up to two bytes before the token where they
/// do not say it (RFC 8974 §2.1).
final class TokenLength {
  /// Says nothing: a format error.
  static final int RESERVED = 15;

  private static final int ONE_BYTE = 13;
  private static final int TWO_BYTES = 14;
  private static final int TWO_BYTES_FROM = 269;

  private TokenLength() {}

  /// How many bytes before the token belong to its length.
  static int extendedBytes(int nibble) {
    return nibble < ONE_BYTE ? 0 : nibble - ONE_BYTE + 1;
  }

  /// The length that `nibble` and the bytes at `from` say; they must be there.
  static int read(Bytes bytes, int from, int nibble) {
    return switch (nibble) {
      case ONE_BYTE -> bytes.get(from) + ONE_BYTE;
      case TWO_BYTES -> (bytes.get(from) << 8 | bytes.get(from + 1)) + TWO_BYTES_FROM;
      default -> nibble;
    };
  }

  /// What stands in the first byte for a token of that size.
  static int nibble(int size) {
    return size < ONE_BYTE ? size : size < TWO_BYTES_FROM ? ONE_BYTE : TWO_BYTES;
  }

  /// Writes the rest of the length and the token; returns the offset behind it.
  static int put(Token token, byte[] out, int from) {
    int size = token.size();
    int at = from;
    if (size >= TWO_BYTES_FROM) {
      out[at++] = (byte) (size - TWO_BYTES_FROM >>> 8);
      out[at++] = (byte) (size - TWO_BYTES_FROM);
    } else if (size >= ONE_BYTE) {
      out[at++] = (byte) (size - ONE_BYTE);
    }
    for (int i = 0; i < size; i++) {
      out[at++] = (byte) token.get(i);
    }
    return at;
  }
}
