// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import io.tern.coap.Code;

/// What a peer got for a message, kept to give its duplicates the same.
sealed interface Answer {
  /// Answers without content.
  enum Plain implements Answer {
    /// Nothing: a non-confirmable message, or a request still at the handler.
    SILENCE,
    /// An empty Acknowledgement.
    ACKNOWLEDGED
  }

  /// An Acknowledgement with a response that is nothing but a code. Message id and token come from the
  /// duplicate, so this costs next to nothing.
  record Bare(Code code) implements Answer {
    private static final Bare[] ALL = new Bare[256];

    static {
      for (int i = 0; i < ALL.length; i++) {
        ALL[i] = new Bare(Code.of(i));
      }
    }

    static Bare of(Code code) {
      return ALL[code.value()];
    }
  }

  /// Any other Acknowledgement, as it was sent.
  record Encoded(Bytes datagram) implements Answer {}
}
