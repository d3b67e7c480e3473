// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

/// What one endpoint may hold. A limit that is reached refuses what is new: a request with 4.29 or
/// 5.03 (RFC 8516, RFC 7252 §5.9.3.4), an own request with [io.tern.coap.Reply.Refused].
///
/// @param peersMax peers remembered at a time; the longest quiet makes room for a new one
/// @param duplicatesPerPeerMax messages of a peer that are remembered for their duplicates, 4 to 1024.
///     A peer with NSTART 1 repeats nothing but its last message; the others are duplicates that the
///     network made, overtaken by so many newer messages
/// @param answerBytesPerPeerMax bytes of answers kept for the duplicates of one peer, beyond the last
/// @param answerBytesMax the same for all peers together
/// @param waitingPerPeerMax own requests that wait for their turn with one peer
/// @param exchangesMax own requests that wait for a response, and as many requests of peers that wait
///     for the handler's answer
/// @param requestsPerPeerMax requests of one peer that wait for the handler's answer. A device has one; many
///     devices that a gateway or a simulator serves from one port have as many
/// @param observationsMax resources of peers that are observed
/// @param relationsMax peers that observe resources here
/// @param relationsPerPeerMax resources here that one peer observes
/// @param resetsPerSecondMax Resets in answer to malformed, unexpected or forged messages
public record EndpointLimits(
    int peersMax,
    int duplicatesPerPeerMax,
    int answerBytesPerPeerMax,
    long answerBytesMax,
    int waitingPerPeerMax,
    int exchangesMax,
    int requestsPerPeerMax,
    int observationsMax,
    int relationsMax,
    int relationsPerPeerMax,
    int resetsPerSecondMax) {
  /// For one loop of a server: some 100 MB when 250,000 peers have spoken within EXCHANGE_LIFETIME,
  /// beyond which the longest quiet are forgotten early.
  public static final EndpointLimits DEFAULT =
      new EndpointLimits(
          250_000, 16, 512, 32 << 20, 64, 100_000, 512, 10_000_000, 1_000_000, 1000, 1000);

  public EndpointLimits {
    if (duplicatesPerPeerMax < 4 || duplicatesPerPeerMax > 1024) {
      throw new IllegalArgumentException("duplicatesPerPeerMax: " + duplicatesPerPeerMax);
    }
    if (Math.min(peersMax, waitingPerPeerMax) < 1
        || Math.min(exchangesMax, requestsPerPeerMax) < 1
        || Math.min(answerBytesPerPeerMax, answerBytesMax) < 0
        || Math.min(observationsMax, relationsMax) < 0
        || Math.min(relationsPerPeerMax, resetsPerSecondMax) < 0) {
      throw new IllegalArgumentException("a negative limit: " + this);
    }
  }
}
