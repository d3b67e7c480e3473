// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The token that ties a response to its request: 0 to 8 bytes (RFC 7252 §5.3.1), up to 65804 where
/// both sides take such (RFC 8974).
///
/// Up to 8 bytes are held in one `long`, so that a token is cheap as a map key for every open exchange
/// and observation.
public final class Token {
  /// The longest token that every peer takes.
  public static final int BYTES_BASE = 8;

  /// The longest token that a message can carry (RFC 8974 §2.1).
  public static final int BYTES_MAX = 65_804;

  /// The zero-length token.
  public static final Token EMPTY = new Token(0, 0, null);

  /// All bytes as one number; of a longer token a hash.
  private final long bits;

  private final int size;

  /// The bytes of a token of more than 8; null for any other.
  private final @Nullable Bytes longer;

  private Token(long bits, int size, @Nullable Bytes longer) {
    this.bits = bits;
    this.size = size;
    this.longer = longer;
  }

  /// A token of the low `size` bytes (0 to 8) of `bits`, most significant first.
  public static Token of(long bits, int size) {
    Objects.checkIndex(size, BYTES_BASE + 1);
    return size == 0
        ? EMPTY
        : new Token(size == BYTES_BASE ? bits : bits & ((1L << 8 * size) - 1), size, null);
  }

  /// A token of the given bytes, 0 to 65804 of them. Holds on to no larger array than theirs.
  public static Token of(Bytes bytes) {
    int size = Objects.checkIndex(bytes.size(), BYTES_MAX + 1);
    if (size > BYTES_BASE) {
      return new Token(bytes.hashCode(), size, bytes.compact());
    }
    long bits = 0;
    for (int i = 0; i < size; i++) {
      bits = bits << 8 | bytes.get(i);
    }
    return of(bits, size);
  }

  /// Number of bytes, 0 to 65804.
  public int size() {
    return size;
  }

  /// The bytes as one number, most significant first.
  ///
  /// @throws IllegalStateException if there are more than 8
  public long bits() {
    if (longer != null) {
      throw new IllegalStateException("a token of " + size + " bytes");
    }
    return bits;
  }

  /// The byte at `index` as 0 to 255, in wire order.
  public int get(int index) {
    Objects.checkIndex(index, size);
    return longer == null ? (int) (bits >>> 8 * (size - 1 - index)) & 0xFF : longer.get(index);
  }

  /// The bytes in wire order.
  public Bytes bytes() {
    Bytes all = longer;
    if (all != null) {
      return all;
    }
    byte[] array = new byte[size];
    for (int i = 0; i < size; i++) {
      array[i] = (byte) get(i);
    }
    return Bytes.wrap(array);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Token other
        && bits == other.bits
        && size == other.size
        && Objects.equals(longer, other.longer);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits * 0x9E3779B97F4A7C15L) + size;
  }

  @Override
  public String toString() {
    return bytes().hex();
  }
}
