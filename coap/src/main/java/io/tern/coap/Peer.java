// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// The other end: what carries its messages, where it is reached, who it has proved to be.
///
/// Two messages are of one peer exactly when all three are equal. What must outlive an address
/// (registration, observation) is found by its own id and compared by identity, never by address.
public record Peer(Transport transport, Address address, Identity identity) {
  /// An unauthenticated peer over plain UDP.
  public static Peer udp(Address address) {
    return new Peer(Transport.UDP, address, Identity.ANONYMOUS);
  }

  @Override
  public String toString() {
    return transport.scheme()
        + "://"
        + address
        + (identity instanceof Identity.Anonymous ? "" : " (" + identity + ")");
  }
}
