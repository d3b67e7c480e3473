// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import io.tern.coap.Bytes;
import io.tern.coap.Message;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/// One device's socket: sends confirmable messages until they are answered, answers requests.
final class Wire implements AutoCloseable {
  private static final int DATAGRAM_BYTES_MAX = 2_048;
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long WAIT_MILLIS_MAX = 2_000;
  private static final int REMEMBERED_MAX = 64;

  private final DatagramSocket socket;
  private final InetSocketAddress server;
  private final UnaryOperator<Message> handler;
  private final Map<Integer, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Message>> separate = new ConcurrentHashMap<>();

  /// Message ids of requests, which an empty Acknowledgement does not answer.
  private final Set<Integer> requests = ConcurrentHashMap.newKeySet();

  /// Requests that were answered, for those that come again.
  private final Map<Integer, Message> answered =
      new java.util.LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Message> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /// @param handler answers requests, each once
  Wire(InetSocketAddress server, UnaryOperator<Message> handler) throws IOException {
    this.server = server;
    this.handler = handler;
    socket = new DatagramSocket();
    Thread.ofVirtual().name("crash-device").start(this::receive);
  }

  private void receive() {
    byte[] buffer = new byte[DATAGRAM_BYTES_MAX];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    while (!socket.isClosed()) {
      try {
        packet.setLength(buffer.length);
        socket.receive(packet);
        Bytes datagram = Bytes.copyOf(java.util.Arrays.copyOf(buffer, packet.getLength()));
        if (UdpCodec.decode(datagram) instanceof Decoded.Ok(Message message)) {
          onMessage(message);
        }
      } catch (IOException e) {
        // Closed, or told that nobody listens there at the moment.
      }
    }
  }

  private void onMessage(Message message) throws IOException {
    switch (message.type()) {
      case ACK, RST -> {
        CompletableFuture<Message> asked = waiting.get(message.messageId());
        if (asked != null && (message.type() == Type.RST || !message.code().isEmpty())) {
          asked.complete(message);
        } else if (asked != null && !requests.contains(message.messageId())) {
          asked.complete(message);
        }
      }
      case CON, NON -> {
        if (message.code().isRequest()) {
          answer(message);
        } else {
          send(Message.empty(Type.ACK, message.messageId()));
          CompletableFuture<Message> asked = separate.get(message.token().bits());
          if (asked != null) {
            asked.complete(message);
          }
        }
      }
    }
  }

  private void answer(Message request) throws IOException {
    Message known = answered.get(request.messageId());
    if (known == null || !known.token().equals(request.token())) {
      known = handler.apply(request);
      answered.put(request.messageId(), known);
    }
    send(known);
  }

  private void send(Message message) throws IOException {
    byte[] array = UdpCodec.encode(message).toArray();
    socket.send(new DatagramPacket(array, array.length, server));
  }

  /// Sends a message until there is an answer: a response to a request, an Acknowledgement or a Reset
  /// to anything else.
  ///
  /// @return empty where none came in time
  Optional<Message> ask(Message message, long waitMillis) throws InterruptedException {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    waiting.put(message.messageId(), answer);
    if (message.code().isRequest()) {
      separate.put(message.token().bits(), answer);
      requests.add(message.messageId());
    }
    long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    long wait = FIRST_WAIT_MILLIS;
    try {
      while (System.nanoTime() < untilNanos && !socket.isClosed()) {
        sendQuietly(message);
        try {
          return Optional.of(answer.get(wait, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          wait = Math.min(wait * 3 / 2, WAIT_MILLIS_MAX);
        }
      }
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      waiting.remove(message.messageId());
      separate.remove(message.token().bits());
      requests.remove(message.messageId());
    }
  }

  private void sendQuietly(Message message) {
    try {
      send(message);
    } catch (IOException e) {
      // Nobody listens there at the moment.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
