// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Type;
import java.util.Optional;

/// What a datagram turned out to be.
public sealed interface Decoded {
  /// A message of correct format. Its code may still be unknown, and so may its options.
  record Ok(Message message) implements Decoded {}

  /// Not a message.
  ///
  /// @param header present where the datagram belongs to CoAP version 1, so that a confirmable one
  ///     can be rejected with Reset (RFC 7252 §4.2); empty where it must be ignored in silence (§3)
  record Bad(Malformed reason, Optional<Header> header) implements Decoded {}

  /// What is known of a message whose format is wrong further on.
  ///
  /// @param messageId 0 to 65535
  record Header(Type type, int messageId) {}
}
