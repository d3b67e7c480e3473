// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.net.DatagramIo;
import io.tern.net.NetEvents;
import io.tern.net.loop.Port;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One UDP socket on a loop: feeds what it reads to a receiver, collects what is to be sent and sends
/// it as a batch.
public final class UdpPort implements Port {
  /// How often the system is asked what it dropped.
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final int loop;
  private final DatagramChannel channel;
  private final DatagramBatch.Source source;
  private final UdpLimits limits;
  private final DatagramReceiver receiver;
  private final NetEvents events;
  private final SendQueue queue;
  private final Tally tally = new Tally();
  private @Nullable DatagramBatch batch;
  private @Nullable SelectionKey key;
  private boolean readable;
  private long lookedNanos = Long.MIN_VALUE / 2;
  private int overflowed;

  /// A port over a bound channel, which it owns from now on.
  ///
  /// @param loop the index of the loop, for reports
  public UdpPort(
      int loop,
      DatagramChannel channel,
      DatagramIo io,
      UdpLimits limits,
      DatagramReceiver receiver,
      NetEvents events) {
    this(loop, channel, DatagramBatch.Source.of(io), limits, receiver, events);
  }

  UdpPort(
      int loop,
      DatagramChannel channel,
      DatagramBatch.Source source,
      UdpLimits limits,
      DatagramReceiver receiver,
      NetEvents events) {
    this.loop = loop;
    this.channel = channel;
    this.source = source;
    this.limits = limits;
    this.receiver = receiver;
    this.events = events;
    this.queue = new SendQueue(limits.sendQueueMax());
  }

  @Override
  public void attach(Selector selector) throws IOException {
    channel.configureBlocking(false);
    batch = source.open(channel, limits);
    Runnable ready = () -> readable = true;
    key = channel.register(selector, SelectionKey.OP_READ, ready);
  }

  /// Sends `datagram` to `to` with the batch of this turn. Where the socket takes no more and the
  /// queue is full, the datagram is dropped and reported. On the loop.
  public void send(Address to, Bytes datagram) {
    if (!(to instanceof Address.Ip ip)) {
      events.onDropped(loop, NetEvents.Drop.SEND_REFUSED, to);
      return;
    }
    if (queue.offer(ip, datagram)) {
      return;
    }
    trySend();
    if (!queue.offer(ip, datagram)) {
      events.onDropped(loop, NetEvents.Drop.SEND_QUEUE_FULL, to);
    }
  }

  @Override
  public boolean receive(long nowNanos) throws IOException {
    DatagramBatch socket = batch;
    if (!readable || socket == null) {
      return false;
    }
    tally.nowNanos = nowNanos;
    try {
      readable = socket.receive(limits.receiveBatch(), tally) == limits.receiveBatch();
    } finally {
      tally.reportReceived();
    }
    if (nowNanos - lookedNanos >= LOOK_NANOS) {
      lookedNanos = nowNanos;
      reportOverflow(socket.overflowed());
    }
    return readable;
  }

  private void reportOverflow(int total) {
    int more = total - overflowed;
    overflowed = total;
    if (more > 0) {
      events.onOverflowed(loop, more);
    }
  }

  @Override
  public boolean flush(long nowNanos) throws IOException {
    DatagramBatch socket = batch;
    if (!queue.isEmpty() && socket != null) {
      socket.send(queue, tally);
      tally.reportSent();
    }
    watchWritable(!queue.isEmpty());
    return queue.isEmpty();
  }

  private void trySend() {
    DatagramBatch socket = batch;
    if (socket == null) {
      return;
    }
    try {
      socket.send(queue, tally);
    } catch (IOException e) {
      events.onFailure(loop, "send", e);
    }
  }

  private void watchWritable(boolean watch) {
    SelectionKey attached = key;
    int ops = watch ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (attached != null && attached.isValid() && attached.interestOps() != ops) {
      attached.interestOps(ops);
    }
  }

  @Override
  public void close() throws IOException {
    DatagramBatch socket = batch;
    batch = null;
    try (channel) {
      if (socket != null) {
        socket.close();
      }
    }
  }

  /// Passes datagrams on and counts them for one report per batch.
  private final class Tally implements DatagramBatch.Sink {
    private long nowNanos;
    private int receivedDatagrams;
    private long receivedBytes;
    private int sentDatagrams;
    private long sentBytes;

    @Override
    public void onAnnounced(List<Address.Ip> senders) {
      try {
        receiver.onAnnounced(senders);
      } catch (Throwable t) {
        events.onFailure(loop, "announcement", t);
      }
    }

    @Override
    public void onReceived(Address.Ip from, Bytes datagram) {
      receivedDatagrams++;
      receivedBytes += datagram.size();
      try {
        receiver.onDatagram(from, datagram, nowNanos);
      } catch (Throwable t) {
        // One datagram must not cost the others of its batch.
        events.onFailure(loop, "datagram", t);
      }
    }

    @Override
    public void onOversize(Address.Ip from) {
      receivedDatagrams++;
      events.onDropped(loop, NetEvents.Drop.OVERSIZE, from);
    }

    @Override
    public void onSent(int bytes) {
      sentDatagrams++;
      sentBytes += bytes;
    }

    @Override
    public void onRefused(Address.Ip to) {
      events.onDropped(loop, NetEvents.Drop.SEND_REFUSED, to);
    }

    void reportReceived() {
      if (receivedDatagrams > 0) {
        events.onReceived(loop, receivedDatagrams, receivedBytes);
        receivedDatagrams = 0;
        receivedBytes = 0;
      }
    }

    void reportSent() {
      if (sentDatagrams > 0) {
        events.onSent(loop, sentDatagrams, sentBytes);
        sentDatagrams = 0;
        sentBytes = 0;
      }
    }
  }
}
