// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Malformed;
import io.tern.coap.Message;

/// What stands next in a stream of bytes.
public sealed interface Frame {
  /// A whole message, a view of bytes that nobody writes to any more.
  record Whole(Message message) implements Frame {}

  /// Not a whole message yet.
  record Incomplete() implements Frame {}

  /// Not a message; what follows means nothing.
  record Broken(Malformed reason) implements Frame {}
}
