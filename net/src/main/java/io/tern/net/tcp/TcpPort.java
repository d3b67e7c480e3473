// SPDX-License-Identifier: Apache-2.0

package io.tern.net.tcp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.StreamListener;
import io.tern.coap.Streams;
import io.tern.coap.Timers;
import io.tern.coap.Transport;
import io.tern.net.NetEvents;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.net.loop.Port;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The TCP connections of a loop: accepts and makes them, feeds what they bring to the endpoint, writes
/// what it sends, and bounds all of it.
public final class TcpPort implements Port, Streams {
  /// How long a connection that this side ends may take to send what waits and see the peer's end.
  static final long LINGER_NANOS = 2_000_000_000L;

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int ACCEPTS_MAX = 64;
  private static final int FLUSHES_MAX = 8;

  /// How long nothing is accepted where the system has no room, such as file descriptors.
  private static final long ACCEPT_PAUSE_NANOS = 100_000_000L;

  private final int loop;
  private final Optional<ServerSocketChannel> listener;
  private final TcpConfig config;
  private final Timers timers;
  private final NetEvents events;
  private final Map<Peer, TcpConnection> byPeer = new HashMap<>();
  private final Set<TcpConnection> all = new HashSet<>();
  private final Map<Address.Ip, Integer> perAddress = new HashMap<>();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private List<TcpConnection> ready = new ArrayList<>();
  private List<TcpConnection> dirty = new ArrayList<>();
  private Map<TcpConnection, String> doomed = new HashMap<>();
  private @Nullable StreamListener endpoint;
  private @Nullable Selector selector;
  private @Nullable SelectionKey acceptKey;
  private boolean acceptable;
  private long nowNanos;
  private long queuedBytes;
  private long receivedBytes;
  private long sentBytes;

  /// @param loop the index of the loop, for reports
  /// @param listener a bound channel that this owns from now on; empty where nothing is accepted
  /// @param timers the loop's
  /// @param nowNanos the time until the loop's first turn
  public TcpPort(
      int loop,
      Optional<ServerSocketChannel> listener,
      TcpConfig config,
      Timers timers,
      NetEvents events,
      long nowNanos) {
    this.loop = loop;
    this.listener = listener;
    this.config = config;
    this.timers = timers;
    this.events = events;
    this.nowNanos = nowNanos;
  }

  /// Says whom to tell of connections; once, before the first turn.
  public void tell(StreamListener itsEndpoint) {
    endpoint = itsEndpoint;
  }

  @Override
  public void attach(Selector itsSelector) throws IOException {
    selector = itsSelector;
    if (listener.isPresent()) {
      listener.get().configureBlocking(false);
      acceptKey = listener.get().register(itsSelector, SelectionKey.OP_ACCEPT);
      acceptKey.attach((Runnable) () -> acceptable = true);
    }
  }

  @Override
  public boolean receive(long now) {
    nowNanos = now;
    if (acceptable) {
      acceptable = false;
      accept();
    }
    List<TcpConnection> turn = ready;
    ready = new ArrayList<>();
    for (TcpConnection connection : turn) {
      connection.ready = false;
      guarded("connection", () -> connection.run(incoming));
    }
    if (receivedBytes > 0) {
      events.onStreamReceived(loop, receivedBytes);
      receivedBytes = 0;
    }
    return false;
  }

