// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Type;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Turn;
import org.jspecify.annotations.Nullable;

/// One request message of a peer and the answer to it: in the Acknowledgement where the handler is
/// quick, otherwise an empty Acknowledgement and a response by itself (RFC 7252 §5.2).
public final class ServerExchange {
  private final ServerExchanges exchanges;
  private final Asker asker;
  private final Message request;
  private boolean acknowledged;
  private boolean answered;
  private boolean abandoned;
  private boolean open;
  private boolean unproven;
  private Timers.@Nullable Timer timer;

  ServerExchange(ServerExchanges exchanges, Asker asker, Message request) {
    this.exchanges = exchanges;
    this.asker = asker;
    this.request = request;
  }

  /// The request as it came.
  public Message request() {
    return request;
  }

  /// Who asks.
  public Peer peer() {
    return asker.peer();
  }

  /// The address of the peer is yet to be proved: it gets no large answer.
  void unproven() {
    unproven = true;
  }

  /// Whether the answer must be small, and cannot be asked for again when the address is proved.
  public boolean isLimited() {
    return unproven && !Gate.isRepeatable(request);
  }

  /// Whether it has been answered or abandoned.
  public boolean isOver() {
    return answered || abandoned;
  }

  /// Answers, unless the client wants no such response or the exchange has been abandoned. Once.
  ///
  /// @throws IllegalStateException if it has been answered before
  /// @throws IllegalArgumentException if the response cannot be encoded; it is still to be answered
  public void answer(Response response, ResponseWatcher watcher, long nowNanos) {
    if (answered && !abandoned) {
      throw new IllegalStateException("answered before: " + request);
    }
    if (!abandoned) {
      transmit(response, watcher, nowNanos);
    }
    answered = true;
    close();
  }

  private void transmit(Response whole, ResponseWatcher watcher, long nowNanos) {
    Messages messages = exchanges.messages();
    Response response =
        unproven ? exchanges.gate().reduced(request, whole, peer(), nowNanos) : whole;
    boolean confirmable = request.type() == Type.CON;
    if (NoResponse.suppresses(request.options(), response.code())) {
      if (confirmable && !acknowledged) {
        messages.acknowledge(asker, request, nowNanos);
      }
    } else if (confirmable && acknowledged) {
      messages.confirm(
          peer(), new Separate(Type.CON, request, response, watcher), Turn.NEXT, nowNanos);
    } else if (!confirmable && !watcher.equals(ResponseWatcher.NONE)) {
      messages.send(peer(), new Separate(Type.NON, request, response, watcher), nowNanos);
    } else {
      messages.answer(asker, request, response, nowNanos);
    }
  }

  /// The handler has returned without an answer: acknowledges when the peer would grow impatient, and
  /// forgets the request when nobody can want its answer any more. Once is enough.
  public void defer(long nowNanos) {
    if (isOver() || open) {
      return;
    }
    open = true;
    exchanges.countOpen(asker, 1);
    timer =
        request.type() == Type.CON
            ? exchanges.acknowledgeTimer(this::onAcknowledgeDue, nowNanos)
            : exchanges.answerTimer(peer(), this::onTooLate, nowNanos);
  }

  private void onAcknowledgeDue(long nowNanos) {
    acknowledged = true;
    exchanges.messages().acknowledge(asker, request, nowNanos);
    timer = exchanges.answerTimer(peer(), this::onTooLate, nowNanos);
  }

  private void onTooLate(long nowNanos) {
    abandon();
  }

  /// Leaves the request without (another) answer; one that comes later is dropped.
  public void abandon() {
    abandoned = true;
    close();
  }

  private void close() {
    if (open) {
      open = false;
      exchanges.countOpen(asker, -1);
    }
    Timers.Timer set = timer;
    if (set != null) {
      set.cancel();
    }
  }

  /// A response that travels by itself.
  private record Separate(Type type, Message request, Response response, ResponseWatcher watcher)
      implements Delivery {
    @Override
    public Message compose(int messageId, long nowNanos) {
      return Messages.separate(type, messageId, request, response);
    }

    @Override
    public void onAcknowledged(long nowNanos) {}

    @Override
    public void onResponse(Message acknowledgement, long nowNanos) {}

    @Override
    public void onReset(long nowNanos) {
      watcher.onReset(nowNanos);
    }

    @Override
    public void onTimedOut(long nowNanos) {
      watcher.onTimedOut(nowNanos);
    }

    @Override
    public void onRefused(String limit, long nowNanos) {
      watcher.onTimedOut(nowNanos);
    }
  }
}
