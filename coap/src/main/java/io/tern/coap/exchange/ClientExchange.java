// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Outgoing;
import io.tern.coap.message.Turn;
import org.jspecify.annotations.Nullable;

/// One request message and what becomes of it. Ends exactly once.
public final class ClientExchange implements Delivery, Cancellable {
  private final ClientExchanges exchanges;
  private final Peer peer;
  private final Request request;
  private final Token token;
  private final ReplyListener listener;
  private @Nullable Outgoing transmission;
  private Timers.@Nullable Timer patience;
  private boolean over;

  /// What the peer wants to see again (RFC 9175 §2.2.1); null until it has asked.
  private @Nullable Bytes echo;

  ClientExchange(
      ClientExchanges exchanges, Peer peer, Request request, Token token, ReplyListener listener) {
    this.exchanges = exchanges;
    this.peer = peer;
    this.request = request;
    this.token = token;
    this.listener = listener;
  }

  /// The token of the request.
  public Token token() {
    return token;
  }

  boolean isConfirmable() {
    return request.confirmable();
  }

  Peer peer() {
    return peer;
  }

  boolean isOver() {
    return over;
  }

  void underWay(Outgoing sent) {
    transmission = sent;
  }

  /// Waits for a response, but not for ever.
  void awaitResponse(long nowNanos) {
    if (!over) {
      patience = exchanges.patience(peer, this::onTimedOut, nowNanos);
    }
  }

  @Override
  public Message compose(int messageId, long nowNanos) {
    return new Message(
        request.confirmable() ? Type.CON : Type.NON,
        request.method(),
        messageId,
        token,
        options(),
        request.payload());
  }

  private Options options() {
    Bytes wanted = echo;
    return wanted == null
        ? request.options()
        : request.options().toBuilder().add(OptionNumber.ECHO, wanted).build();
  }

  @Override
  public void onAcknowledged(long nowNanos) {
    awaitResponse(nowNanos);
  }

  @Override
  public void onResponse(Message message, long nowNanos) {
    onAnswer(message, nowNanos);
  }

  /// Takes the response, however it came; false where it cannot be used.
  boolean onAnswer(Message message, long nowNanos) {
    int option = CriticalOptions.firstUnacceptable(message.options());
    if (option != CriticalOptions.NONE) {
      exchanges.onUnknownOption(peer, message, nowNanos);
      end(
          new Reply.Unusable(
              new Malformed("option " + option, "critical, but unknown, repeated or oversized")),
          nowNanos);
      return false;
    }
    if (message.code().equals(Code.UNAUTHORIZED) && echo == null) {
      echo = message.options().first(OptionNumber.ECHO).orElse(null);
      if (echo != null) {
        stop(nowNanos);
        exchanges.send(this, Turn.NEXT, nowNanos);
        return true;
      }
    }
    end(
        new Reply.Answered(
            peer, new Response(message.code(), message.options(), message.payload())),
        nowNanos);
    return true;
  }

  @Override
  public void onReset(long nowNanos) {
    end(new Reply.Reset(), nowNanos);
  }

  @Override
  public void onTimedOut(long nowNanos) {
    end(new Reply.TimedOut(), nowNanos);
  }

  @Override
  public void onUnreachable(String why, long nowNanos) {
    end(new Reply.Unreachable(why), nowNanos);
  }

  @Override
  public void onDisconnected(String why, long nowNanos) {
    end(new Reply.Disconnected(why), nowNanos);
  }

  @Override
  public void onRefused(String limit, long nowNanos) {
    if (close(nowNanos)) {
      exchanges.refuse(peer, listener, limit, nowNanos);
    }
  }

  /// Gives the request up: no retransmission any more, the reply is [Reply.Cancelled], told at once.
  @Override
  public void cancel(long nowNanos) {
    end(new Reply.Cancelled(), nowNanos);
  }

  @Override
  public void cancelUnacknowledged(long nowNanos) {
    if (patience == null) {
      cancel(nowNanos);
    }
  }

  private void end(Reply reply, long nowNanos) {
    if (close(nowNanos)) {
      exchanges.tell(peer, listener, reply, nowNanos);
    }
  }

  private boolean close(long nowNanos) {
    if (over) {
      return false;
    }
    over = true;
    exchanges.forget(this, request.confirmable());
    stop(nowNanos);
    return true;
  }

  /// No retransmission any more, and no waiting.
  private void stop(long nowNanos) {
    Outgoing sent = transmission;
    if (sent != null) {
      sent.end(nowNanos);
    }
    Timers.Timer timer = patience;
    if (timer != null) {
      timer.cancel();
    }
  }
}
