// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts what CoAP endpoints report, and passes it on. Reading is safe from any thread and sees each
/// count a moment late.
public final class MessageCounters {
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder retransmitted = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Map<EndpointEvents.Rejection, LongAdder> rejected =
      new EnumMap<>(EndpointEvents.Rejection.class);

  /// All counts at zero.
  public MessageCounters() {
    for (EndpointEvents.Rejection reason : EndpointEvents.Rejection.values()) {
      rejected.put(reason, new LongAdder());
    }
  }

  /// Counts what an endpoint reports and passes it on to `next`.
  public EndpointEvents counting(EndpointEvents next) {
    return new Counting(next);
  }

  /// Messages that could be decoded.
  public long received() {
    return received.sum();
  }

  /// Messages sent, retransmissions included.
  public long sent() {
    return sent.sum();
  }

  /// Datagrams that could not be decoded.
  public long malformed() {
    return malformed.sum();
  }

  /// Messages that came again.
  public long duplicates() {
    return duplicates.sum();
  }

  /// Messages sent again.
  public long retransmitted() {
    return retransmitted.sum();
  }

  /// Exceptions of handlers and listeners: our bugs.
  public long failures() {
    return failures.sum();
  }

  /// Messages dropped or refused for `reason`.
  public long rejected(EndpointEvents.Rejection reason) {
    return Objects.requireNonNull(rejected.get(reason)).sum();
  }

  private final class Counting implements EndpointEvents {
    private final EndpointEvents next;

    Counting(EndpointEvents next) {
      this.next = next;
    }

    @Override
    public void onReceived(Peer peer, Message message, long nowNanos) {
      received.increment();
      next.onReceived(peer, message, nowNanos);
    }

    @Override
    public void onSent(Peer peer, Message message, long nowNanos) {
      sent.increment();
      next.onSent(peer, message, nowNanos);
    }

    @Override
    public void onMalformed(Peer peer, Malformed reason, long nowNanos) {
      malformed.increment();
      next.onMalformed(peer, reason, nowNanos);
    }

    @Override
    public void onDuplicate(Peer peer, Message message, long nowNanos) {
      duplicates.increment();
      next.onDuplicate(peer, message, nowNanos);
    }

    @Override
    public void onRejected(Peer peer, Message message, Rejection reason, long nowNanos) {
      Objects.requireNonNull(rejected.get(reason)).increment();
      next.onRejected(peer, message, reason, nowNanos);
    }

    @Override
    public void onRetransmitted(Peer peer, int attempt, long nowNanos) {
      retransmitted.increment();
      next.onRetransmitted(peer, attempt, nowNanos);
    }

    @Override
    public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
      failures.increment();
      next.onFailure(peer, failure, nowNanos);
    }
  }
}
