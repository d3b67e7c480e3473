// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// How a handler wants to receive a request body that comes in blocks.
public sealed interface Reception {
  /// Put together, then handed to [Handler#onRequest]. A transfer that does not begin at the beginning
  /// is then answered with 4.08.
  Reception WHOLE = new Whole();

  /// See [#WHOLE].
  record Whole() implements Reception {}

  /// In pieces. When `sink` has taken the last, `then` handles the request, whose payload is empty.
  record Pieces(BodySink sink, Handler then) implements Reception {}

  /// Not at all: 4.13 with Size1 where it is too large (RFC 7959 §2.9.3), or another error.
  record Refused(Response response) implements Reception {}
}
