// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.stream;

import io.tern.coap.Bytes;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Response;
import io.tern.coap.StreamListener;
import io.tern.coap.StreamParameters;
import io.tern.coap.Streams;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.TcpCodec;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Outgoing;
import io.tern.coap.message.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The message layer over connections (RFC 8323): what is written arrives once and in order, or the
/// connection ends. So there are no message ids, no Acknowledgements and no duplicates here; a message
/// counts as acknowledged when it is written.
public final class StreamLayer implements Messages, StreamListener {
  /// What a message of the least size that every peer takes has room for beside a block of 1024 bytes:
  /// head, token, and all options.
  private static final int BESIDE_BYTES = StreamParameters.MESSAGE_BYTES_BASE - 1024;

  /// Of that, what is not for the options of the request or response itself: head, token, and the
  /// options of a transfer in blocks.
  private static final int BESIDE_BYTES_MIN = 64;

  /// The smallest block.
  private static final int PAYLOAD_BYTES_MIN = 16;

  private final Map<Peer, Connection> connections = new HashMap<>();
  private final StreamParameters parameters;
  private final int waitingPerPeerMax;
  private final int tokenBytesMax;
  private final Timers timers;
  private final Streams streams;
  private final EndpointEvents events;
  private Upper upper = Upper.NONE;
  private long partialBytes;

  /// @param waitingPerPeerMax messages that wait until one peer takes more
  /// @param tokenBytesMax longest token of a request that is taken
  public StreamLayer(
      StreamParameters parameters,
      int waitingPerPeerMax,
      int tokenBytesMax,
      Timers timers,
      Streams streams,
      EndpointEvents events) {
    this.parameters = parameters;
    this.waitingPerPeerMax = waitingPerPeerMax;
    this.tokenBytesMax = tokenBytesMax;
    this.timers = timers;
    this.streams = streams;
    this.events = events;
  }

  /// Says who the layer above is; once, before anything is received.
  public void connect(Upper above) {
    upper = above;
  }

  @Override
  public void onOpened(Peer peer, long nowNanos) {
    connections.computeIfAbsent(peer, its -> new Connection(this, its)).onOpened(nowNanos);
  }

  @Override
  public void onBytes(Peer peer, Bytes bytes, long nowNanos) {
    Connection connection = connections.get(peer);
    if (connection != null) {
      connection.onBytes(bytes, nowNanos);
    }
  }

  @Override
  public void onWritable(Peer peer, long nowNanos) {
    Connection connection = connections.get(peer);
    if (connection != null) {
      connection.onWritable(nowNanos);
    }
  }

  @Override
  public void onClosed(Peer peer, String why, long nowNanos) {
    Connection connection = connections.get(peer);
    if (connection != null) {
      connection.onClosed(why, nowNanos);
    }
  }

  @Override
  public Optional<Outgoing> confirm(Peer peer, Delivery delivery, Turn turn, long nowNanos) {
    return submit(peer, delivery, turn, true, nowNanos);
  }

  private Optional<Outgoing> submit(
      Peer peer, Delivery delivery, Turn turn, boolean confirm, long nowNanos) {
    Connection connection = reach(peer);
    if (connection == null) {
      Sending sending = new Sending(new Connection(this, peer), delivery, confirm);
      later(sending, now -> delivery.onUnreachable("no connection", now), nowNanos);
      return Optional.of(sending);
    }
    if (turn == Turn.IN_LINE && connection.waiting() >= waitingPerPeerMax) {
      return Optional.empty();
    }
    Sending sending = new Sending(connection, delivery, confirm);
    return Optional.of(connection.submit(sending, turn, nowNanos));
  }

  @Override
  public boolean send(Peer peer, Delivery delivery, long nowNanos) {
    return submit(peer, delivery, Turn.IN_LINE, false, nowNanos).isPresent();
  }

  /// The connection to `peer`, which is made where that is possible; null where there is none.
  private @Nullable Connection reach(Peer peer) {
    Connection known = connections.get(peer);
    if (known != null || !streams.connect(peer)) {
      return known;
    }
    Connection made = new Connection(this, peer);
    connections.put(peer, made);
    return made;
  }

  @Override
  public void forget(Peer peer, Delivery delivery) {
    Connection connection = connections.get(peer);
    if (connection != null) {
      connection.forget(delivery);
    }
  }

  @Override
  public void ping(Peer peer, ReplyListener listener, long nowNanos) {
    Connection connection = connections.get(peer);
    if (connection != null && connection.isOpen()) {
      connection.signalling().ping(listener, nowNanos);
    } else {
      tellLater(peer, listener, new Reply.Unreachable("no connection"), nowNanos);
    }
  }

  @Override
  public int tokenBytesMax(Peer peer) {
    Connection connection = connections.get(peer);
    return connection == null ? Token.BYTES_BASE : connection.signalling().peerTokenBytesMax();
  }

  @Override
  public boolean takesManyBlocks(Peer peer) {
    Connection connection = connections.get(peer);
    return connection != null && connection.signalling().speaksBert();
  }

  @Override
  public int payloadBytesMax(Peer peer, Options options, long nowNanos) {
    Connection connection = connections.get(peer);
    int message =
        connection == null
            ? StreamParameters.MESSAGE_BYTES_BASE
            : Math.min(connection.signalling().peerMessageBytesMax(), parameters.messageBytesMax());
    long beside = TcpCodec.optionsBytes(options) + BESIDE_BYTES_MIN;
    return (int) Math.max(PAYLOAD_BYTES_MIN, message - Math.max(beside, BESIDE_BYTES));
  }

  @Override
  public void answer(Asker asker, Message request, Response response, long nowNanos) {
    Connection connection = (Connection) asker;
    if (connection.isOpen()) {
      connection.write(Messages.separate(Type.CON, 0, request, response), nowNanos);
    }
  }

  @Override
  public void acknowledge(Asker asker, Message request, long nowNanos) {
    // The connection has done so.
  }

  /// Ends every connection in order: says Release, then closes (RFC 8323 §5.5).
  public void release(long nowNanos) {
    for (Connection connection : List.copyOf(connections.values())) {
      if (connection.isOpen()) {
        connection.write(Signals.release(), nowNanos);
      }
      connection.close("released", nowNanos);
    }
  }

  /// Connections that are open or being made.
  public int connections() {
    return connections.size();
  }

  int tokenBytesMax() {
    return tokenBytesMax;
  }

  StreamParameters parameters() {
    return parameters;
  }

  Timers timers() {
    return timers;
  }

  Streams streams() {
    return streams;
  }

  EndpointEvents events() {
    return events;
  }

  Upper upper() {
    return upper;
  }

  void forget(Connection connection) {
    connections.remove(connection.peer, connection);
  }

  /// Counts bytes of unfinished messages; false where there are too many.
  boolean countPartial(int more) {
    partialBytes += more;
    return partialBytes <= parameters.partialBytesMax();
  }

  /// Ends `sending` a moment later, unless it has ended by then.
  void later(Sending sending, Timers.Task told, long nowNanos) {
    timers.at(
        nowNanos,
        now -> {
          if (!sending.over) {
            sending.over = true;
            told.run(now);
          }
        });
  }

  void tellLater(Peer peer, ReplyListener listener, Reply reply, long nowNanos) {
    timers.at(nowNanos, now -> tell(peer, listener, reply, now));
  }

  void tell(Peer peer, ReplyListener listener, Reply reply, long nowNanos) {
    try {
      listener.onReply(reply, nowNanos);
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
    }
  }
}
