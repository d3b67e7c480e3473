// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.TransmissionParameters;

/// How long a slow peer takes to acknowledge, and how long to wait before a message to it is sent
/// again: mean and spread as in RFC 6298. See decision 8.
final class RoundTrips {
  private static final int SPREADS = 4;

  private long meanNanos;
  private long spreadNanos;
  private long timeoutNanos;
  private long measuredAtNanos;

  /// Whether a message that took `nanos` is a reason to keep an estimate: of a quick peer it would
  /// never be asked for.
  static boolean matters(long nanos, TransmissionParameters parameters) {
    return nanos > parameters.ackTimeoutNanos() / 4;
  }

  /// A message was acknowledged `nanos` after it was sent.
  void measured(long nanos, TransmissionParameters parameters, long nowNanos) {
    if (timeoutNanos == 0) {
      timeoutNanos = parameters.ackTimeoutNanos();
      meanNanos = nanos;
      spreadNanos = nanos / 2;
    } else {
      // A peer that becomes quicker is no reason to wait longer.
      int weight = nanos < meanNanos - spreadNanos ? 32 : 4;
      spreadNanos += (Math.abs(nanos - meanNanos) - spreadNanos) / weight;
      meanNanos += (nanos - meanNanos) / 8;
    }
    timeoutNanos = (timeoutNanos + meanNanos + SPREADS * spreadNanos) / 2;
    measuredAtNanos = nowNanos;
  }

  /// How long to wait before the first retransmission: never less than ACK_TIMEOUT, never so long that
  /// MAX_TRANSMIT_SPAN has no room for them all. What was measured long ago counts half.
  long timeoutNanos(TransmissionParameters parameters, long nowNanos) {
    if (nowNanos - measuredAtNanos > 4 * timeoutNanos) {
      timeoutNanos = (timeoutNanos + parameters.ackTimeoutNanos()) / 2;
      measuredAtNanos = nowNanos;
    }
    long most = (long) (parameters.maxTransmitSpanNanos() / (3 * parameters.ackRandomFactor()));
    return Math.max(parameters.ackTimeoutNanos(), Math.min(timeoutNanos, most));
  }
}
