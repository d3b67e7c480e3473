// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/// Percent-encoding (RFC 3986 §2.1) of UTF-8 text.
public final class PercentText {
  private static final String HEX = "0123456789ABCDEF";

  private PercentText() {}

  /// The text that `encoded` stands for; empty where an escape or the UTF-8 is malformed. A plus is a
  /// plus.
  public static Optional<String> decode(String encoded) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int high = digit(encoded, i + 1);
        int low = digit(encoded, i + 2);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        octets.write(high << 4 | low);
        i += 2;
      } else if (c < 0x80) {
        octets.write(c);
      } else {
        int codePoint = encoded.codePointAt(i);
        octets.writeBytes(Character.toString(codePoint).getBytes(UTF_8));
        i += Character.charCount(codePoint) - 1;
      }
    }
    try {
      return Optional.of(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int digit(String text, int at) {
    char c = at < text.length() ? text.charAt(at) : ' ';
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /// `text` as one segment of a path: everything but unreserved characters is escaped.
  public static String encodeSegment(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(UTF_8)) {
      int c = octet & 0xFF;
      boolean plain =
          c >= '0' && c <= '9'
              || c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || "-._~".indexOf(c) >= 0;
      if (plain) {
        encoded.append((char) c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return encoded.toString();
  }
}
