// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes compact JSON (RFC 8259), without blanks. It puts commas and colons; that values and names come
/// in an order that makes sense is up to the caller.
final class JsonWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] out = new byte[128];
  private int size;

  /// Whether a comma is due before the next value or name.
  private boolean comma;

  JsonWriter beginArray() {
    return begin('[');
  }

  JsonWriter endArray() {
    return end(']');
  }

  JsonWriter beginObject() {
    return begin('{');
  }

  JsonWriter endObject() {
    return end('}');
  }

  private JsonWriter begin(char opener) {
    separate();
    put(opener);
    comma = false;
    return this;
  }

  private JsonWriter end(char closer) {
    put(closer);
    comma = true;
    return this;
  }

  /// Writes the name before a value.
  JsonWriter name(String ascii) {
    text(ascii);
    put(':');
    comma = false;
    return this;
  }

  /// Writes a string; half a character becomes a question mark.
  JsonWriter text(String value) {
    separate();
    put('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        return textFrom(value, i);
      }
      character(c);
    }
    put('"');
    return this;
  }

  private JsonWriter textFrom(String value, int from) {
    for (byte b : value.substring(from).getBytes(StandardCharsets.UTF_8)) {
      character(b);
    }
    put('"');
    return this;
  }

  private void character(int c) {
    switch (c) {
      case '"', '\\' -> {
        put('\\');
        put(c);
      }
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> {
        if (c >= 0 && c < ' ') {
          ascii("\\u00");
          put(HEX[c >> 4]);
          put(HEX[c & 15]);
        } else {
          put(c);
        }
      }
    }
  }

  /// Writes a number in the text form that JSON gives it.
  JsonWriter number(String text) {
    separate();
    ascii(text);
    return this;
  }

  JsonWriter number(long value) {
    return number(Long.toString(value));
  }

  /// Writes a finite number.
  JsonWriter number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    return number(Double.toString(value));
  }

  JsonWriter bool(boolean value) {
    return number(value ? "true" : "false");
  }

  JsonWriter nothing() {
    return number("null");
  }

  Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(out, size));
  }

  private void separate() {
    if (comma) {
      put(',');
    }
    comma = true;
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  private void put(int b) {
    if (size == out.length) {
      out = Arrays.copyOf(out, size * 2);
    }
    out[size++] = (byte) b;
  }
}
