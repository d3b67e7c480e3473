// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// When a peer without identity on a datagram transport must prove that it is reached at the address
/// it uses (RFC 9175 §2): it gets 4.01 with an Echo option and repeats its request with that.
///
/// @param when which requests need the proof
/// @param key of the MAC in the Echo value, 16 bytes or more; the same for all loops of a port
/// @param freshNanos how long an Echo value is good, more than 0
public record AddressProof(When when, Bytes key, long freshNanos) {
  /// Nobody proves anything: for transports or networks that are trusted.
  public static final AddressProof NEVER = new AddressProof(When.NEVER, Bytes.EMPTY, 1);

  /// Which requests need the proof.
  public enum When {
    /// None.
    NEVER,
    /// Those that ask for an observation, and those whose answer would be larger than 136 bytes and
    /// three times the request: what makes an endpoint worth abusing against others (§2.6).
    FOR_LARGE_ANSWERS,
    /// All: a request is fresh, too, before the handler sees it (§2.3).
    ALWAYS
  }

  public AddressProof {
    if (freshNanos <= 0 || when != When.NEVER && key.size() < 16) {
      throw new IllegalArgumentException("too short a key or time");
    }
  }

  @Override
  public String toString() {
    return "AddressProof[" + when + ", " + freshNanos + " ns]";
  }
}
