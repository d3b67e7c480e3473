// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes of a connection into messages, however they are split on the way (RFC 8323 §3.2).
///
/// What a message says about its length is only compared with the limit. Memory grows with the bytes
/// that have come: at most twice what has come of one message, and the last chunk. Between messages
/// nothing is held.
public final class FrameReader {
  private static final Frame INCOMPLETE = new Frame.Incomplete();

  private final int messageBytesMax;

  /// What has come and is not read: from `at` on.
  private Bytes pending = Bytes.EMPTY;

  private int at;

  /// The array below `pending`, where it is our own and may have room behind.
  private byte @Nullable [] own;

  /// @param messageBytesMax largest message, its head included
  public FrameReader(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /// Adds bytes, which nobody must write to afterwards.
  public void add(Bytes chunk) {
    int rest = pendingBytes();
    if (rest == 0) {
      pending = chunk;
      at = 0;
      own = null;
      return;
    }
    byte[] array = own;
    int used = pending.size();
    if (array == null || array.length - used < chunk.size()) {
      array = new byte[Math.max(rest + chunk.size(), 2 * rest)];
      pending.slice(at, used).copyTo(array, 0);
      used = rest;
      at = 0;
      own = array;
    }
    chunk.copyTo(array, used);
    pending = Bytes.wrap(array, 0, used + chunk.size());
  }

  /// Takes the next message.
  public Frame next() {
    Optional<TcpCodec.Head> found = TcpCodec.head(pending, at);
    if (found.isEmpty()) {
      return INCOMPLETE;
    }
    if (found.get().isBroken()) {
      return new Frame.Broken(TcpCodec.RESERVED_TOKEN_LENGTH);
    }
    long total = found.get().totalBytes();
    if (total > messageBytesMax) {
      return new Frame.Broken(
          new Malformed("length", total + " bytes, more than " + messageBytesMax));
    }
    if (total > pendingBytes()) {
      return INCOMPLETE;
    }
    int end = at + (int) total;
    Bytes bytes = pending.slice(at, end);
    at = end;
    if (at == pending.size()) {
      drop();
    }
    return switch (TcpCodec.decode(bytes)) {
      case Decoded.Ok(var message) -> new Frame.Whole(message);
      case Decoded.Bad(var reason, var header) -> new Frame.Broken(reason);
    };
  }

  /// How many bytes wait for the rest of their message, or to be read.
  public int pendingBytes() {
    return pending.size() - at;
  }

  /// Forgets what is pending.
  public void drop() {
    pending = Bytes.EMPTY;
    at = 0;
    own = null;
  }
}
