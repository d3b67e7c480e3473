// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// The four message types (RFC 7252 §3).
public enum Type {
  /// Confirmable: retransmitted until acknowledged.
  CON(0),
  /// Non-confirmable: sent once.
  NON(1),
  /// Acknowledgement, empty or with a piggybacked response.
  ACK(2),
  /// Reset: the message could not be processed.
  RST(3);

  private final int bits;

  Type(int bits) {
    this.bits = bits;
  }

  /// The type of the two bits on the wire, 0 to 3.
  public static Type of(int bits) {
    return switch (bits) {
      case 0 -> CON;
      case 1 -> NON;
      case 2 -> ACK;
      case 3 -> RST;
      default -> throw new IllegalArgumentException("no such type: " + bits);
    };
  }

  /// The two bits on the wire, 0 to 3.
  public int bits() {
    return bits;
  }
}
