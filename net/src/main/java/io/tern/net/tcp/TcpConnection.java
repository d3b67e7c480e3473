// SPDX-License-Identifier: Apache-2.0

package io.tern.net.tcp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.Timers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One TCP connection: its socket, what waits to be written, its end.
final class TcpConnection implements Stage.Pipe {
  final Address.Ip address;
  private final TcpPort port;
  private final SocketChannel channel;
  private final Stage stage;
  private final SelectionKey key;
  private final Deque<Bytes> queue = new ArrayDeque<>(2);
  private State state;
  private Optional<Peer> peer;
  private int headWritten;
  private int queuedBytes;
  private long progressNanos;
  private boolean full;
  private boolean inputEnded;
  boolean ready;
  boolean dirty;
  private Timers.@Nullable Timer stall;
  private Timers.@Nullable Timer end;

  private enum State {
    CONNECTING,
    OPEN,
    /// This side has said its last: what waits goes out, what comes is thrown away.
    ENDING,
    CLOSED
  }

  /// @param peer known before where this side connects
  TcpConnection(
      TcpPort port,
      SocketChannel channel,
      Selector selector,
      Stage stage,
      Address.Ip address,
      Optional<Peer> peer)
      throws IOException {
    this.port = port;
    this.channel = channel;
    this.stage = stage;
    this.address = address;
    this.peer = peer;
    state = State.CONNECTING;
    int ops = peer.isPresent() ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ;
    key = channel.register(selector, ops);
    key.attach((Runnable) this::onReady);
  }

  private void onReady() {
    port.onReady(this);
  }

  /// Does what its socket is ready for.
  void run(ByteBuffer buffer) {
    if (state == State.CLOSED || !key.isValid()) {
      return;
    }
    try {
      if (state == State.CONNECTING && key.isConnectable()) {
        channel.finishConnect();
        begin();
      } else if (key.isReadable()) {
        read(buffer);
      }
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
    port.markDirty(this);
  }

  /// Connected, by whichever side.
  void begin() {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.OPEN;
    cancel(end);
    watch();
    stage.begin(this);
  }

  void expectWithin(long nanos) {
    end = port.timers().at(port.nowNanos() + nanos, now -> fail("no connection in time"));
  }

  @Override
  public void onEstablished(Identity identity) {
    Peer known = peer.orElseGet(() -> port.peer(address, identity));
    peer = Optional.of(known);
    port.onEstablished(this, known);
  }

  private void read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      inputEnded = true;
      lose("the peer closed it");
      end();
      return;
    }
    if (state == State.OPEN && count > 0) {
      port.countReceived(count);
      buffer.flip();
      stage.receive(Bytes.copyOf(buffer), this);
    }
  }

  @Override
  public void onReceived(Bytes plain) {
    peer.ifPresent(known -> port.onReceived(known, plain));
  }

  /// Takes bytes of the endpoint; false where no more should follow for now.
  boolean send(Bytes plain) {
    if (state == State.OPEN) {
      stage.send(plain, this);
    }
    return !full;
  }

  @Override
  public void onSent(Bytes wire) {
    if (queue.isEmpty()) {
      progressNanos = port.nowNanos();
    }
    queue.addLast(wire);
    grow(wire.size());
    port.markDirty(this);
    if (queuedBytes >= port.config().queueBytesHigh()) {
      write(port.outgoing());
      full = queuedBytes >= port.config().queueBytesHigh();
    }
    if (queuedBytes > port.config().queueBytesMax() || port.isQueueFull() && queuedBytes > 0) {
      port.onSlow(this);
    }
  }

  private void grow(int bytes) {
    queuedBytes += bytes;
    port.countQueued(bytes);
  }

  /// Writes what waits as far as the socket takes it, then watches for what is next.
  void flush(ByteBuffer buffer) {
    write(buffer);
    if (state == State.CLOSED) {
      return;
    }
    if (inputEnded && queue.isEmpty()) {
      close();
      return;
    }
    if (full && queuedBytes <= port.config().queueBytesHigh() / 2) {
      full = false;
      peer.filter(its -> state == State.OPEN).ifPresent(port::onWritable);
    }
    watch();
    watchStall();
  }

  private void write(ByteBuffer buffer) {
    try {
      while (!queue.isEmpty()) {
        fill(buffer);
        int wanted = buffer.remaining();
        int written = channel.write(buffer);
        consume(written);
        if (written < wanted) {
          return;
        }
      }
      if (state == State.ENDING) {
        channel.shutdownOutput();
      }
    } catch (IOException e) {
      port.doom(this, String.valueOf(e.getMessage()));
    }
  }

  private void fill(ByteBuffer buffer) {
    buffer.clear();
    int skip = headWritten;
    for (Bytes bytes : queue) {
      int size = Math.min(bytes.size() - skip, buffer.remaining());
      bytes.slice(skip, skip + size).copyTo(buffer);
      skip = 0;
      if (!buffer.hasRemaining()) {
        break;
      }
    }
    buffer.flip();
  }

  private void consume(int written) {
    if (written > 0) {
      progressNanos = port.nowNanos();
      port.countSent(written);
      grow(-written);
    }
    int left = written;
    while (left > 0) {
      int rest = queue.getFirst().size() - headWritten;
      if (left < rest) {
        headWritten += left;
        return;
      }
      queue.removeFirst();
      headWritten = 0;
      left -= rest;
    }
  }

  private void watch() {
    if (state == State.CONNECTING || state == State.CLOSED || !key.isValid()) {
      return;
    }
    int ops = full && state == State.OPEN || inputEnded ? 0 : SelectionKey.OP_READ;
    ops |= queue.isEmpty() ? 0 : SelectionKey.OP_WRITE;
    if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  private void watchStall() {
    if (!queue.isEmpty() && stall == null) {
      stall = port.timers().at(progressNanos + port.config().stallNanos(), this::onStall);
    }
  }

  private void onStall(long nowNanos) {
    stall = null;
    if (queue.isEmpty() || state == State.CLOSED) {
      return;
    }
    if (nowNanos - progressNanos >= port.config().stallNanos()) {
      fail("it takes nothing");
    } else {
      watchStall();
    }
  }

  boolean isDone() {
    return queue.isEmpty() || state == State.CLOSED;
  }

  /// Says no more: what waits goes out, then the socket is closed, at the latest after a moment.
  void end() {
    if (state == State.CONNECTING || state == State.CLOSED) {
      close();
      return;
    }
    if (state == State.OPEN) {
      state = State.ENDING;
      full = false;
      end = port.timers().at(port.nowNanos() + TcpPort.LINGER_NANOS, now -> close());
      port.markDirty(this);
    }
  }

  /// Ends it at once and tells the endpoint.
  void fail(String why) {
    lose(why);
    close();
  }

  /// Tells the endpoint, once.
  private void lose(String why) {
    boolean known = state == State.CONNECTING || state == State.OPEN;
    if (known) {
      peer.ifPresent(its -> port.onLost(this, its, why));
    }
  }

  void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    cancel(stall);
    cancel(end);
    queue.clear();
    grow(-queuedBytes);
    port.onClosed(this, peer);
    try {
      channel.close();
    } catch (IOException e) {
      port.onTrouble("close", e);
    }
  }

  private static void cancel(Timers.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