  private void guarded(String where, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // One connection must not cost the others of its turn.
      events.onFailure(loop, where, e);
    }
  }

  private void accept() {
    ServerSocketChannel channel = listener.orElseThrow();
    try {
      for (int i = 0; i < ACCEPTS_MAX; i++) {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        accept(accepted);
      }
    } catch (IOException e) {
      events.onFailure(loop, "accept", e);
      pauseAccepting();
    }
  }

  private void pauseAccepting() {
    SelectionKey key = acceptKey;
    if (key != null && key.isValid()) {
      key.interestOps(0);
      timers.at(
          nowNanos + ACCEPT_PAUSE_NANOS,
          now -> {
            if (key.isValid()) {
              key.interestOps(SelectionKey.OP_ACCEPT);
            }
          });
    }
  }

  private void accept(SocketChannel channel) throws IOException {
    if (!(channel.getRemoteAddress() instanceof InetSocketAddress remote)) {
      channel.close();
      return;
    }
    Address.Ip address = SocketAddresses.toIp(remote);
    if (all.size() >= config.connectionsMax()) {
      refuse(channel, NetEvents.Drop.CONNECTIONS_FULL, address);
    } else if (perAddress.getOrDefault(network(address), 0) >= config.perAddressMax()) {
      refuse(channel, NetEvents.Drop.CONNECTIONS_OF_ADDRESS_FULL, address);
    } else {
      try {
        TcpConnection connection = open(channel, address, Optional.empty());
        guarded("accept", connection::begin);
      } catch (IOException e) {
        channel.close();
      }
    }
  }

  private void refuse(SocketChannel channel, NetEvents.Drop why, Address.Ip address)
      throws IOException {
    events.onDropped(loop, why, address);
    channel.close();
  }

  private TcpConnection open(SocketChannel channel, Address.Ip address, Optional<Peer> peer)
      throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Selector its = selector;
    if (its == null) {
      throw new IOException("the loop does not run");
    }
    TcpConnection connection = new TcpConnection(this, channel, its, Stage.PLAIN, address, peer);
    all.add(connection);
    perAddress.merge(network(address), 1, Integer::sum);
    return connection;
  }

  /// What counts as one address: it, or its IPv6 network of 64 bits.
  private static Address.Ip network(Address.Ip address) {
    return new Address.Ip(address.high(), address.isV4() ? address.low() : 0, 0, 0);
  }

  @Override
  public boolean connect(Peer peer) {
    if (!config.connects()
        || all.size() >= config.connectionsMax()
        || peer.transport() != Transport.TCP
        || !(peer.address() instanceof Address.Ip ip)) {
      return false;
    }
    try {
      SocketChannel channel = SocketChannel.open();
      try {
        TcpConnection connection = open(channel, ip, Optional.of(peer));
        byPeer.put(peer, connection);
        connection.expectWithin(config.connectNanos());
        if (channel.connect(SocketAddresses.toSocket(ip))) {
          timers.at(nowNanos, now -> connection.begin());
        }
      } catch (IOException | UnresolvedAddressException e) {
        TcpConnection failed = byPeer.get(peer);
        if (failed == null) {
          channel.close();
          return false;
        }
        String why = String.valueOf(e.getMessage());
        timers.at(nowNanos, now -> failed.fail(why));
      }
      return true;
    } catch (IOException e) {
      events.onFailure(loop, "connect", e);
      return false;
    }
  }

  @Override
  public boolean send(Peer peer, Bytes bytes) {
    TcpConnection connection = byPeer.get(peer);
    return connection == null || connection.send(bytes);
  }

  @Override
  public void close(Peer peer) {
    TcpConnection connection = byPeer.remove(peer);
    if (connection != null) {
      connection.end();
    }
  }

  @Override
  public boolean flush(long now) {
    nowNanos = now;
    for (int i = 0; i < FLUSHES_MAX && !(dirty.isEmpty() && doomed.isEmpty()); i++) {
      List<TcpConnection> turn = dirty;
      dirty = new ArrayList<>();
      for (TcpConnection connection : turn) {
        connection.dirty = false;
        guarded("flush", () -> connection.flush(outgoing));
      }
      Map<TcpConnection, String> lost = doomed;
      doomed = new HashMap<>();
      lost.forEach((connection, why) -> guarded("close", () -> connection.fail(why)));
    }
    if (sentBytes > 0) {
      events.onStreamSent(loop, sentBytes);
      sentBytes = 0;
    }
    return queuedBytes == 0;
  }

  /// How many connections there are, those included that are being made or ended.
  public int connections() {
    return all.size();
  }

  @Override
  public void close() throws IOException {
    List.copyOf(all).forEach(TcpConnection::close);
    if (listener.isPresent()) {
      listener.get().close();
    }
  }

  // What follows is for the connections.

  void onReady(TcpConnection connection) {
    if (!connection.ready) {
      connection.ready = true;
      ready.add(connection);
    }
  }

  void markDirty(TcpConnection connection) {
    if (!connection.dirty) {
      connection.dirty = true;
      dirty.add(connection);
    }
  }

  /// Too much waits for a peer that does not take it.
  void onSlow(TcpConnection connection) {
    if (doom(connection, "it takes too little")) {
      events.onDropped(loop, NetEvents.Drop.SLOW_READER, connection.address);
    }
  }

  /// Ends a connection when nobody is in the middle of using it; false where that is so already.
  boolean doom(TcpConnection connection, String why) {
    return doomed.putIfAbsent(connection, why) == null;
  }

  Peer peer(Address.Ip address, Identity identity) {
    return new Peer(Transport.TCP, address, identity);
  }

  void onEstablished(TcpConnection connection, Peer peer) {
    TcpConnection before = byPeer.get(peer);
    if (before != null && !before.equals(connection)) {
      // The peer has forgotten that connection, or it could not have made this one.
      before.fail("the peer began another");
    }
    byPeer.put(peer, connection);
    endpoint().onOpened(peer, nowNanos);
  }

  void onReceived(Peer peer, Bytes bytes) {
    endpoint().onBytes(peer, bytes, nowNanos);
  }

  void onWritable(Peer peer) {
    endpoint().onWritable(peer, nowNanos);
  }

  void onLost(TcpConnection connection, Peer peer, String why) {
    if (byPeer.remove(peer, connection)) {
      endpoint().onClosed(peer, why, nowNanos);
    }
  }

  void onClosed(TcpConnection connection, Optional<Peer> peer) {
    peer.ifPresent(its -> byPeer.remove(its, connection));
    if (all.remove(connection)) {
      perAddress.computeIfPresent(
          network(connection.address), (its, count) -> count == 1 ? null : count - 1);
    }
  }

  void onTrouble(String where, IOException trouble) {
    events.onFailure(loop, where, trouble);
  }

  void countReceived(int bytes) {
    receivedBytes += bytes;
  }

  void countSent(int bytes) {
    sentBytes += bytes;
  }

  void countQueued(int bytes) {
    queuedBytes += bytes;
  }

  boolean isQueueFull() {
    return queuedBytes > config.queuedBytesMax();
  }

  ByteBuffer outgoing() {
    return outgoing;
  }

  TcpConfig config() {
    return config;
  }

  Timers timers() {
    return timers;
  }

  long nowNanos() {
    return nowNanos;
  }

  private StreamListener endpoint() {
    StreamListener its = endpoint;
    if (its == null) {
      throw new IllegalStateException("nobody to tell");
    }
    return its;
  }
}
