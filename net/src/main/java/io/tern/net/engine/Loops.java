// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.net.EpochClock;
import io.tern.net.LoopsConfig;
import io.tern.net.NetEvents;
import io.tern.net.tcp.ListenerGroup;
import io.tern.net.udp.SocketGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;

/// CoAP over UDP and TCP on several loops that share one address for each.
///
/// Each loop has sockets, timers and a CoAP endpoint of its own; the system spreads the peers over
/// the sockets. A connection stays with the loop that accepted or made it. A response or notification
/// that reaches another loop than the one that asked for it is handed to that one.
public final class Loops implements AutoCloseable {
  private final Optional<InetSocketAddress> address;
  private final Optional<InetSocketAddress> tcpAddress;
  private final List<EndpointLoop> loops;

  private Loops(
      Optional<InetSocketAddress> address,
      Optional<InetSocketAddress> tcpAddress,
      List<EndpointLoop> loops) {
    this.address = address;
    this.tcpAddress = tcpAddress;
    this.loops = loops;
  }

  /// Starts loops that report nothing.
  ///
  /// @see #start(LoopsConfig, NetEvents, IntFunction, Function)
  public static Loops start(LoopsConfig config, Function<LoopScope, Handler> assembler)
      throws IOException {
    return start(config, NetEvents.NONE, index -> EndpointEvents.NONE, assembler);
  }

  /// Binds the sockets, has `assembler` make the handler of each loop, then starts all loops.
  ///
  /// @param endpointEvents gives the listener of the endpoint of each loop
  /// @param assembler called once for each loop, on the thread that calls this, before any loop runs;
  ///     until then it may use the scopes as if it were on their loops
  /// @throws IOException where the address is in use or not of this machine
  public static Loops start(
      LoopsConfig config,
      NetEvents events,
      IntFunction<EndpointEvents> endpointEvents,
      Function<LoopScope, Handler> assembler)
      throws IOException {
    Optional<SocketGroup> group = open(config);
    int count =
        group.map(its -> its.channels().size()).orElseGet(() -> countWithoutDatagrams(config));
    List<EndpointLoop> loops = new ArrayList<>();
    Optional<ListenerGroup> listeners = Optional.empty();
    try {
      listeners = listen(config, count);
      for (int i = 0; i < count; i++) {
        int index = i;
        EndpointEvents itsEvents = endpointEvents.apply(index);
        var sockets =
            new EndpointLoop.Sockets(
                group.map(its -> its.channels().get(index)),
                listeners.map(its -> its.channels().get(index)));
        loops.add(new EndpointLoop(index, sockets, config, events, itsEvents));
      }
      List<EndpointLoop> all = List.copyOf(loops);
      for (EndpointLoop loop : all) {
        loop.assemble(assembler, all);
      }
      for (EndpointLoop loop : all) {
        loop.start();
      }
      return new Loops(group.map(SocketGroup::address), listeners.map(ListenerGroup::address), all);
    } catch (IOException | RuntimeException | Error e) {
      loops.forEach(EndpointLoop::close);
      close(group.map(SocketGroup::channels).orElse(List.of()));
      close(listeners.map(ListenerGroup::channels).orElse(List.of()));
      throw e;
    }
  }

  private static Optional<SocketGroup> open(LoopsConfig config) throws IOException {
    return config.bind().isEmpty()
        ? Optional.empty()
        : Optional.of(
            SocketGroup.open(
                config.bind().get(),
                config.loops(),
                config.receiveBufferBytes(),
                config.sendBufferBytes()));
  }

  /// Where the system cannot spread connections over sockets, one loop accepts them all.
  private static int countWithoutDatagrams(LoopsConfig config) {
    boolean spreads = config.tcp().bind().isEmpty() || SocketGroup.isSpreading();
    return spreads ? config.loops() : 1;
  }

  private static Optional<ListenerGroup> listen(LoopsConfig config, int count) throws IOException {
    Optional<InetSocketAddress> bind = config.tcp().bind();
    return bind.isPresent() ? Optional.of(ListenerGroup.open(bind.get(), count)) : Optional.empty();
  }

  private static void close(List<? extends Channel> channels) throws IOException {
    for (Channel channel : channels) {
      channel.close();
    }
  }

  /// Where peers reach these loops over TCP, with the port that was picked; empty where they do not.
  public Optional<InetSocketAddress> tcpAddress() {
    return tcpAddress;
  }

  /// Where peers reach these loops over UDP, with the port that was picked.
  ///
  /// @throws IllegalStateException where they have connections alone
  public InetSocketAddress address() {
    return address.orElseThrow(() -> new IllegalStateException("no socket for datagrams"));
  }

  /// The loops, in order of their index.
  public List<LoopScope> loops() {
    return List.copyOf(loops);
  }

  /// Waits until no loop has an open exchange, but not longer than `max`; the loops go on meanwhile
  /// and afterwards. Not for a loop's own thread.
  ///
  /// @return whether no exchange was open
  public boolean drain(Duration max) {
    long untilNanos = EpochClock.nowNanos() + max.toNanos();
    List<CompletableFuture<Boolean>> drained =
        loops.stream().map(loop -> loop.drained(untilNanos)).toList();
    return drained.stream().map(CompletableFuture::join).reduce(true, Boolean::logicalAnd);
  }

  /// Ends all loops in order: each refuses further posts, runs what was posted, sends what is to be
  /// sent and closes its socket. Exchanges that are still open end without an answer.
  @Override
  public void close() {
    loops.forEach(EndpointLoop::close);
  }
}
