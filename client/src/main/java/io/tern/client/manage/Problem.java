// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.coap.Code;

/// Why something will not be done.
record Problem(Code code, String why) {
  /// The answer that says so.
  <T> Answer<T> answer() {
    return Answer.refused(code, why);
  }
}
