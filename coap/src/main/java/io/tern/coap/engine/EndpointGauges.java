// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

/// What an endpoint holds at the moment. All are 0 some time after the last message: EXCHANGE_LIFETIME
/// and an eighth, except for observations and relations, which last until they end.
///
/// @param peers peers that are remembered
/// @param duplicates messages that are remembered for their duplicates
/// @param answerBytes bytes of answers that are kept for duplicates
/// @param transmissions confirmable messages in line or under way
/// @param clientExchanges own request messages that wait for a response
/// @param serverExchanges requests of peers that wait for the handler's answer
/// @param observations resources of peers that are observed
/// @param relations peers that observe resources here
/// @param partialBodies request bodies under way
/// @param keptBodies response bodies that wait to be fetched
/// @param bodyBytes bytes of bodies under way or kept
public record EndpointGauges(
    int peers,
    long duplicates,
    long answerBytes,
    int transmissions,
    int clientExchanges,
    int serverExchanges,
    int observations,
    int relations,
    int partialBodies,
    int keptBodies,
    long bodyBytes) {}
