// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.TransmissionParameters;
import io.tern.coap.message.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes from this endpoint to one peer: at most NSTART confirmable messages under way, the others
/// in line (RFC 7252 §4.7).
final class Lane {
  /// More Acknowledgements and Resets without a message than this, while one message is under way, are
  /// the work of someone who guesses message ids.
  private static final int STRAYS_MAX = 8;

  private static final int UNCONFIRMED_MAX = 16;

  private static final long NOTIFICATION_NANOS = 3_000_000_000L;
  private static final int NOTIFICATIONS_AT_ONCE = 16;

  final MessageIds ids;
  final List<Transmission> underWay = new ArrayList<>(1);
  final Deque<Transmission> waiting = new ArrayDeque<>(2);

  /// The last non-confirmable messages, so that a Reset finds its target.
  private final Deque<Unconfirmed> unconfirmed = new ArrayDeque<>(2);

  private int strays;

  /// Mean round trip, 0 until one was measured.
  private long roundTripNanos;

  /// When the unconfirmed notifications that went out would all be over, one a round trip.
  private long notificationsUntilNanos;

  /// Null until the peer has been slow to acknowledge.
  private @Nullable RoundTrips roundTrips;

  /// The message that was acknowledged last after it was sent more than once, and how long it took.
  private int repeatedId = MessageIds.NONE;

  private long repeatedTookNanos;

  private record Unconfirmed(int messageId, Delivery delivery) {}

  Lane(MessageIds ids) {
    this.ids = ids;
  }

  boolean isIdle() {
    return underWay.isEmpty() && waiting.isEmpty();
  }

  /// The confirmable message under way with that id; null where there is none.
  @Nullable Transmission underWay(int messageId) {
    for (int i = 0; i < underWay.size(); i++) {
      if (underWay.get(i).messageId() == messageId) {
        return underWay.get(i);
      }
    }
    return null;
  }

  /// Remembers a non-confirmable message.
  void remember(int messageId, Delivery delivery) {
    if (unconfirmed.size() == UNCONFIRMED_MAX) {
      unconfirmed.removeFirst();
    }
    unconfirmed.addLast(new Unconfirmed(messageId, delivery));
    strays = 0;
  }

  /// Takes out the non-confirmable message with that id; null where there is none.
  @Nullable Delivery takeUnconfirmed(int messageId) {
    for (var all = unconfirmed.iterator(); all.hasNext(); ) {
      Unconfirmed one = all.next();
      if (one.messageId() == messageId) {
        all.remove();
        return one.delivery();
      }
    }
    return null;
  }

  /// Forgets the non-confirmable messages of `delivery`.
  void forget(Delivery delivery) {
    unconfirmed.removeIf(one -> one.delivery().equals(delivery));
  }

  /// A message was acknowledged. Where it was sent once that is a round trip; otherwise it is one only
  /// if a second Acknowledgement shows that the first copy had arrived, too.
  void acknowledged(Transmission transmission, long nowNanos) {
    long tookNanos = nowNanos - transmission.startedAtNanos;
    if (transmission.attempt == 0) {
      measured(tookNanos, transmission.parameters, nowNanos);
    } else {
      repeatedId = transmission.messageId();
      repeatedTookNanos = tookNanos;
    }
  }

  /// Whether an Acknowledgement is the second one of the message that was acknowledged last.
  boolean isSecondAcknowledgement(int messageId, TransmissionParameters parameters, long nowNanos) {
    if (messageId != repeatedId) {
      return false;
    }
    repeatedId = MessageIds.NONE;
    measured(repeatedTookNanos, parameters, nowNanos);
    return true;
  }

  private void measured(long nanos, TransmissionParameters parameters, long nowNanos) {
    roundTripNanos = roundTripNanos == 0 ? nanos : roundTripNanos + (nanos - roundTripNanos) / 8;
    RoundTrips known = roundTrips;
    if (known == null && RoundTrips.matters(nanos, parameters)) {
      known = new RoundTrips();
      roundTrips = known;
    }
    if (known != null) {
      known.measured(nanos, parameters, nowNanos);
    }
  }

  /// How long the next unconfirmed notification should wait: on average there is one a round trip, or
  /// one in 3 s where none was measured (RFC 7641 §4.5.1). Some may go at once.
  long pauseNanos(long nowNanos) {
    long eachNanos = roundTripNanos == 0 ? NOTIFICATION_NANOS : roundTripNanos;
    long until = Math.max(notificationsUntilNanos, nowNanos) + eachNanos;
    long pause = until - nowNanos - NOTIFICATIONS_AT_ONCE * eachNanos;
    if (pause <= 0) {
      notificationsUntilNanos = until;
      return 0;
    }
    return pause;
  }

  /// How long to wait before a message is sent again for the first time.
  long timeoutNanos(TransmissionParameters parameters, long nowNanos) {
    RoundTrips known = roundTrips;
    return known == null ? parameters.ackTimeoutNanos() : known.timeoutNanos(parameters, nowNanos);
  }

  /// A new confirmable message is under way.
  void started() {
    strays = 0;
  }

  /// An Acknowledgement or Reset had no message.
  void countStray() {
    strays++;
  }

  /// Whether an Acknowledgement or Reset that only shows a message id is to be believed.
  boolean believesMessageIds() {
    return strays <= STRAYS_MAX;
  }
}
