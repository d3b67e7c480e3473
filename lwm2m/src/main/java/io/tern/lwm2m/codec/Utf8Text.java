// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Text that must be UTF-8.
final class Utf8Text {
  private Utf8Text() {}

  /// The text that `bytes` spell; empty where they are not UTF-8.
  static Optional<String> decode(Bytes bytes) {
    String text = bytes.utf8();
    boolean exact = text.indexOf('\uFFFD') < 0 || Bytes.ofUtf8(text).equals(bytes);
    return exact ? Optional.of(text) : Optional.empty();
  }
}
