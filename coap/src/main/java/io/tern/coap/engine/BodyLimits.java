// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

/// Bounds of bodies that travel in blocks.
///
/// @param bytesMax largest body that is put together from blocks
/// @param allBytesMax bytes that all bodies under way or kept for their next block take, 512 more for
///     each; what is quiet longest makes room
/// @param perPeerMax request bodies under way from one peer, and responses kept for it; with `bytesMax`
///     that bounds the bytes of one peer
/// @param lifetimeNanos when a body without further block is forgotten; at least EXCHANGE_LIFETIME is
///     advised
public record BodyLimits(int bytesMax, long allBytesMax, int perPeerMax, long lifetimeNanos) {
  public BodyLimits {
    if (bytesMax < 1 || allBytesMax < bytesMax || perPeerMax < 1 || lifetimeNanos <= 0) {
      throw new IllegalArgumentException("no room for a body of " + bytesMax + " bytes");
    }
  }
}
