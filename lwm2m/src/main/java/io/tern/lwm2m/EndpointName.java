// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.Optional;

/// An endpoint client name (LwM2M 1.2 Core §6.3): free UTF-8 text, compared byte for byte.
///
/// 1 to 252 bytes of UTF-8, no control character, no unpaired surrogate.
public record EndpointName(String value) implements Comparable<EndpointName> {
  /// Greatest length in bytes of UTF-8: what fits one Uri-Query option beside `ep=`.
  public static final int BYTES_MAX = 252;

  public EndpointName {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not an endpoint client name");
    }
  }

  /// The name `value`; empty where it cannot be one.
  public static Optional<EndpointName> parse(String value) {
    return isValid(value) ? Optional.of(new EndpointName(value)) : Optional.empty();
  }

  private static boolean isValid(String value) {
    int bytes = 0;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      if (Character.isISOControl(c) || c == 0xFFFD || (c >= 0xD800 && c <= 0xDFFF)) {
        return false;
      }
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      i += Character.charCount(c);
    }
    return bytes > 0 && bytes <= BYTES_MAX;
  }

  @Override
  public int compareTo(EndpointName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
