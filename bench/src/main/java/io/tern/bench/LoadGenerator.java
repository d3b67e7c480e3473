// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Many clients, each with a source port of its own, that send confirmable `GET /bench` in turn, a
/// window of them at a time. Runs on the thread that calls it.
///
/// Requests are encoded beforehand; only the message id changes. A client has one request under way
/// (NSTART 1) and counts its message ids up. Before they would repeat, the run ends in an error: a
/// server would answer from its memory of duplicates, which costs next to nothing.
final class LoadGenerator implements AutoCloseable {
  private static final long LOST_AFTER_NANOS = 1_000_000_000L;
  private static final int MESSAGE_IDS = 65_536;

  /// One of the clients.
  private static final class Client {
    final DatagramChannel channel;
    final ByteBuffer request;
    int sent;
    boolean waits;
    long sentNanos;

    Client(DatagramChannel channel, ByteBuffer request) {
      this.channel = channel;
      this.request = request;
    }

    int messageId() {
      return request.getShort(2) & 0xFFFF;
    }
  }

  private final boolean echoes;
  private final int window;
  private final Selector selector;
  private final List<DatagramChannel> channels = new ArrayList<>();

  /// Clients that may send, the one that waited longest first.
  private final ArrayDeque<Client> idle = new ArrayDeque<>();

  /// Clients in the order in which they sent; those that were answered linger until they are first.
  private final ArrayDeque<Client> busy = new ArrayDeque<>();

  private final ByteBuffer answer = ByteBuffer.allocateDirect(2_048);
  private int open;
  private long answered;
  private long wrong;
  private long lost;

  /// Opens `ports` sockets to `server`.
  ///
  /// @param echoes whether the right answer is the request itself instead of a 2.05
  LoadGenerator(SocketAddress server, boolean echoes, int ports, int window) throws IOException {
    this.echoes = echoes;
    this.window = window;
    this.selector = Selector.open();
    try {
      for (int i = 0; i < ports; i++) {
        DatagramChannel channel = DatagramChannel.open();
        channels.add(channel);
        channel.connect(server).configureBlocking(false);
        Client client = new Client(channel, request(i));
        channel.register(selector, SelectionKey.OP_READ, client);
        idle.add(client);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static ByteBuffer request(int index) {
    Bytes datagram =
        UdpCodec.encode(
            new Message(
                Type.CON,
                Code.GET,
                0,
                Token.of(index, 4),
                Options.builder().uriPath("bench").build(),
                Bytes.EMPTY));
    ByteBuffer buffer = ByteBuffer.allocateDirect(datagram.size());
    datagram.copyTo(buffer);
    return buffer.flip();
  }

  /// Keeps the window full for so long, then waits for what is under way.
  Load run(long nanos) throws IOException {
    answered = 0;
    wrong = 0;
    lost = 0;
    long start = System.nanoTime();
    long now = start;
    while (now - start < nanos || open > 0) {
      while (now - start < nanos && open < window && !idle.isEmpty()) {
        send(idle.remove(), now);
      }
      selector.select(this::onReadable, 5);
      now = System.nanoTime();
      giveUp(now);
    }
    return new Load(answered, wrong, lost, System.nanoTime() - start);
  }

  private void send(Client client, long now) throws IOException {
    if (client.sent == MESSAGE_IDS) {
      throw new IOException("message ids would repeat: take more --ports or less time");
    }
    client.request.putShort(2, (short) client.sent++);
    client.channel.write(client.request.rewind());
    client.waits = true;
    client.sentNanos = now;
    busy.add(client);
    open++;
  }

  private void onReadable(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      while (client.channel.read(answer.clear()) > 0) {
        if (!isRight(client)) {
          wrong++;
        } else if (client.waits) {
          answered++;
          end(client);
        }
      }
    } catch (IOException e) {
      wrong++; // such as a port that became unreachable
    }
  }

  private boolean isRight(Client client) {
    int size = answer.position();
    if (echoes) {
      return answer.flip().equals(client.request.rewind());
    }
    return size >= 8
        && answer.get(0) == 0x64 // version 1, ACK, a token of four bytes
        && answer.get(1) == Code.CONTENT.value()
        && (answer.getShort(2) & 0xFFFF) == client.messageId()
        && answer.getInt(4) == client.request.getInt(4);
  }

  private void end(Client client) {
    client.waits = false;
    idle.add(client);
    open--;
  }

  private void giveUp(long now) {
    while (!busy.isEmpty()) {
      Client first = busy.element();
      if (first.waits && now - first.sentNanos < LOST_AFTER_NANOS) {
        return;
      }
      busy.remove();
      if (first.waits) {
        lost++;
        end(first);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (DatagramChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
