// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Token;
import java.util.Optional;

/// What an upload sends.
///
/// @param request method and options
/// @param token of every message; a new one each where it is empty
/// @param body the payload
/// @param tag Request-Tag of the blocks; one at random where it is empty
/// @param offset bytes that the peer has already
/// @param patient whether a block without answer is sent again
record Outgoing(
    Peer peer,
    Request request,
    Optional<Token> token,
    BodySource body,
    Optional<Bytes> tag,
    long offset,
    boolean patient) {
  /// This, but what is not answered is sent again where that does no harm.
  Outgoing patiently() {
    return new Outgoing(peer, request, token, body, tag, offset, true);
  }

  /// The whole of a request that holds its payload.
  static Outgoing of(Peer peer, Request request, Optional<Token> token) {
    BodySource body = BodySource.of(request.payload(), Bytes.EMPTY);
    return new Outgoing(peer, request, token, body, Optional.empty(), 0, false);
  }
}
