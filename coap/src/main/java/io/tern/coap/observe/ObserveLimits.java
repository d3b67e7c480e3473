// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

/// Bounds of observing.
///
/// @param observationsMax resources of peers that we observe
/// @param relationsMax observers of our resources
/// @param relationsPerPeerMax the same of one peer
/// @param anonymousMayMove whether a notification of a peer without identity is taken from another
///     address than the one that was asked
public record ObserveLimits(
    int observationsMax, int relationsMax, int relationsPerPeerMax, boolean anonymousMayMove) {}
