// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import java.util.Optional;

/// Messages of a datagram transport to bytes and back (RFC 7252 §3, tokens of any length RFC 8974 §2.1).
///
/// Judges format alone. What is known (codes, options) and what a value may be is the endpoint's
/// business, so unknown options and values of odd length pass unchanged. `decode(encode(m))` is `m`.
///
/// A first walk over the options judges and counts, a second one takes views: a malformed datagram
/// costs no memory but its reason, a good one no copy and no array larger than needed.
public final class UdpCodec {
  /// Largest payload of a UDP datagram: 65,535 bytes less the IPv4 (20) and UDP (8) headers.
  public static final int DATAGRAM_BYTES_MAX = 65_507;

  /// Most options in a message. LwM2M needs at most a few more than its path segments and query
  /// arguments, some twenty; every option costs the receiver an object.
  public static final int OPTION_COUNT_MAX = 64;

  /// Largest option number (RFC 7252 §12.2).
  static final int OPTION_NUMBER_MAX = 65_535;

  private static final int HEADER_BYTES = 4;
  private static final int VERSION = 1;
  private static final int PAYLOAD_MARKER = 0xFF;

  private UdpCodec() {}

  /// The message that `datagram` is. The result is a view of it: keep a copy of what outlives the
  /// datagram ([Bytes#compact]).
  public static Decoded decode(Bytes datagram) {
    int size = datagram.size();
    if (size < HEADER_BYTES) {
      return new Decoded.Bad(
          new Malformed("header", size + " bytes where 4 are due"), Optional.empty());
    }
    if (datagram.get(0) >>> 6 != VERSION) {
      return new Decoded.Bad(
          new Malformed("header", "version " + (datagram.get(0) >>> 6)), Optional.empty());
    }
    int nibble = datagram.get(0) & 15;
    if (size > DATAGRAM_BYTES_MAX) {
      return bad(datagram, "datagram", size + " bytes, more than " + DATAGRAM_BYTES_MAX);
    }
    if (nibble == TokenLength.RESERVED) {
      return bad(datagram, "header", "token length " + nibble);
    }
    if (datagram.get(1) == 0) {
      return size == HEADER_BYTES && nibble == 0
          ? new Decoded.Ok(Message.empty(type(datagram), messageId(datagram)))
          : bad(datagram, "empty message", "bytes after the message id");
    }
    int tokenFrom = HEADER_BYTES + TokenLength.extendedBytes(nibble);
    int tokenSize = tokenFrom > size ? 0 : TokenLength.read(datagram, HEADER_BYTES, nibble);
    if (tokenSize > size - tokenFrom) {
      return bad(datagram, "token", "runs past the end");
    }
    return decodeOptions(datagram, tokenFrom, tokenFrom + tokenSize);
  }

  private static Decoded decodeOptions(Bytes datagram, int tokenFrom, int optionsFrom) {
    OptionCursor judge = new OptionCursor(datagram, optionsFrom);
    int count = 0;
    while (judge.next()) {
      if (++count > OPTION_COUNT_MAX) {
        return bad(datagram, "options", "more than " + OPTION_COUNT_MAX);
      }
    }
    int end = judge.at();
    if (!judge.fault().isEmpty()) {
      return bad(datagram, "option " + (count + 1) + " at byte " + end, judge.fault());
    }
    if (end == datagram.size() - 1) {
      return bad(datagram, "payload", "marker without payload");
    }
    Bytes payload = end == datagram.size() ? Bytes.EMPTY : datagram.slice(end + 1, datagram.size());
    return new Decoded.Ok(
        new Message(
            type(datagram),
            Code.of(datagram.get(1)),
            messageId(datagram),
            token(datagram, tokenFrom, optionsFrom),
            options(datagram, optionsFrom, count),
            payload));
  }

  private static Type type(Bytes datagram) {
    return Type.of(datagram.get(0) >>> 4 & 3);
  }

