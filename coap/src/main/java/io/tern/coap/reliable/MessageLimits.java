// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

/// What the message layer may hold.
///
/// @param peersMax peers remembered at a time
/// @param duplicatesPerPeerMax last messages of a peer that are remembered, 4 or more
/// @param answerBytesPerPeerMax bytes of answers kept for the duplicates of one peer
/// @param answerBytesMax the same for all peers together
/// @param waitingPerPeerMax confirmable messages that wait for their turn with one peer
/// @param resetsPerSecondMax Resets sent in answer to what should not have come
public record MessageLimits(
    int peersMax,
    int duplicatesPerPeerMax,
    int answerBytesPerPeerMax,
    long answerBytesMax,
    int waitingPerPeerMax,
    int resetsPerSecondMax) {}
