// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// How messages travel over connections (RFC 8323).
///
/// @param messageBytesMax largest message taken, announced as Max-Message-Size; at least 1152
/// @param partialBytesMax bytes of messages of all peers together that have not come in whole
/// @param csmWaitNanos how long a peer may take to say what it can do (CSM, §5.3)
/// @param messageWaitNanos how long a peer may take over one message, from its first byte
/// @param idleNanos how long a connection may be silent before a Ping asks whether it still is one
/// @param pongWaitNanos how long the answer to a Ping may take, and the end of a released connection
public record StreamParameters(
    int messageBytesMax,
    long partialBytesMax,
    long csmWaitNanos,
    long messageWaitNanos,
    long idleNanos,
    long pongWaitNanos) {
  /// Max-Message-Size of a peer that has not named one (RFC 8323 §5.3.1).
  public static final int MESSAGE_BYTES_BASE = 1152;

  private static final long SECOND = 1_000_000_000L;

  /// Messages of up to 64 KiB, a Ping after five minutes.
  public static final StreamParameters DEFAULT =
      new StreamParameters(65_536, 32 << 20, 10 * SECOND, 60 * SECOND, 300 * SECOND, 30 * SECOND);

  public StreamParameters {
    if (messageBytesMax < MESSAGE_BYTES_BASE || partialBytesMax < messageBytesMax) {
      throw new IllegalArgumentException("too small for a message: " + messageBytesMax);
    }
    if (Math.min(csmWaitNanos, messageWaitNanos) <= 0 || Math.min(idleNanos, pongWaitNanos) <= 0) {
      throw new IllegalArgumentException("a wait of no time");
    }
  }

  /// These with another Max-Message-Size, at least 1152.
  public StreamParameters withMessageBytesMax(int bytes) {
    return new StreamParameters(
        bytes,
        Math.max(partialBytesMax, bytes),
        csmWaitNanos,
        messageWaitNanos,
        idleNanos,
        pongWaitNanos);
  }

  /// These with other waits for a peer that takes its time: over its CSM, over a message.
  public StreamParameters withPatience(long csmNanos, long messageNanos) {
    return new StreamParameters(
        messageBytesMax, partialBytesMax, csmNanos, messageNanos, idleNanos, pongWaitNanos);
  }

  /// These with a Ping after so long a silence, and so long a wait for its answer.
  public StreamParameters withKeepAlive(long afterNanos, long waitNanos) {
    return new StreamParameters(
        messageBytesMax, partialBytesMax, csmWaitNanos, messageWaitNanos, afterNanos, waitNanos);
  }
}
