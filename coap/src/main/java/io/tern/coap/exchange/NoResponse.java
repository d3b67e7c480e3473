// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.Code;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;

/// The client's wish not to be answered (RFC 7967 §2.1).
final class NoResponse {
  private NoResponse() {}

  /// Whether a request with these options does not want a response of that code's class.
  static boolean suppresses(Options request, Code response) {
    return request.has(OptionNumber.NO_RESPONSE)
        && (request.uint(OptionNumber.NO_RESPONSE).orElse(0) >> response.codeClass() - 1 & 1) != 0;
  }
}
