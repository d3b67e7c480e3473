// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// A request above the message layer: method, options, whole body.
///
/// Block1, Block2, Size1 and Observe bookkeeping belongs to the endpoint; a handler sees the
/// reassembled body and may read Observe.
///
/// @param confirmable whether it travels (or came) as CON on a datagram transport
public record Request(Code method, Options options, Bytes payload, boolean confirmable) {
  public Request {
    if (!method.isRequest()) {
      throw new IllegalArgumentException("not a method: " + method);
    }
  }

  /// A confirmable request.
  public static Request of(Code method, Options options, Bytes payload) {
    return new Request(method, options, payload, true);
  }

  /// A confirmable request without body.
  public static Request of(Code method, Options options) {
    return of(method, options, Bytes.EMPTY);
  }
}
