// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.AddressProof;

/// What is asked of peers before they are served.
///
/// @param anonymousMayMove whether a notification of a peer without identity is taken from an address
///     other than the one that was asked; the token of 8 bytes is then its only proof
/// @param addressProof when a peer without identity must prove its address
/// @param requestsPerSecondMax requests that one peer may make in the long run; 0 for any number. One
///     too many is answered with 4.29 and the time to wait (RFC 8516). Sixteen further blocks of a body
///     count as one request
/// @param requestsAtOnceMax how many more than that it may make in a burst, 1 or more
public record Admission(
    boolean anonymousMayMove,
    AddressProof addressProof,
    int requestsPerSecondMax,
    int requestsAtOnceMax) {
  /// Everybody is served: for networks that are trusted. Where peers without identity come from an open
  /// network, ask them for an [AddressProof].
  public static final Admission DEFAULT = new Admission(false, AddressProof.NEVER, 0, 1);

  public Admission {
    if (requestsPerSecondMax < 0 || requestsAtOnceMax < 1) {
      throw new IllegalArgumentException("no such rate");
    }
  }

  /// This with another answer to whether anonymous peers may change their address.
  public Admission withAnonymousMayMove(boolean may) {
    return new Admission(may, addressProof, requestsPerSecondMax, requestsAtOnceMax);
  }

  /// This with another demand for proofs.
  public Admission withAddressProof(AddressProof proof) {
    return new Admission(anonymousMayMove, proof, requestsPerSecondMax, requestsAtOnceMax);
  }

  /// This with another rate of requests of one peer.
  public Admission withRate(int perSecondMax, int atOnceMax) {
    return new Admission(anonymousMayMove, addressProof, perSecondMax, atOnceMax);
  }
}
