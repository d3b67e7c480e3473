// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.AddressProof;
import io.tern.coap.Token;

/// What is asked of peers before they are served.
///
/// @param anonymousMayMove whether a notification of a peer without identity is taken from an address
///     other than the one that was asked; the token of 8 bytes is then its only proof
/// @param addressProof when a peer without identity must prove its address
/// @param requestsPerSecondMax requests that one peer may make in the long run; 0 for any number. One
///     too many is answered with 4.29 and the time to wait (RFC 8516). Sixteen further blocks of a body
///     count as one request
/// @param requestsAtOnceMax how many more than that it may make in a burst, 1 or more
/// @param tokenBytesMax the longest token that a request may have (RFC 8974), 8 to 65804; one that is
///     longer is answered with 4.00
public record Admission(
    boolean anonymousMayMove,
    AddressProof addressProof,
    int requestsPerSecondMax,
    int requestsAtOnceMax,
    int tokenBytesMax) {
  /// Everybody is served: for networks that are trusted. Where peers without identity come from an open
  /// network, ask them for an [AddressProof].
  public static final Admission DEFAULT = new Admission(false, AddressProof.NEVER, 0, 1, 64);

  public Admission {
    if (requestsPerSecondMax < 0 || requestsAtOnceMax < 1) {
      throw new IllegalArgumentException("no such rate");
    }
    if (tokenBytesMax < Token.BYTES_BASE || tokenBytesMax > Token.BYTES_MAX) {
      throw new IllegalArgumentException("tokenBytesMax: " + tokenBytesMax);
    }
  }

  /// This with another answer to whether anonymous peers may change their address.
  public Admission withAnonymousMayMove(boolean may) {
    return new Admission(may, addressProof, requestsPerSecondMax, requestsAtOnceMax, tokenBytesMax);
  }

  /// This with another demand for proofs.
  public Admission withAddressProof(AddressProof proof) {
    return new Admission(
        anonymousMayMove, proof, requestsPerSecondMax, requestsAtOnceMax, tokenBytesMax);
  }

  /// This with another rate of requests of one peer.
  public Admission withRate(int perSecondMax, int atOnceMax) {
    return new Admission(anonymousMayMove, addressProof, perSecondMax, atOnceMax, tokenBytesMax);
  }

  /// This with another longest token of a request, 8 to 65804 bytes.
  public Admission withTokenBytesMax(int bytes) {
    return new Admission(
        anonymousMayMove, addressProof, requestsPerSecondMax, requestsAtOnceMax, bytes);
  }
}
