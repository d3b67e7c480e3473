// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Timers;
import io.tern.net.DatagramIo;
import io.tern.net.NetEvents;
import io.tern.net.SocketAddresses;
import io.tern.net.loop.Port;
import io.tern.net.udp.SocketGroup;
import io.tern.net.udp.UdpLimits;
import io.tern.net.udp.UdpPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sockets of a relay: one that clients send to, and one for each client towards the server.
final class RelayPort implements Port {
  private static final UdpLimits LIMITS = new UdpLimits(65_535, 256, 4096);
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int CLIENTS_MAX = 4096;
  private static final int UNDER_WAY_MAX = 100_000;

  private final Timers timers;
  private final long seed;
  private final Address.Ip server;
  private final InetAddress local;
  private final SocketGroup front;
  private final UdpPort frontPort;
  private final Map<Address.Ip, Client> clients = new LinkedHashMap<>();
  private final Way up;
  private final Way down;
  private boolean cut;
  private int underWay;
  private @Nullable Selector selector;

  RelayPort(InetSocketAddress server, LinkProfile profile, long seed, Timers timers)
      throws IOException {
    this.server = SocketAddresses.toIp(server);
    this.up = new Way(profile);
    this.down = new Way(profile);
    this.seed = seed;
    this.timers = timers;
    this.local =
        InetAddress.ofLiteral(server.getAddress() instanceof Inet4Address ? "127.0.0.1" : "::1");
    this.front = openSocket();
    this.frontPort =
        new UdpPort(
            0, front.channels().getFirst(), DatagramIo.NIO, LIMITS, this::onUplink, NetEvents.NONE);
  }

  private SocketGroup openSocket() throws IOException {
    return SocketGroup.open(new InetSocketAddress(local, 0), 1, BUFFER_BYTES, BUFFER_BYTES);
  }

  InetSocketAddress address() {
    return front.address();
  }

  void uplink(LinkProfile profile) {
    up.profile = profile;
    clients.values().forEach(client -> client.up.become(profile));
  }

  void downlink(LinkProfile profile) {
    down.profile = profile;
    clients.values().forEach(client -> client.down.become(profile));
  }

  void blackhole(boolean on) {
    cut = on;
  }

  void rebind() {
    clients.values().forEach(Client::rebind);
  }

  void swap(InetSocketAddress one, InetSocketAddress other) {
    Client a = clients.get(SocketAddresses.toIp(one));
    Client b = clients.get(SocketAddresses.toIp(other));
    if (a != null && b != null) {
      Back back = a.back;
      a.use(b.back);
      b.use(back);
    }
  }

  RelayCounts counts() {
    return new RelayCounts(up.counts, down.counts, clients.size());
  }

  @Override
  public void attach(Selector selector) throws IOException {
    this.selector = selector;
    frontPort.attach(selector);
  }

  @Override
  public boolean receive(long nowNanos) throws IOException {
    boolean more = frontPort.receive(nowNanos);
    for (Client client : List.copyOf(clients.values())) {
      more |= client.back.port.receive(nowNanos);
    }
    return more;
  }

  @Override
  public boolean flush(long nowNanos) throws IOException {
    boolean sent = frontPort.flush(nowNanos);
    for (Client client : clients.values()) {
      sent &= client.back.port.flush(nowNanos);
    }
    return sent;
  }

  @Override
  public void close() throws IOException {
    frontPort.close();
    for (Client client : clients.values()) {
      client.back.port.close();
    }
  }

  private void onUplink(Address.Ip from, Bytes datagram, long nowNanos) {
    Client client = clients.get(from);
    if (client == null) {
      if (clients.size() == CLIENTS_MAX) {
        up.counts = up.counts.plusReceived().plusLost();
        return;
      }
      client = new Client(from, clients.size());
      clients.put(from, client);
    }
    Client sender = client;
    Fate fate = sender.up.next(datagram.size());
    pass(up, fate, nowNanos, () -> sender.back.port.send(server, datagram));
  }

  private void onDownlink(Client client, Bytes datagram, long nowNanos) {
    Fate fate = client.down.next(datagram.size());
    pass(down, fate, nowNanos, () -> frontPort.send(client.address, datagram));
  }

  private void pass(Way way, Fate fate, long nowNanos, Runnable send) {
    way.counts = way.counts.plusReceived();
    if (cut) {
      way.counts = way.counts.plusLost();
      return;
    }
    switch (fate) {
      case Fate.Never never when never.equals(Fate.TOO_LARGE) ->
          way.counts = way.counts.plusTooLarge();
      case Fate.Never never -> way.counts = way.counts.plusLost();
      case Fate.Once(long delayNanos) -> later(way, nowNanos, delayNanos, send);
      case Fate.Twice(long delayNanos, long copyDelayNanos) -> {
        way.counts = way.counts.plusDuplicated();
        later(way, nowNanos, delayNanos, send);
        later(way, nowNanos, copyDelayNanos, send);
      }
    }
  }

  private void later(Way way, long nowNanos, long delayNanos, Runnable send) {
    if (delayNanos == 0) {
      arrive(way, send);
    } else if (underWay == UNDER_WAY_MAX) {
      way.counts = way.counts.plusLost();
    } else {
      underWay++;
      timers.at(
          nowNanos + delayNanos,
          now -> {
            underWay--;
            arrive(way, send);
          });
    }
  }

  private static void arrive(Way way, Runnable send) {
    way.counts = way.counts.plusPassed();
    send.run();
  }

  /// One direction.
  private static final class Way {
    private LinkProfile profile;
    private RelayCounts.Direction counts = RelayCounts.Direction.NONE;

    Way(LinkProfile profile) {
      this.profile = profile;
    }
  }

  /// A client, and the socket that stands for it at the server.
  private final class Client {
    private final Address.Ip address;
    private final Link up;
    private final Link down;
    private Back back;

    Client(Address.Ip address, int number) {
      this.address = address;
      this.up = new Link(RelayPort.this.up.profile, Link.mix(seed, 2L * number));
      this.down = new Link(RelayPort.this.down.profile, Link.mix(seed, 2L * number + 1));
      this.back = new Back(this);
    }

    void rebind() {
      Back old = back;
      back = new Back(this);
      try {
        old.port.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void use(Back other) {
      back = other;
      other.client = this;
    }
  }

  /// A socket towards the server.
  private final class Back {
    private final UdpPort port;
    private Client client;

    Back(Client client) {
      this.client = client;
      try {
        var channel = openSocket().channels().getFirst();
        this.port =
            new UdpPort(0, channel, DatagramIo.NIO, LIMITS, this::onDatagram, NetEvents.NONE);
        port.attach(java.util.Objects.requireNonNull(selector, "not attached"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void onDatagram(Address.Ip from, Bytes datagram, long nowNanos) {
      if (from.equals(server)) {
        onDownlink(client, datagram, nowNanos);
      }
    }
  }
}