  private static int messageId(Bytes datagram) {
    return datagram.get(2) << 8 | datagram.get(3);
  }

  static Token token(Bytes message, int from, int to) {
    if (to - from > Token.BYTES_BASE) {
      return Token.of(message.slice(from, to));
    }
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 8 | message.get(i);
    }
    return Token.of(bits, to - from);
  }

  static Options options(Bytes datagram, int from, int count) {
    if (count == 0) {
      return Options.NONE;
    }
    int[] numbers = new int[count];
    Bytes[] values = new Bytes[count];
    OptionCursor cursor = new OptionCursor(datagram, from);
    for (int i = 0; i < count && cursor.next(); i++) {
      numbers[i] = cursor.number();
      values[i] = cursor.value();
    }
    return Options.wrap(numbers, values);
  }

  private static Decoded.Bad bad(Bytes datagram, String where, String what) {
    return new Decoded.Bad(
        new Malformed(where, what),
        Optional.of(new Decoded.Header(type(datagram), messageId(datagram))));
  }

  /// The datagram that `message` is, in an array of exactly its size.
  ///
  /// @throws IllegalArgumentException if it would not decode to `message` again: over a limit of this
  ///     class, or an empty message with token, options or payload
  public static Bytes encode(Message message) {
    Token token = message.token();
    Options options = message.options();
    Bytes payload = message.payload();
    if (message.code().isEmpty() && token.size() + options.count() + payload.size() > 0) {
      throw new IllegalArgumentException("an empty message carries nothing: " + message);
    }
    if (options.count() > OPTION_COUNT_MAX) {
      throw new IllegalArgumentException(options.count() + " options in " + message);
    }
    long size =
        (long) HEADER_BYTES
            + TokenLength.extendedBytes(TokenLength.nibble(token.size()))
            + token.size()
            + optionsSize(options)
            + (payload.isEmpty() ? 0 : 1 + payload.size());
    if (size > DATAGRAM_BYTES_MAX) {
      throw new IllegalArgumentException(size + " bytes for " + message);
    }
    byte[] out = new byte[(int) size];
    out[0] = (byte) (VERSION << 6 | message.type().bits() << 4 | TokenLength.nibble(token.size()));
    out[1] = (byte) message.code().value();
    out[2] = (byte) (message.messageId() >>> 8);
    out[3] = (byte) message.messageId();
    int at = putOptions(options, out, TokenLength.put(token, out, HEADER_BYTES));
    if (!payload.isEmpty()) {
      out[at++] = (byte) PAYLOAD_MARKER;
      payload.copyTo(out, at);
    }
    return Bytes.wrap(out);
  }

  static long optionsSize(Options options) {
    long size = 0;
    int previous = 0;
    for (int i = 0; i < options.count(); i++) {
      int valueSize = options.value(i).size();
      size += 1L + extendedSize(options.number(i) - previous) + extendedSize(valueSize) + valueSize;
      previous = options.number(i);
    }
    return size;
  }

  static int putOptions(Options options, byte[] out, int from) {
    int at = from;
    int previous = 0;
    for (int i = 0; i < options.count(); i++) {
      Bytes value = options.value(i);
      int delta = options.number(i) - previous;
      out[at++] = (byte) (nibble(delta) << 4 | nibble(value.size()));
      at = putExtended(delta, out, at);
      at = putExtended(value.size(), out, at);
      value.copyTo(out, at);
      at += value.size();
      previous = options.number(i);
    }
    return at;
  }

  private static int nibble(int value) {
    return value < 13 ? value : value < 269 ? 13 : 14;
  }

  private static int extendedSize(int value) {
    return value < 13 ? 0 : value < 269 ? 1 : 2;
  }

  private static int putExtended(int value, byte[] out, int from) {
    int at = from;
    if (value >= 269) {
      out[at++] = (byte) (value - 269 >>> 8);
      out[at++] = (byte) (value - 269);
    } else if (value >= 13) {
      out[at++] = (byte) (value - 13);
    }
    return at;
  }
}
