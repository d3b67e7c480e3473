// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes compact JSON (RFC 8259), without blanks. It puts commas and colons; that values follow names and
/// that brackets match is up to the caller.
final class JsonWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final int LONG_CHARS_MAX = 20;

  /// What is left of a buffer so small is not worth another one.
  private static final int SPARE_BYTES_MAX = 24;

  private byte[] out;
  private int size;

  /// Whether a comma is due before the next name or bracket.
  private boolean comma;

  JsonWriter() {
    this(128);
  }

  /// A writer with room for `bytesExpected`; it grows when that is too little.
  JsonWriter(int bytesExpected) {
    out = new byte[Math.max(16, bytesExpected)];
  }

  JsonWriter beginArray() {
    return begin('[');
  }

  /// Writes the name before an array, and its bracket.
  JsonWriter beginArray(JsonName name) {
    name(name);
    comma = false;
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
    reserve(2);
    if (comma) {
      out[size++] = ',';
    }
    out[size++] = (byte) opener;
    comma = false;
    return this;
  }

  private JsonWriter end(char closer) {
    reserve(1);
    out[size++] = (byte) closer;
    comma = true;
    return this;
  }

  /// Writes the name before a value.
  JsonWriter name(JsonName name) {
    reserve(Long.BYTES);
    if (comma) {
      LONG.set(out, size++, name.afterComma);
    } else {
      LONG.set(out, size, name.afterComma >>> 8);
    }
    size += name.bytes;
    comma = true;
    return this;
  }

  /// Writes a path behind its first `levels` ids as a string.
  JsonWriter path(Path path, int levels) {
    reserve(PathText.BYTES_MAX + 2);
    out[size++] = '"';
    size = PathText.write(path, levels, out, size);
    out[size++] = '"';
    return this;
  }

  /// Writes the first `levels` ids of a path, and a slash where it has more, as a string.
  JsonWriter baseName(Path path, int levels) {
    reserve(PathText.BYTES_MAX + 2);
    out[size++] = '"';
    size = PathText.writeBase(path, levels, out, size);
    out[size++] = '"';
    return this;
  }

  /// Writes a string; half a character becomes a question mark.
  JsonWriter text(String value) {
    int length = value.length();
    reserve(length + 2);
    int to = size;
    out[to++] = '"';
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        size = to;
        return textFrom(value, i);
      }
      out[to++] = (byte) c;
    }
    out[to++] = '"';
    size = to;
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
    ascii(text);
    return this;
  }

  JsonWriter number(long value) {
    reserve(LONG_CHARS_MAX);
    size = Digits.write(value, out, size);
    return this;
  }

  /// Writes a finite number.
  JsonWriter number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    reserve(LONG_CHARS_MAX + 2);
    int end = Digits.write(value, out, size);
    if (end > size) {
      size = end;
    } else {
      ascii(Double.toString(value));
    }
    return this;
  }

  JsonWriter bool(boolean value) {
    return number(value ? "true" : "false");
  }

  JsonWriter nothing() {
    return number("null");
  }

  Bytes toBytes() {
    boolean fits = out.length - size <= Math.max(SPARE_BYTES_MAX, size / 4);
    return Bytes.wrap(fits ? out : Arrays.copyOf(out, size), 0, size);
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      out[size++] = (byte) text.charAt(i);
    }
  }

  private void reserve(int bytes) {
    if (bytes > out.length - size) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + bytes));
    }
  }

  private void put(int b) {
    reserve(1);
    out[size++] = (byte) b;
  }
}
