// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.AddressProof;
import io.tern.coap.Peer;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.TransmissionProfiles;

/// Patience and bounds of the exchange layer.
///
/// @param tokenPrefix first byte of every token, 0 to 255
/// @param responseWaitNanos how long a response may take after the Acknowledgement, or after a
///     non-confirmable request
/// @param acknowledgeAfterNanos how long a handler may take before its request is acknowledged by
///     itself; less than the peer's ACK_TIMEOUT
/// @param transmission how long messages of a peer matter: a request that the handler does not answer
///     within the peer's EXCHANGE_LIFETIME is forgotten
/// @param exchangesMax open requests of this endpoint, and as many of its peers
/// @param requestsPerPeerMax requests of one peer that wait for the handler's answer
/// @param addressProof when a peer without identity must prove its address
/// @param requestsPerSecondMax requests of one peer in the long run; 0 for any number
/// @param requestsAtOnceMax how many more than that in a burst
/// @param tokenBytesMax longest token of a request
public record ExchangeLimits(
    int tokenPrefix,
    long responseWaitNanos,
    long acknowledgeAfterNanos,
    TransmissionProfiles transmission,
    int exchangesMax,
    int requestsPerPeerMax,
    AddressProof addressProof,
    int requestsPerSecondMax,
    int requestsAtOnceMax,
    int tokenBytesMax) {
  /// How long a response of `peer` may take: longer than usual where its link is slower than usual.
  long responseWaitNanos(Peer peer) {
    TransmissionParameters there = transmission.of(peer);
    return there.equals(transmission.usual())
        ? responseWaitNanos
        : Math.max(responseWaitNanos, there.maxTransmitWaitNanos());
  }

  /// When a request of `peer` that the handler never answers is forgotten.
  long answerWithinNanos(Peer peer) {
    return transmission.of(peer).exchangeLifetimeNanos();
  }
}
