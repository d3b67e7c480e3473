// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Outbound;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Streams;
import io.tern.coap.Timers;
import io.tern.coap.engine.Endpoint;
import io.tern.coap.engine.EndpointGauges;
import io.tern.coap.timer.TimerWheel;
import io.tern.net.EpochClock;
import io.tern.net.LoopsConfig;
import io.tern.net.NetEvents;
import io.tern.net.SecureNumbers;
import io.tern.net.loop.Loop;
import io.tern.net.loop.Port;
import io.tern.net.tcp.TcpPort;
import io.tern.net.udp.DatagramReceiver;
import io.tern.net.udp.UdpLimits;
import io.tern.net.udp.UdpPort;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// One loop with its socket, timers and endpoint.
final class EndpointLoop implements LoopScope {
  private static final long DRAIN_LOOK_NANOS = 5_000_000L;

  private final int index;
  private final NetEvents events;
  private final Loop loop;
  private final Optional<UdpPort> port;
  private final TcpPort connections;
  private final Timers timers;
  private final RandomGenerator random = new SecureNumbers();
  private final Endpoint endpoint;
  private final OwnedTimers ownedTimers;
  private final OwnedRequester ownedRequester;
  private Handler handler = EndpointLoop::notAssembled;
  private List<EndpointLoop> loops = List.of();

  EndpointLoop(
      int index,
      Sockets sockets,
      LoopsConfig config,
      NetEvents events,
      EndpointEvents endpointEvents)
      throws IOException {
    this.index = index;
    this.events = events;
    var mailbox = new Loop.MailboxLimits(config.mailboxCapacity(), config.mailboxBatch());
    var limits =
        new UdpLimits(config.datagramBytesMax(), config.receiveBatch(), config.sendQueueMax());
    timers = new TimerWheel(EpochClock.nowNanos());
    loop = new Loop(index, mailbox, timers, EpochClock::nowNanos, events);
    port =
        sockets
            .datagrams()
            .map(
                channel ->
                    new UdpPort(
                        index, channel, config.datagramIo(), limits, new Incoming(), events));
    connections =
        new TcpPort(index, sockets.listener(), config.tcp(), timers, events, EpochClock.nowNanos());
    endpoint =
        new Endpoint(
            config.endpoint().withTokenPrefix(index),
            timers,
            random,
            Handler.later(() -> handler),
            way(),
            endpointEvents);
    connections.tell(endpoint.streams());
    ownedTimers = new OwnedTimers(loop, timers);
    ownedRequester = new OwnedRequester(loop, endpoint);
  }

  private Outbound way() {
    TcpPort streams = connections;
    return port.<Outbound>map(datagrams -> new Way(datagrams, streams))
        .orElseGet(() -> new StreamWay(index, streams, events));
  }

  /// The sockets of one loop.
  ///
  /// @param datagrams empty where there are connections alone
  /// @param listener empty where no connection is accepted
  record Sockets(Optional<DatagramChannel> datagrams, Optional<ServerSocketChannel> listener) {}

  /// The way out: datagrams through one port, connections through the other.
  private record Way(UdpPort port, TcpPort connections) implements Outbound {
    @Override
    public void send(Peer peer, Bytes datagram) {
      port.send(peer.address(), datagram);
    }

    @Override
    public Streams streams() {
      return connections;
    }
  }

  /// The way out where there are connections alone.
  private record StreamWay(int loop, TcpPort connections, NetEvents events) implements Outbound {
    @Override
    public void send(Peer peer, Bytes datagram) {
      events.onDropped(loop, NetEvents.Drop.SEND_REFUSED, peer.address());
    }

    @Override
    public Streams streams() {
      return connections;
    }
  }

  private static void notAssembled(Peer peer, Request request, Responder responder, long nowNanos) {
    throw new IllegalStateException("a request before the loops were assembled");
  }

  void assemble(Function<LoopScope, Handler> assembler, List<EndpointLoop> all) {
    loops = all;
    handler = assembler.apply(this);
  }

  void start() throws IOException {
    List<Port> ports = new ArrayList<>(2);
    port.ifPresent(ports::add);
    ports.add(connections);
    loop.start(ports);
  }

  void close() {
    loop.post(endpoint::release);
    loop.close();
  }

  /// What the socket received.
  private final class Incoming implements DatagramReceiver {
    @Override
    public void onAnnounced(List<Address.Ip> senders) {
      List<Peer> peers = new ArrayList<>(senders.size());
      for (Address.Ip sender : senders) {
        peers.add(Peer.udp(sender));
      }
      endpoint.announce(peers);
    }

    @Override
    public void onDatagram(Address.Ip from, Bytes datagram, long nowNanos) {
      int owner = TokenOwner.of(datagram, index, loops.size());
      if (owner == index) {
        endpoint.receive(Peer.udp(from), datagram, nowNanos);
      } else if (loops.get(owner).take(Peer.udp(from), datagram)) {
        events.onHandedOver(index, owner);
      } else {
        events.onDropped(index, NetEvents.Drop.HAND_OVER_REFUSED, from);
      }
    }
  }

  /// Takes a datagram that reached another loop. Any thread.
  private boolean take(Peer from, Bytes datagram) {
    return post(now -> endpoint.receive(from, datagram, now));
  }

  /// Completes when no exchange is open or at `untilNanos`; tells whether none was. Any thread.
  CompletableFuture<Boolean> drained(long untilNanos) {
    var drained = new CompletableFuture<Boolean>();
    if (!post(now -> look(drained, untilNanos, now))) {
      drained.complete(false);
    }
    return drained;
  }

  private void look(CompletableFuture<Boolean> drained, long untilNanos, long nowNanos) {
    EndpointGauges held = endpoint.gauges();
    boolean idle =
        held.transmissions() == 0 && held.clientExchanges() == 0 && held.serverExchanges() == 0;
    if (idle || nowNanos >= untilNanos) {
      drained.complete(idle);
    } else {
      timers.at(nowNanos + DRAIN_LOOK_NANOS, now -> look(drained, untilNanos, now));
    }
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int count() {
    return loops.size();
  }

  @Override
  public Timers timers() {
    return ownedTimers;
  }

  @Override
  public Requester requester() {
    return ownedRequester;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public EndpointGauges gauges() {
    assert loop.isOwnedByCaller() : "not on its loop";
    return endpoint.gauges();
  }

  @Override
  public long behindNanos(long nowNanos) {
    assert loop.isOwnedByCaller() : "not on its loop";
    return loop.behindNanos(nowNanos);
  }

  @Override
  public boolean post(Timers.Task task) {
    return loop.post(task);
  }

  @Override
  public boolean isCurrentThread() {
    return loop.isCurrentThread();
  }
}
