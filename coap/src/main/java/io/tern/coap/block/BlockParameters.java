// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

/// Sizes and bounds of block-wise transfers.
///
/// @param sizeExponent preferred block size, 0 to 6 for 16 to 1024 bytes
/// @param announce whether requests without a body name the preferred size of the response's blocks
/// @param bodyBytesMax largest body that is put together
/// @param bodiesBytesMax bytes of all bodies under way or kept
/// @param bodiesPerPeerMax request bodies under way from one peer, and responses kept for it
/// @param bodyLifetimeNanos when an unfinished or unfetched body is forgotten, after the last block
public record BlockParameters(
    int sizeExponent,
    boolean announce,
    int bodyBytesMax,
    long bodiesBytesMax,
    int bodiesPerPeerMax,
    long bodyLifetimeNanos) {}
