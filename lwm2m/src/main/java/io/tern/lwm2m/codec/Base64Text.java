// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Base64;
import java.util.Optional;

/// Base64 as LwM2M meets it (RFC 4648 §4 and §5): written in one form, read in all.
final class Base64Text {
  private Base64Text() {}

  /// The form of text/plain: usual alphabet, padded.
  static String padded(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  /// The form of SenML JSON: URL-safe alphabet, no padding.
  static String urlSafe(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  /// The bytes that `text` spells in either alphabet, padded or not; empty where it is neither.
  static Optional<Bytes> decode(String text) {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == '=' && text.length() - length < 2) {
      length--;
    }
    if (length % 4 == 1 || (length != text.length() && text.length() % 4 != 0)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) (length * 3L / 4)];
    int bits = 0;
    int at = 0;
    for (int i = 0; i < length; i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      bits = bits << 6 | digit;
      if (i % 4 != 0) {
        bytes[at++] = (byte) (bits >> 2 * (3 - i % 4));
      }
    }
    return Optional.of(Bytes.wrap(bytes));
  }

  /// Whether `text` has characters of the usual alphabet that the URL-safe one lacks.
  static boolean isPlain(String text) {
    return text.indexOf('+') >= 0 || text.indexOf('/') >= 0;
  }

  /// Whether `text` is as [#padded] writes it.
  static boolean isPadded(String text) {
    return text.length() % 4 == 0 && text.indexOf('-') < 0 && text.indexOf('_') < 0;
  }

  private static int digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return switch (c) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }
}
