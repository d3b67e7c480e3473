// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

/// Patience and bounds of the exchange layer.
///
/// @param tokenPrefix first byte of every token, 0 to 255
/// @param responseWaitNanos how long a response may take after the Acknowledgement, or after a
///     non-confirmable request
/// @param acknowledgeAfterNanos how long a handler may take before its request is acknowledged by
///     itself; less than the peer's ACK_TIMEOUT
/// @param answerWithinNanos when a request that the handler never answers is forgotten
/// @param exchangesMax open requests of this endpoint, and as many of its peers
/// @param requestsPerPeerMax requests of one peer that wait for the handler's answer
public record ExchangeLimits(
    int tokenPrefix,
    long responseWaitNanos,
    long acknowledgeAfterNanos,
    long answerWithinNanos,
    int exchangesMax,
    int requestsPerPeerMax) {}
