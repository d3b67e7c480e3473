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

/// Messages of a reliable transport to bytes and back (RFC 8323 §3.2, RFC 8974 §2.1): no type, no message id, but a
/// length. A decoded message is confirmable with message id 0; both are left out when it is encoded.
///
/// Judges format alone, as [UdpCodec] does. `decode(encode(m))` is `m` apart from type and id.
public final class TcpCodec {
  private static final int PAYLOAD_MARKER = 0xFF;

  /// What an extended length of 1, 2 and 4 bytes counts from.
  private static final int[] LENGTHS_FROM = {13, 269, 65_805};

  private TcpCodec() {}

  /// Where a message begins: what its first bytes say of the others.
  ///
  /// @param codeAt offset of the code
  /// @param tokenAt offset of the token
  /// @param tokenBytes its length; -1 where that is a format error
  /// @param totalBytes size of the whole message, the head included
  record Head(int codeAt, int tokenAt, int tokenBytes, long totalBytes) {
    boolean isBroken() {
      return tokenBytes < 0;
    }
  }

  static final Malformed RESERVED_TOKEN_LENGTH =
      new Malformed("header", "token length " + TokenLength.RESERVED);

  /// The head of the message at `from`; empty where more bytes are needed to tell.
  static Optional<Head> head(Bytes bytes, int from) {
    if (from >= bytes.size()) {
      return Optional.empty();
    }
    int nibble = bytes.get(from) >>> 4;
    int tokenNibble = bytes.get(from) & 15;
    if (tokenNibble == TokenLength.RESERVED) {
      return Optional.of(new Head(1, 1, -1, 0));
    }
    int extended = nibble < 13 ? 0 : 1 << nibble - 13;
    int codeAt = 1 + extended;
    int tokenAt = codeAt + 1 + TokenLength.extendedBytes(tokenNibble);
    // Where the code is not there yet but nothing is extended behind it, all lengths are.
    if (bytes.size() - from < (tokenAt == codeAt + 1 ? codeAt : tokenAt)) {
      return Optional.empty();
    }
    long length = nibble;
    if (extended > 0) {
      length = 0;
      for (int i = 1; i <= extended; i++) {
        length = length << 8 | bytes.get(from + i);
      }
      length += LENGTHS_FROM[nibble - 13];
    }
    int tokenBytes = TokenLength.read(bytes, from + codeAt + 1, tokenNibble);
    return Optional.of(new Head(codeAt, tokenAt, tokenBytes, tokenAt + tokenBytes + length));
  }

  /// The message that `bytes` are from the first to the last. The result is a view of them.
  public static Decoded decode(Bytes bytes) {
    Optional<Head> found = head(bytes, 0);
    if (found.isEmpty()) {
      return bad("header", bytes.size() + " bytes");
    }
    Head head = found.get();
    if (head.isBroken()) {
      return new Decoded.Bad(RESERVED_TOKEN_LENGTH, Optional.empty());
    }
    if (head.totalBytes() != bytes.size()) {
      return bad("length", head.totalBytes() + " bytes where " + bytes.size() + " are");
    }
    int optionsFrom = head.tokenAt() + head.tokenBytes();
    OptionCursor judge = new OptionCursor(bytes, optionsFrom);
    int count = 0;
    while (judge.next()) {
      if (++count > UdpCodec.OPTION_COUNT_MAX) {
        return bad("options", "more than " + UdpCodec.OPTION_COUNT_MAX);
      }
    }
    int end = judge.at();
    if (!judge.fault().isEmpty()) {
      return bad("option " + (count + 1) + " at byte " + end, judge.fault());
    }
    if (end == bytes.size() - 1) {
      return bad("payload", "marker without payload");
    }
    return new Decoded.Ok(
        new Message(
            Type.CON,
            Code.of(bytes.get(head.codeAt())),
            0,
            UdpCodec.token(bytes, head.tokenAt(), optionsFrom),
            UdpCodec.options(bytes, optionsFrom, count),
            end == bytes.size() ? Bytes.EMPTY : bytes.slice(end + 1, bytes.size())));
  }

  private static Decoded bad(String where, String what) {
    return new Decoded.Bad(new Malformed(where, what), Optional.empty());
  }

  /// The size of `message` in bytes, the whole of it.
  public static long size(Message message) {
    long length = length(message);
    int tokenBytes = message.token().size();
    int tokenExtended = TokenLength.extendedBytes(TokenLength.nibble(tokenBytes));
    return 2L + extendedBytes(length) + tokenExtended + tokenBytes + length;
  }

  /// How many bytes `options` take.
  public static long optionsBytes(Options options) {
    return UdpCodec.optionsSize(options);
  }

  /// What the length field counts: options, payload and the marker between them.
  private static long length(Message message) {
    Bytes payload = message.payload();
    return UdpCodec.optionsSize(message.options()) + (payload.isEmpty() ? 0 : 1L + payload.size());
  }

  private static int extendedBytes(long length) {
    return length < 13 ? 0 : length < 269 ? 1 : length < 65_805 ? 2 : 4;
  }

  /// The bytes of `message`, in an array of exactly their size.
  ///
  /// @throws IllegalArgumentException if it has more options than [UdpCodec#OPTION_COUNT_MAX]
  public static Bytes encode(Message message) {
    Options options = message.options();
    if (options.count() > UdpCodec.OPTION_COUNT_MAX) {
      throw new IllegalArgumentException(options.count() + " options in " + message);
    }
    Token token = message.token();
    Bytes payload = message.payload();
    byte[] out = new byte[Math.toIntExact(size(message))];
    int at = putHead(out, length(message), TokenLength.nibble(token.size()));
    out[at++] = (byte) message.code().value();
    at = UdpCodec.putOptions(options, out, TokenLength.put(token, out, at));
    if (!payload.isEmpty()) {
      out[at++] = (byte) PAYLOAD_MARKER;
      payload.copyTo(out, at);
    }
    return Bytes.wrap(out);
  }

  private static int putHead(byte[] out, long length, int tokenNibble) {
    int extended = extendedBytes(length);
    if (extended == 0) {
      out[0] = (byte) (length << 4 | tokenNibble);
      return 1;
    }
    int nibble = 13 + Integer.numberOfTrailingZeros(extended);
    out[0] = (byte) (nibble << 4 | tokenNibble);
    long rest = length - LENGTHS_FROM[nibble - 13];
    for (int i = extended; i > 0; i--) {
      out[i] = (byte) rest;
      rest >>>= 8;
    }
    return 1 + extended;
  }
}
