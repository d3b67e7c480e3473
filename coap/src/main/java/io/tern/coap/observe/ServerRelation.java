// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Responder;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Responder.RelationListener;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.exchange.ResponseWatcher;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Outgoing;
import io.tern.coap.message.Turn;
import org.jspecify.annotations.Nullable;

/// One peer that observes one of our resources (RFC 7641 §4). At most one confirmable notification is
/// under way; of those that come meanwhile the newest waits, and takes over when the one under way
/// would be sent again.
public final class ServerRelation implements Responder.Relation, Delivery, ResponseWatcher {
  private static final int NUMBER_MASK = 0xFF_FFFF;

  /// At least one notification in so long is confirmable (RFC 7641 §4.5).
  private static final long CONFIRM_NANOS = 24 * 3_600_000_000_000L;

  private final Relations relations;
  private final Peer peer;
  private final Token token;
  private final Relations.Cut cut;
  private final RelationListener listener;
  private int number;
  private long confirmedAtNanos;
  private @Nullable Notification waiting;
  private @Nullable Outgoing underWay;
  private boolean confirming;

  /// Whether the next unconfirmed notification waits for its time; the newest takes that place.
  private boolean pausing;

  private boolean over;

  private record Notification(Response response, boolean confirmable) {}

  ServerRelation(
      Relations relations,
      Peer peer,
      Token token,
      Relations.Cut cut,
      RelationListener listener,
      int number) {
    this.relations = relations;
    this.peer = peer;
    this.token = token;
    this.cut = cut;
    this.listener = listener;
    this.number = number;
  }

  @Override
  public Token token() {
    return token;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  int number() {
    return number;
  }

  void confirmedAt(long nowNanos) {
    confirmedAtNanos = nowNanos;
  }

  /// `response` as the next in sequence: its first block, with Observe where it is a success.
  public Response next(Response response, long nowNanos) {
    Response first = cut.first(response, nowNanos);
    if (!first.code().isSuccess()) {
      return first;
    }
    number = number + 1 & NUMBER_MASK;
    Options options = first.options().toBuilder().observe(number).build();
    return new Response(first.code(), options, first.payload());
  }

  @Override
  public void notify(Response response, boolean confirmable, long nowNanos) {
    if (over) {
      return;
    }
    if (!response.code().isSuccess()) {
      over = true;
      relations.forget(this);
    }
    waiting = new Notification(response, confirmable);
    if (underWay == null) {
      sendWaiting(nowNanos);
    }
  }

  private void sendWaiting(long nowNanos) {
    Notification notification = waiting;
    if (notification == null) {
      return;
    }
    confirming =
        notification.confirmable()
            || peer.transport().isStream()
            || nowNanos - confirmedAtNanos >= CONFIRM_NANOS;
    if (!confirming && notification.response().code().isSuccess() && pauses(nowNanos)) {
      return;
    }
    if (confirming) {
      relations
          .messages()
          .confirm(peer, this, Turn.RESERVED, nowNanos)
          .filter(sent -> !sent.isOver())
          .ifPresent(sent -> underWay = sent);
    } else {
      relations.messages().send(peer, this, nowNanos);
    }
    if (underWay == null) {
      waiting = null;
    }
  }

  private boolean pauses(long nowNanos) {
    if (!pausing) {
      long nanos = relations.messages().pauseNanos(peer, nowNanos);
      if (nanos > 0) {
        pausing = true;
        relations.timers().at(nowNanos + nanos, this::onPauseOver);
      }
    }
    return pausing;
  }

  private void onPauseOver(long nowNanos) {
    pausing = false;
    if (underWay == null) {
      sendWaiting(nowNanos);
    }
  }

  @Override
  public Message compose(int messageId, long nowNanos) {
    Notification notification = waiting;
    if (notification == null) {
      throw new IllegalStateException("nothing to notify");
    }
    waiting = null;
    Response response = next(notification.response(), nowNanos);
    return new Message(
        confirming ? Type.CON : Type.NON,
        response.code(),
        messageId,
        token,
        response.options(),
        response.payload());
  }

  @Override
  public boolean isOvertaken() {
    return waiting != null;
  }

  @Override
  public void onAcknowledged(long nowNanos) {
    underWay = null;
    confirmedAtNanos = nowNanos;
    sendWaiting(nowNanos);
    if (!over) {
      relations.guard(peer, () -> listener.onDelivered(nowNanos), nowNanos);
    }
  }

  @Override
  public void onResponse(Message acknowledgement, long nowNanos) {
    onAcknowledged(nowNanos);
  }

  @Override
  public void onReset(long nowNanos) {
    end(EndReason.RESET, nowNanos);
  }

  @Override
  public void onTimedOut(long nowNanos) {
    end(EndReason.TIMED_OUT, nowNanos);
  }

  @Override
  public void onUnreachable(String why, long nowNanos) {
    end(EndReason.DISCONNECTED, nowNanos);
  }

  @Override
  public void onDisconnected(String why, long nowNanos) {
    end(EndReason.DISCONNECTED, nowNanos);
  }

  @Override
  public void onRefused(String limit, long nowNanos) {
    underWay = null;
    waiting = null;
  }

  @Override
  public void end() {
    over = true;
    waiting = null;
    relations.forget(this);
    Outgoing sent = underWay;
    if (sent != null) {
      sent.withdraw();
    }
  }

  void end(EndReason reason, long nowNanos) {
    if (over) {
      return;
    }
    end();
    Outgoing sent = underWay;
    if (sent != null) {
      sent.end(nowNanos);
    }
    relations.messages().forget(peer, this);
    relations.guard(peer, () -> listener.onEnded(reason, nowNanos), nowNanos);
  }
}
