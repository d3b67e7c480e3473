// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.Locale;
import org.eclipse.leshan.core.ResponseCode;

/// Response codes as the specification writes them.
final class Codes {

  private Codes() {}

  /// Such as `2.05`.
  static String text(ResponseCode code) {
    return String.format(Locale.ROOT, "%d.%02d", code.getCode() / 100, code.getCode() % 100);
  }
}
