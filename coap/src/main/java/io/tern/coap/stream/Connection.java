// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.stream;

import io.tern.coap.Bytes;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.StreamParameters;
import io.tern.coap.codec.Frame;
import io.tern.coap.codec.FrameReader;
import io.tern.coap.codec.TcpCodec;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Turn;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One connection to a peer, from the wish for it to its end.
final class Connection implements Asker {
  private static final String TOO_LARGE = "message size of the peer";
  private static final String TOKEN_TOO_LONG = "token length of the peer";

  final Peer peer;
  private final StreamLayer layer;
  private final FrameReader reader;
  private final Watch watch;
  private final Signalling signalling;
  private final Deque<Sending> waiting = new ArrayDeque<>(2);
  private final Map<Delivery, Sending> awaited = new LinkedHashMap<>(2);
  private State state = State.CONNECTING;
  private boolean congested;
  private int openRequests;
  private long requestsUntilNanos;
  private int partialBytes;

  private enum State {
    CONNECTING,
    OPEN,
    OVER
  }

  Connection(StreamLayer layer, Peer peer) {
    this.layer = layer;
    this.peer = peer;
    reader = new FrameReader(layer.parameters().messageBytesMax());
    watch = new Watch(this, layer.parameters(), layer.timers());
    signalling = new Signalling(this, layer);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public int openRequests() {
    return openRequests;
  }

  @Override
  public void countOpenRequests(int change) {
    openRequests += change;
    if (openRequests == 0 && state == State.OPEN && signalling.waitsForQuiet()) {
      layer.timers().at(watch.heardNanos(), signalling::onQuiet);
    }
  }

  @Override
  public long requestsUntilNanos() {
    return requestsUntilNanos;
  }

  @Override
  public void requestsUntilNanos(long nanos) {
    requestsUntilNanos = nanos;
  }

  /// Whether nothing is under way in either direction.
  boolean isQuiet() {
    return openRequests == 0 && awaited.isEmpty() && waiting.isEmpty();
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  Signalling signalling() {
    return signalling;
  }

  void onOpened(long nowNanos) {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.OPEN;
    watch.start(nowNanos);
    layer.events().onConnected(peer, nowNanos);
    write(Signals.csm(layer.parameters().messageBytesMax(), layer.tokenBytesMax()), nowNanos);
    pump(nowNanos);
  }

  void onBytes(Bytes bytes, long nowNanos) {
    if (state == State.OPEN) {
      watch.onHeard(nowNanos);
      reader.add(bytes);
      read(nowNanos);
    }
  }

  void onWritable(long nowNanos) {
    congested = false;
    pump(nowNanos);
    read(nowNanos);
  }

  /// Reads on as long as the peer takes what it is answered.
  private void read(long nowNanos) {
    boolean more = true;
    while (more && state == State.OPEN && !congested) {
      switch (reader.next()) {
        case Frame.Whole(Message message) -> {
          watch.onMessage();
          onMessage(message, nowNanos);
        }
        case Frame.Broken(var reason) -> {
          layer.events().onMalformed(peer, reason, nowNanos);
          abort(reason.toString(), 0, nowNanos);
        }
        case Frame.Incomplete incomplete -> {
          more = false;
          watch.onPartial(reader.pendingBytes() > 0, nowNanos);
        }
      }
    }
    if (state == State.OPEN && !countPartial(reader.pendingBytes())) {
      abort("no room for the message", 0, nowNanos);
    }
  }

  /// Counts what is held of unfinished messages; false where that is too much.
  private boolean countPartial(int bytes) {
    int more = bytes - partialBytes;
    partialBytes = bytes;
    return layer.countPartial(more) || bytes == 0;
  }

  private void onMessage(Message message, long nowNanos) {
    layer.events().onReceived(peer, message, nowNanos);
    if (message.code().isSignal()) {
      signalling.onSignal(message, nowNanos);
    } else if (message.code().isEmpty()) {
      return;
    } else if (!signalling.hasCsm()) {
      abort("the first message must be CSM", 0, nowNanos);
    } else if (message.code().isRequest()) {
      layer.upper().onRequest(this, message, nowNanos);
    } else if (message.code().isResponse()) {
      layer.upper().onResponse(peer, message, nowNanos);
    } else {
      layer.events().onRejected(peer, message, Rejection.UNEXPECTED_CODE, nowNanos);
    }
  }

  /// How many messages wait to be written.
  int waiting() {
    return waiting.size();
  }

  Sending submit(Sending sending, Turn turn, long nowNanos) {
    if (state == State.OVER || signalling.isReleased()) {
      fail(sending, nowNanos);
    } else if (state == State.OPEN && !congested && waiting.isEmpty()) {
      transmit(sending, nowNanos);
    } else if (turn == Turn.NEXT) {
      waiting.addFirst(sending);
    } else {
      waiting.addLast(sending);
    }
    return sending;
  }

  private void fail(Sending sending, long nowNanos) {
    layer.later(sending, now -> sending.delivery.onUnreachable("no connection", now), nowNanos);
  }

  /// Writes what waits as far as the peer takes it.
  private void pump(long nowNanos) {
    while (state == State.OPEN && !congested && !waiting.isEmpty()) {
      transmit(waiting.removeFirst(), nowNanos);
    }
  }

  private void transmit(Sending sending, long nowNanos) {
    Message message = sending.delivery.compose(0, nowNanos);
    if (message.code().isRequest() && message.token().size() > signalling.peerTokenBytesMax()) {
      layer.later(sending, now -> sending.delivery.onRefused(TOKEN_TOO_LONG, now), nowNanos);
      return;
    }
    try {
      write(message, nowNanos);
    } catch (IllegalArgumentException e) {
      layer.later(sending, now -> sending.delivery.onRefused(TOO_LARGE, now), nowNanos);
      return;
    }
    sending.written = true;
    if (message.code().isRequest()) {
      awaited.put(sending.delivery, sending);
    }
    if (!sending.confirm) {
      return;
    }
    if (message.code().isRequest()) {
      sending.delivery.onAcknowledged(nowNanos);
    } else {
      layer.later(sending, sending.delivery::onAcknowledged, nowNanos);
    }
  }

  /// Writes `message`.
  ///
  /// @throws IllegalArgumentException if it is larger than the peer takes
  void write(Message message, long nowNanos) {
    long size = TcpCodec.size(message);
    if (size > signalling.peerMessageBytesMax() && !message.code().isSignal()) {
      throw new IllegalArgumentException(size + " bytes for " + message);
    }
    congested |= !layer.streams().send(peer, TcpCodec.encode(message));
    layer.events().onSent(peer, message, nowNanos);
  }

  void forget(Delivery delivery) {
    Sending sending = awaited.get(delivery);
    if (sending != null) {
      sending.over = true;
      onEnded(sending);
    }
    waiting.removeIf(each -> each.delivery.equals(delivery));
  }

  void onEnded(Sending sending) {
    if (sending.written) {
      awaited.remove(sending.delivery, sending);
    } else {
      waiting.remove(sending);
    }
    if (state == State.OPEN && signalling.waitsForQuiet() && isQuiet()) {
      layer.timers().at(watch.heardNanos(), signalling::onQuiet);
    }
  }

  void withdraw(Sending sending) {
    waiting.remove(sending);
  }

  /// Tells the peer what is wrong and ends the connection (RFC 8323 §5.6).
  ///
  /// @param badCsmOption the option of a CSM that is to blame, 0 where none is
  void abort(String why, int badCsmOption, long nowNanos) {
    if (state == State.OPEN) {
      write(Signals.abort(why, badCsmOption), nowNanos);
    }
    close("aborted: " + why, nowNanos);
  }

  /// Ends the connection from this side.
  void close(String why, long nowNanos) {
    if (state != State.OVER) {
      layer.streams().close(peer);
      onClosed(why, nowNanos);
    }
  }

  /// The connection is gone.
  void onClosed(String why, long nowNanos) {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    watch.stop();
    layer.forget(this);
    layer.countPartial(-partialBytes);
    reader.drop();
    layer.events().onDisconnected(peer, why, nowNanos);
    List<Sending> unsent = List.copyOf(waiting);
    List<Sending> unanswered = List.copyOf(awaited.values());
    waiting.clear();
    awaited.clear();
    for (Sending sending : unanswered) {
      if (!sending.over) {
        sending.over = true;
        sending.delivery.onDisconnected(why, nowNanos);
      }
    }
    for (Sending sending : unsent) {
      if (!sending.over) {
        sending.over = true;
        sending.delivery.onUnreachable(why, nowNanos);
      }
    }
    signalling.onClosed(nowNanos);
    layer.upper().onDisconnected(peer, why, nowNanos);
  }

  /// The parameters of this side.
  StreamParameters parameters() {
    return layer.parameters();
  }

  /// Asks whether the peer is still there, for ourselves.
  void keepAlive(long nowNanos) {
    signalling.keepAlive(nowNanos);
  }
}
