// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import io.tern.coap.Bytes;

/// Finds the loop that a datagram belongs to, by a glance at its first five bytes.
///
/// The system spreads datagrams over the loops by the peer's address, so the answers and notifications
/// of a peer that has changed its address may reach another loop than the one that asked. The tokens of
/// this side have 8 bytes, the first of which names the loop.
final class TokenOwner {
  private static final int VERSION_1_TOKEN_8 = 0x48;
  private static final int VERSION_AND_TOKEN_LENGTH = 0xCF;
  private static final int FIRST_TOKEN_BYTE = 4;

  private TokenOwner() {}

  /// The index of the loop, below `loops`, whose token the response in `datagram` carries; `self` for
  /// anything that is no response to a token of this side. Where an earlier run had more loops, those
  /// that are left share the tokens of the others.
  static int of(Bytes datagram, int self, int loops) {
    if (datagram.size() <= FIRST_TOKEN_BYTE
        || (datagram.get(0) & VERSION_AND_TOKEN_LENGTH) != VERSION_1_TOKEN_8
        || !isResponse(datagram.get(1) >>> 5)) {
      return self;
    }
    return datagram.get(FIRST_TOKEN_BYTE) % loops;
  }

  private static boolean isResponse(int codeClass) {
    return codeClass == 2 || codeClass == 4 || codeClass == 5;
  }
}
