// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Payloads as words: `text:hello`, `hex:00ff`, or `size:2000` for that many bytes of the pattern
/// `abc...zabc...`.
public final class Body {

  private static final int SHOWN_BYTES_MAX = 256;

  private Body() {}

  /// Whether `word` is a payload.
  public static boolean isBody(String word) {
    return word.startsWith("text:") || word.startsWith("hex:") || word.startsWith("size:");
  }

  /// The payload that `word` means. Throws [IllegalArgumentException] for any other word.
  public static byte[] parse(String word) {
    String value = word.substring(word.indexOf(':') + 1);
    return switch (word.substring(0, word.indexOf(':') + 1)) {
      case "text:" -> value.getBytes(UTF_8);
      case "hex:" -> HexFormat.of().parseHex(value);
      case "size:" -> pattern(Integer.parseInt(value));
      default -> throw new IllegalArgumentException(word + ": expected text:, hex: or size:");
    };
  }

  /// So many bytes of the pattern.
  public static byte[] pattern(int bytes) {
    byte[] payload = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      payload[i] = (byte) ('a' + i % 26);
    }
    return payload;
  }

  /// `size=N`, and the payload itself, or from 257 bytes on `sha256=HEX`.
  public static List<String> words(byte[] payload) {
    String size = "size=" + payload.length;
    if (payload.length == 0) {
      return List.of(size);
    }
    return List.of(
        size, payload.length > SHOWN_BYTES_MAX ? "sha256=" + sha256(payload) : word(payload));
  }

  private static String word(byte[] payload) {
    try {
      return "text:" + UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
    } catch (CharacterCodingException e) {
      return "hex:" + HexFormat.of().formatHex(payload);
    }
  }

  private static String sha256(byte[] payload) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
