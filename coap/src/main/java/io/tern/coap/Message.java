// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// One CoAP message over a datagram transport (RFC 7252 §3).
///
/// @param messageId 0 to 65535
public record Message(
    Type type, Code code, int messageId, Token token, Options options, Bytes payload) {
  public Message {
    java.util.Objects.checkIndex(messageId, 65536);
  }

  /// An empty message: an acknowledgement, a reset, or (confirmable) a ping.
  public static Message empty(Type type, int messageId) {
    return new Message(type, Code.EMPTY, messageId, Token.EMPTY, Options.NONE, Bytes.EMPTY);
  }

  @Override
  public String toString() {
    return type
        + " "
        + code
        + " mid="
        + messageId
        + " token="
        + token
        + " "
        + options
        + (payload.isEmpty() ? "" : " " + payload);
  }
}
