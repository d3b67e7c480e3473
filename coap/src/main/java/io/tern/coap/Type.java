// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// The four message types (RFC 7252 §3), in wire order.
public enum Type {
  /// Confirmable: retransmitted until acknowledged.
  CON,
  /// Non-confirmable: sent once.
  NON,
  /// Acknowledgement, empty or with a piggybacked response.
  ACK,
  /// Reset: the message could not be processed.
  RST
}
