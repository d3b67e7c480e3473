// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.stream;

import io.tern.coap.Code;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.StreamParameters;
import io.tern.coap.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What the two ends of a connection say about the connection itself (RFC 8323 §5).
final class Signalling {
  private static final int PINGS_MAX = 16;

  private final Connection connection;
  private final StreamLayer layer;
  private final Map<Token, ReplyListener> pings = new HashMap<>(2);
  private final List<Message> custody = new ArrayList<>(0);
  private boolean csm;
  private boolean released;
  private boolean blockwise;
  private int peerMessageBytesMax = StreamParameters.MESSAGE_BYTES_BASE;
  private int peerTokenBytesMax = Token.BYTES_BASE;
  private long pingsSent;

  Signalling(Connection connection, StreamLayer layer) {
    this.connection = connection;
    this.layer = layer;
  }

  /// Whether the peer has said what it can do.
  boolean hasCsm() {
    return csm;
  }

  /// Whether the peer wants no more requests.
  boolean isReleased() {
    return released;
  }

  /// Largest message that the peer takes.
  int peerMessageBytesMax() {
    return peerMessageBytesMax;
  }

  /// Longest token of a request that the peer takes (RFC 8974 §2.2.1).
  int peerTokenBytesMax() {
    return peerTokenBytesMax;
  }

  /// Whether several blocks may travel in one message (BERT, §6).
  boolean speaksBert() {
    return blockwise && peerMessageBytesMax > StreamParameters.MESSAGE_BYTES_BASE;
  }

  /// Takes a message of class 7.
  void onSignal(Message message, long nowNanos) {
    Code code = message.code();
    Optional<Integer> unknown = Signals.unknownCriticalOption(message.options());
    if (!csm && !code.equals(Code.CSM) && !code.equals(Code.ABORT)) {
      connection.abort("the first message must be CSM", 0, nowNanos);
    } else if (unknown.isPresent()) {
      layer
          .events()
          .onRejected(connection.peer, message, Rejection.UNKNOWN_CRITICAL_OPTION, nowNanos);
      connection.abort(
          "option " + unknown.get() + " of " + code,
          code.equals(Code.CSM) ? unknown.get() : 0,
          nowNanos);
    } else if (code.equals(Code.CSM)) {
      onCsm(message.options(), nowNanos);
    } else if (code.equals(Code.PING)) {
      onPing(message, nowNanos);
    } else if (code.equals(Code.PONG)) {
      onPong(message.token(), nowNanos);
    } else if (code.equals(Code.RELEASE)) {
      onRelease(nowNanos);
    } else if (code.equals(Code.ABORT)) {
      connection.close("the peer aborted: " + message.payload().utf8(), nowNanos);
    } else {
      layer.events().onRejected(connection.peer, message, Rejection.UNEXPECTED_CODE, nowNanos);
    }
  }

  /// Each CSM replaces what it names and leaves the rest as it was (§5.3).
  private void onCsm(Options options, long nowNanos) {
    if (options.has(Signals.MAX_MESSAGE_SIZE)) {
      OptionalLong size = options.uint(Signals.MAX_MESSAGE_SIZE);
      if (size.isEmpty() || options.first(Signals.MAX_MESSAGE_SIZE).orElseThrow().size() > 4) {
        connection.abort("Max-Message-Size", Signals.MAX_MESSAGE_SIZE, nowNanos);
        return;
      }
      peerMessageBytesMax = (int) Math.min(size.getAsLong(), Integer.MAX_VALUE);
    }
    blockwise |= options.has(Signals.BLOCK_WISE_TRANSFER);
    options
        .uint(Signals.EXTENDED_TOKEN_LENGTH)
        .ifPresent(
            bytes -> peerTokenBytesMax = Math.clamp(bytes, Token.BYTES_BASE, Token.BYTES_MAX));
    csm = true;
  }

  /// Answers at once, or where the peer wants to know that all before it is done, then (§5.4.1).
  private void onPing(Message ping, long nowNanos) {
    if (!ping.options().has(Signals.CUSTODY) || connection.openRequests() == 0) {
      connection.write(Signals.pong(ping), nowNanos);
    } else if (custody.size() < PINGS_MAX) {
      custody.add(ping);
    } else {
      connection.abort("too many Pings", 0, nowNanos);
    }
  }

  private void onPong(Token token, long nowNanos) {
    ReplyListener listener = pings.remove(token);
    if (listener != null) {
      layer.tell(connection.peer, listener, new Reply.Reset(), nowNanos);
    }
  }

  /// The peer wants to end: nothing new begins, what is under way may end (§5.5).
  private void onRelease(long nowNanos) {
    released = true;
    if (connection.isQuiet()) {
      connection.close("the peer released it", nowNanos);
    } else {
      long until = nowNanos + connection.parameters().pongWaitNanos();
      layer.timers().at(until, now -> connection.close("the peer released it", now));
    }
  }

  /// Whether something is put off until no request is open.
  boolean waitsForQuiet() {
    return released || !custody.isEmpty();
  }

  /// No request of the peer is open.
  void onQuiet(long nowNanos) {
    if (!connection.isOpen() || connection.openRequests() > 0) {
      return;
    }
    custody.forEach(ping -> connection.write(Signals.pong(ping), nowNanos));
    custody.clear();
    if (released && connection.isQuiet()) {
      connection.close("the peer released it", nowNanos);
    }
  }

  /// A Ping for ourselves: whatever comes back shows that the peer is there.
  void keepAlive(long nowNanos) {
    connection.write(Signals.ping(Token.EMPTY), nowNanos);
  }

  void ping(ReplyListener listener, long nowNanos) {
    if (pings.size() >= PINGS_MAX) {
      layer.tellLater(connection.peer, listener, new Reply.Refused("Pings"), nowNanos);
      return;
    }
    Token token = Token.of(++pingsSent, 8);
    pings.put(token, listener);
    connection.write(Signals.ping(token), nowNanos);
    layer
        .timers()
        .at(
            nowNanos + connection.parameters().pongWaitNanos(),
            now -> {
              ReplyListener waits = pings.remove(token);
              if (waits != null) {
                layer.tell(connection.peer, waits, new Reply.TimedOut(), now);
              }
            });
  }

  void onClosed(long nowNanos) {
    List<ReplyListener> waiting = List.copyOf(pings.values());
    pings.clear();
    for (ReplyListener listener : waiting) {
      layer.tell(
          connection.peer, listener, new Reply.Disconnected("the connection ended"), nowNanos);
    }
  }
}
