// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.coap.Code;

/// How a Send ended: exactly one of these, exactly once (LwM2M 1.2 Core §6.4.6).
public sealed interface SendOutcome {
  /// The server has the values.
  record Taken() implements SendOutcome {}

  /// The server refused them.
  record Refused(Code code, String why) implements SendOutcome {}

  /// The server did not answer: whether it has them is not known.
  record Unanswered(String why) implements SendOutcome {}

  /// Nothing was sent: the server is not registered with, has muted Send, or may not know the values.
  record NotSent(String why) implements SendOutcome {}
}
