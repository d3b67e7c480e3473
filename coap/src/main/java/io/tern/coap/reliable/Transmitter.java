// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Message;
import io.tern.coap.Timers;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.TransmissionProfiles;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Turn;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends messages with ids of this endpoint: confirmable ones until they are acknowledged (RFC 7252
/// §4.2), NSTART at a time (§4.7), non-confirmable ones once (§4.3).
final class Transmitter {
  static final String IDS = "message ids";
  static final String ENCODING = "datagram size";

  private final TransmissionProfiles profiles;
  private final int waitingPerPeerMax;
  private final Timers timers;
  private final RandomGenerator random;
  private final Wire wire;
  private final PathSizes paths;
  private final EndpointEvents events;
  private int open;

  Transmitter(
      TransmissionProfiles profiles,
      int waitingPerPeerMax,
      Timers timers,
      RandomGenerator random,
      Wire wire,
      PathSizes paths) {
    this.profiles = profiles;
    this.waitingPerPeerMax = waitingPerPeerMax;
    this.timers = timers;
    this.random = random;
    this.wire = wire;
    this.paths = paths;
    this.events = wire.events();
  }

  /// How many confirmable messages are in line or under way.
  int open() {
    return open;
  }

  /// Whether a message to `contact` could go out or wait in line.
  boolean hasRoom(Contact contact) {
    Lane lane = contact.lane;
    return lane == null || lane.waiting.size() < waitingPerPeerMax;
  }

  /// Sends a confirmable message or puts it in line.
  Transmission confirm(Contact contact, Delivery delivery, Turn turn, long nowNanos) {
    Lane lane = laneOf(contact);
    TransmissionParameters parameters = profiles.of(contact.peer);
    Transmission transmission = new Transmission(this, contact, delivery, parameters);
    open++;
    if (lane.underWay.size() < parameters.nstart() && lane.waiting.isEmpty()) {
      start(transmission, lane, nowNanos);
    } else if (turn == Turn.NEXT) {
      lane.waiting.addFirst(transmission);
    } else {
      lane.waiting.addLast(transmission);
    }
    return transmission;
  }

  /// Sends a non-confirmable message; false where there is no message id left.
  boolean send(Contact contact, Delivery delivery, long nowNanos) {
    Lane lane = laneOf(contact);
    int messageId = nextMessageId(contact, nowNanos);
    if (messageId == MessageIds.NONE) {
      return false;
    }
    wire.send(contact.peer, delivery.compose(messageId, nowNanos), nowNanos);
    lane.remember(messageId, delivery);
    return true;
  }

  /// The next message id towards a peer for a non-confirmable message that nobody may reset; -1 where
  /// there is none left.
  int nextMessageId(Contact contact, long nowNanos) {
    long exchangeLifetimeNanos = profiles.of(contact.peer).exchangeLifetimeNanos();
    return laneOf(contact).ids.next(nowNanos, exchangeLifetimeNanos);
  }

  /// How long the next unconfirmed notification should wait.
  long pauseNanos(Contact contact, long nowNanos) {
    return laneOf(contact).pauseNanos(nowNanos);
  }

  /// Forgets the non-confirmable messages of `delivery`.
  void forget(Contact contact, Delivery delivery) {
    Lane lane = contact.lane;
    if (lane != null) {
      lane.forget(delivery);
    }
  }

  /// Takes an Acknowledgement, with or without a response; false where it belongs to nothing.
  boolean onAcknowledgement(Contact contact, Message message, long nowNanos) {
    Lane lane = contact.lane;
    if (lane == null) {
      return false;
    }
    Transmission transmission = lane.underWay(message.messageId());
    if (transmission == null || !isBelievable(transmission, lane, message)) {
      TransmissionParameters parameters = profiles.of(contact.peer);
      if (!lane.isSecondAcknowledgement(message.messageId(), parameters, nowNanos)) {
        lane.countStray();
      }
      return false;
    }
    Delivery delivery = transmission.delivery;
    lane.acknowledged(transmission, nowNanos);
    if (transmission.sent != null) {
      paths.carried(contact.peer, transmission.sent.datagram().size());
    }
    close(transmission, lane);
    if (message.code().isEmpty()) {
      delivery.onAcknowledged(nowNanos);
    } else {
      delivery.onResponse(message, nowNanos);
    }
    pump(lane, nowNanos);
    return true;
  }

  private static boolean isBelievable(Transmission transmission, Lane lane, Message message) {
    Transmission.Sent sent = transmission.sent;
    return message.code().isEmpty()
        ? lane.believesMessageIds()
        : sent != null
            && sent.message().code().isRequest()
            && sent.message().token().equals(message.token());
  }

  /// Takes a Reset; false where it belongs to nothing.
  boolean onReset(Contact contact, Message message, long nowNanos) {
    Lane lane = contact.lane;
    if (lane == null) {
      return false;
    }
    Transmission transmission = lane.underWay(message.messageId());
    boolean believed = lane.believesMessageIds();
    if (transmission != null && believed) {
      close(transmission, lane);
      transmission.delivery.onReset(nowNanos);
      pump(lane, nowNanos);
      return true;
    }
    Delivery unconfirmed = believed ? lane.takeUnconfirmed(message.messageId()) : null;
    if (unconfirmed != null) {
      unconfirmed.onReset(nowNanos);
      return true;
    }
    lane.countStray();
    return false;
  }

  /// Ends `transmission` without a word to its delivery.
  void end(Transmission transmission, long nowNanos) {
    if (!transmission.over) {
      Lane lane = laneOf(transmission.contact);
      close(transmission, lane);
      pump(lane, nowNanos);
    }
  }

  /// Takes `transmission` out of the line, if it is there.
  void withdraw(Transmission transmission) {
    if (!transmission.over && transmission.sent == null) {
      close(transmission, laneOf(transmission.contact));
    }
  }

  private Lane laneOf(Contact contact) {
    Lane lane = contact.lane;
    if (lane == null) {
      lane = new Lane(new MessageIds(random.nextInt()));
      contact.lane = lane;
    }
    return lane;
  }

  /// Sends what waits as far as NSTART allows.
  private void pump(Lane lane, long nowNanos) {
    Transmission first = lane.waiting.peekFirst();
    while (first != null && lane.underWay.size() < first.parameters.nstart()) {
      lane.waiting.removeFirst();
      start(first, lane, nowNanos);
      first = lane.waiting.peekFirst();
    }
  }

  private void start(Transmission transmission, Lane lane, long nowNanos) {
    lane.underWay.add(transmission);
    lane.started();
    TransmissionParameters parameters = transmission.parameters;
    long timeoutNanos = lane.timeoutNanos(parameters, nowNanos);
    long spread = (long) (timeoutNanos * (parameters.ackRandomFactor() - 1));
    transmission.firstTimeoutNanos = timeoutNanos + random.nextLong(spread + 1);
    transmission.timeoutNanos = transmission.firstTimeoutNanos;
    transmission.startedAtNanos = nowNanos;
    String refusal = compose(transmission, lane, nowNanos);
    if (refusal == null) {
      await(transmission, nowNanos);
    } else {
      close(transmission, lane);
      transmission.delivery.onRefused(refusal, nowNanos);
      pump(lane, nowNanos);
    }
  }

  /// Composes the message anew and sends it; the limit that forbids it, or null.
  private @Nullable String compose(Transmission transmission, Lane lane, long nowNanos) {
    int messageId = lane.ids.next(nowNanos, transmission.parameters.exchangeLifetimeNanos());
    if (messageId == MessageIds.NONE) {
      return IDS;
    }
    Message message = transmission.delivery.compose(messageId, nowNanos);
    try {
      transmission.sent =
          new Transmission.Sent(message, wire.send(transmission.contact.peer, message, nowNanos));
      return null;
    } catch (IllegalArgumentException e) {
      events.onFailure(transmission.contact.peer, e, nowNanos);
      return ENCODING;
    }
  }

  /// Waits for the next retransmission; but gives up when MAX_TRANSMIT_WAIT is over.
  private void await(Transmission transmission, long nowNanos) {
    long giveUpNanos = transmission.startedAtNanos + transmission.parameters.maxTransmitWaitNanos();
    transmission.timer =
        timers.at(
            Math.min(nowNanos + transmission.timeoutNanos, giveUpNanos),
            now -> onTimeout(transmission, now));
  }

  private void onTimeout(Transmission transmission, long nowNanos) {
    Lane lane = laneOf(transmission.contact);
    Transmission.Sent sent = transmission.sent;
    TransmissionParameters parameters = transmission.parameters;
    if (sent == null || transmission.attempt == parameters.maxRetransmit()) {
      if (sent != null) {
        paths.lost(transmission.contact.peer, sent.datagram().size(), nowNanos);
      }
      close(transmission, lane);
      transmission.delivery.onTimedOut(nowNanos);
      pump(lane, nowNanos);
      return;
    }
    transmission.attempt++;
    transmission.timeoutNanos = nextTimeoutNanos(transmission, nowNanos);
    events.onRetransmitted(transmission.contact.peer, transmission.attempt, nowNanos);
    if (!transmission.delivery.isOvertaken() || compose(transmission, lane, nowNanos) != null) {
      wire.resend(transmission.contact.peer, sent.message(), sent.datagram(), nowNanos);
    }
    await(transmission, nowNanos);
  }

  /// Twice as long as before; but where the first wait was long, so that all retransmissions still fall
  /// into MAX_TRANSMIT_SPAN. After the last one, until the doubled waits would all be over.
  private static long nextTimeoutNanos(Transmission transmission, long nowNanos) {
    TransmissionParameters parameters = transmission.parameters;
    long elapsedNanos = nowNanos - transmission.startedAtNanos;
    int left = parameters.maxRetransmit() - transmission.attempt;
    return left == 0
        ? transmission.firstTimeoutNanos * ((2L << parameters.maxRetransmit()) - 1) - elapsedNanos
        : Math.min(
            2 * transmission.timeoutNanos,
            (parameters.maxTransmitSpanNanos() - elapsedNanos) / left);
  }

  private void close(Transmission transmission, Lane lane) {
    transmission.over = true;
    open--;
    if (!lane.underWay.remove(transmission)) {
      lane.waiting.remove(transmission);
    }
    Timers.Timer timer = transmission.timer;
    if (timer != null) {
      timer.cancel();
    }
  }
}
