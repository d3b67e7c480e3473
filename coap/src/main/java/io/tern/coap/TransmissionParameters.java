// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// When a confirmable message is sent again and how long messages matter (RFC 7252 §4.8). Both ends
/// should use the same; slow networks want a larger ACK_TIMEOUT.
///
/// @param ackTimeoutNanos ACK_TIMEOUT: wait before the first retransmission, more than 0
/// @param ackRandomFactor ACK_RANDOM_FACTOR: the first wait is up to so many times longer, 1 or more
/// @param maxRetransmit MAX_RETRANSMIT: how often a message is sent again, 0 to 20
/// @param nstart NSTART: confirmable messages under way to one peer at a time, 1 or more
/// @param maxLatencyNanos MAX_LATENCY: longest time a datagram is on its way, 0 or more
public record TransmissionParameters(
    long ackTimeoutNanos,
    double ackRandomFactor,
    int maxRetransmit,
    int nstart,
    long maxLatencyNanos)
    implements TransmissionProfiles {
  private static final long SECOND = 1_000_000_000L;

  /// The values that RFC 7252 §4.8 gives.
  public static final TransmissionParameters DEFAULT =
      new TransmissionParameters(2 * SECOND, 1.5, 4, 1, 100 * SECOND);

  /// For narrow-band cellular links, whose round trips take up to 10 s where coverage is poor.
  public static final TransmissionParameters NB_IOT = DEFAULT.withAckTimeoutNanos(10 * SECOND);

  /// For links over satellites, direct or by a gateway with a duty cycle: round trips of up to 20 s.
  public static final TransmissionParameters SATELLITE =
      DEFAULT.withAckTimeoutNanos(20 * SECOND).withMaxRetransmit(3);

  public TransmissionParameters {
    if (ackTimeoutNanos <= 0
        || !(ackRandomFactor >= 1)
        || maxRetransmit < 0
        || maxRetransmit > 20
        || nstart < 1
        || maxLatencyNanos < 0) {
      throw new IllegalArgumentException("transmission parameters out of range");
    }
  }

  @Override
  public TransmissionParameters usual() {
    return this;
  }

  @Override
  public TransmissionParameters of(Peer peer) {
    return this;
  }

  /// These with another ACK_TIMEOUT.
  public TransmissionParameters withAckTimeoutNanos(long nanos) {
    return new TransmissionParameters(
        nanos, ackRandomFactor, maxRetransmit, nstart, maxLatencyNanos);
  }

  /// These with another MAX_RETRANSMIT.
  public TransmissionParameters withMaxRetransmit(int times) {
    return new TransmissionParameters(
        ackTimeoutNanos, ackRandomFactor, times, nstart, maxLatencyNanos);
  }

  /// These with another NSTART.
  public TransmissionParameters withNstart(int messages) {
    return new TransmissionParameters(
        ackTimeoutNanos, ackRandomFactor, maxRetransmit, messages, maxLatencyNanos);
  }

  /// MAX_TRANSMIT_SPAN: from the first transmission to the last (45 s by default).
  public long maxTransmitSpanNanos() {
    return (long) (ackTimeoutNanos * ((1L << maxRetransmit) - 1) * ackRandomFactor);
  }

  /// MAX_TRANSMIT_WAIT: from the first transmission to giving up (93 s by default).
  public long maxTransmitWaitNanos() {
    return (long) (ackTimeoutNanos * ((2L << maxRetransmit) - 1) * ackRandomFactor);
  }

  /// EXCHANGE_LIFETIME: how long a confirmable message id must not be used again (247 s by default);
  /// PROCESSING_DELAY is taken as ACK_TIMEOUT.
  public long exchangeLifetimeNanos() {
    return maxTransmitSpanNanos() + 2 * maxLatencyNanos + ackTimeoutNanos;
  }

  /// NON_LIFETIME: the same for a non-confirmable message (145 s by default).
  public long nonLifetimeNanos() {
    return maxTransmitSpanNanos() + maxLatencyNanos;
  }
}
