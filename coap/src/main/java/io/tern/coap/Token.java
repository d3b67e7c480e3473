// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Objects;

/// The token that ties a response to its request (RFC 7252 §5.3.1): 0 to 8 bytes.
///
/// Held in one `long`, so that it is cheap as a map key for every open exchange and observation.
public final class Token {
  /// The zero-length token.
  public static final Token EMPTY = new Token(0, 0);

  private final long bits;
  private final byte size;

  private Token(long bits, int size) {
    this.bits = bits;
    this.size = (byte) size;
  }

  /// A token of the low `size` bytes (0 to 8) of `bits`, most significant first.
  public static Token of(long bits, int size) {
    Objects.checkIndex(size, 9);
    return size == 0 ? EMPTY : new Token(size == 8 ? bits : bits & ((1L << 8 * size) - 1), size);
  }

  /// A token of the given bytes, 0 to 8 of them.
  public static Token of(Bytes bytes) {
    long bits = 0;
    for (int i = 0; i < bytes.size(); i++) {
      bits = bits << 8 | bytes.get(i);
    }
    return of(bits, bytes.size());
  }

  /// Number of bytes, 0 to 8.
  public int size() {
    return size;
  }

  /// The bytes as one number, most significant first.
  public long bits() {
    return bits;
  }

  /// The byte at `index` as 0 to 255, in wire order.
  public int get(int index) {
    Objects.checkIndex(index, size);
    return (int) (bits >>> 8 * (size - 1 - index)) & 0xFF;
  }

  /// The bytes in wire order.
  public Bytes bytes() {
    byte[] array = new byte[size];
    for (int i = 0; i < size; i++) {
      array[i] = (byte) get(i);
    }
    return Bytes.wrap(array);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Token other && bits == other.bits && size == other.size;
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
